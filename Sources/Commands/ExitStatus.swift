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
  /// Another process has hold of it.
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

  /// Whether it says that something ails all issues alike, and none of them is to blame.
  var isGeneral: Bool { [.unsupported, .refused, .usage].contains(self) }

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
}
