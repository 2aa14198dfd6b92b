import Text
package import Vocabulary

/// What kept a run from working on its issue, where it ended `unresolved` without having been able to; `nil` where
/// it could, and the issue or the policy is the reason. Pure.
///
/// A policy that declines says so in its report. Whatever a policy says, nothing that a run does can be judged
/// where there is no test command, or one that cannot be started.
package func hindrance(of run: Run, after steps: [Step]) -> Hindrance? {
  guard let report = steps.lastReport, report.claim != .spent else { return nil }
  if report.claim == .declined { return report.hindrance }
  guard run.mandate.testCommand != nil else {
    return report.claim == .resolved ? .noTestCommand : nil
  }
  guard let first = steps.first, case .test(.working) = first.action else { return nil }
  return first.observation.couldNotStart ? .noTool : nil
}

extension Observation {
  /// Whether the tests' command was not there or could not be carried out, as the shell says it, and nothing else
  /// is known of them.
  package var couldNotStart: Bool {
    guard tests?.isByExitStatus == true else { return false }
    return ending == .exited(127) || ending == .exited(126)
  }
}

extension Excerpt {
  /// The line that says most plainly what is wrong, in one line: the last that speaks of an error, else the last;
  /// `nil` where nothing was printed.
  package var complaint: String? {
    let signs = ["rror", "not found", "annot ", "o such file", "denied", "unrecognized"]
    let lines = (tail.isEmpty ? head : tail).lines().map { oneLine(String($0)) }.filter {
      !$0.isEmpty
    }
    return lines.last { line in signs.contains { line.contains($0) } } ?? lines.last
  }

  /// The last line that is not empty, in one line.
  package var lastLine: String? {
    (tail.isEmpty ? head : tail).lines().last { !oneLine(String($0)).isEmpty }.map {
      oneLine(String($0))
    }
  }
}
