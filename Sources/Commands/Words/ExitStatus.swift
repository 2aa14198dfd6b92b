import Runs
import Sweeps
package import Vocabulary

/// The process's exit status; thrown by a command that has said all it has to say.
package enum ExitStatus: Int32, Error, CaseIterable, Codable {
  /// Resolved and verified, or simply done.
  case resolved = 0
  /// Not resolved.
  case unresolved = 1
  /// Waiting for a person.
  case waiting = 2
  /// Nothing to do.
  case nothingToDo = 3
  /// The budget is spent.
  case spent = 4
  /// The model's API failed.
  case api = 5
  /// Stuck.
  case stuck = 6
  /// Another process holds it.
  case busy = 7
  /// The repository cannot be served.
  case unsupported = 8
  /// Refused by the mandate.
  case refused = 9
  /// Fatal.
  case fatal = 128
  /// Called wrongly.
  case usage = 129
  /// Interrupted.
  case interrupted = 130

  /// Whether a sweep that ends with it has gone as it should: done, nothing to do, or left to another one.
  var isQuiet: Bool { [.resolved, .nothingToDo, .busy].contains(self) }

  /// The status a run with this outcome ends with.
  package init(_ outcome: Outcome) {
    self =
      switch outcome {
      case .resolved: .resolved
      case .unresolved: .unresolved
      case .waiting: .waiting
      case .spent: .spent
      case .stuck: .stuck
      case .interrupted: .interrupted
      case .failed: .fatal
      }
  }

  /// The status for a problem of this kind.
  init(_ kind: ProblemKind) {
    self =
      switch kind {
      case .fatal: .fatal
      case .unresolved: .unresolved
      case .waiting: .waiting
      case .nothingToDo: .nothingToDo
      case .spent: .spent
      case .service: .api
      case .busy: .busy
      case .unsupported: .unsupported
      case .refused: .refused
      case .usage: .usage
      case .interrupted: .interrupted
      }
  }

  /// The status that a sweep ends with.
  init(_ ending: Sweep.Ending) {
    self =
      switch ending {
      case .done: .resolved
      case .incomplete: .unresolved
      case .nothingToDo: .nothingToDo
      case .spent: .spent
      case .anotherAtWork: .busy
      case .interrupted: .interrupted
      }
  }
}
