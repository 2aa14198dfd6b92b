package import Exports
import Git
import Records
package import Runs
import Text
import Vocabulary

extension Failure {
  /// The words for why nothing is exported, or a run is left out.
  init(words error: ExportError) {
    switch error {
    case .occupied(let path):
      self.init("\(visible(path)) is there already", hint: "give --output another folder")
    case .noRuns:
      self.init("there are no runs to export", hint: "git colleague runs")
    case .nothingSelected:
      self.init(
        "no run is as it was asked for, with what the format holds",
        hint: "git colleague runs --all lists them")
    case .noneWhole:
      self.init(
        "no run could be exported", hint: "why was said of each; another --format may need less")
    case .unreadable(let run, let cause):
      let words = Failure(unreadableRun: run, cause)
      var reason = cause
      if case .unreadableRun(_, isArchived: _, cause: let inner) = cause { reason = inner }
      self.init("run \(run) is left out: \(Failure(reason).sentence)", hint: words.hint)
    case .gone(let run, let cause):
      self.init(
        "run \(run) is left out: \(Failure(cause).sentence)",
        hint: "fetch what is missing; --format atif needs the run's records alone")
    case .empty(let run, let lacks):
      self.init("run \(run) is left out: it has not \(lacks)")
    }
  }
}

extension ExportError: Problem {
  /// Nothing to do where there is no run, or none that fits; fatal otherwise.
  package var kind: ProblemKind {
    switch self {
    case .noRuns, .nothingSelected, .noneWhole: .nothingToDo
    case .occupied, .unreadable, .gone, .empty: .fatal
    }
  }
}
