import Engine
import Vocabulary

extension RepairProgress {
  /// Runs of the tests at the base beside the first one, at most.
  private static let repetitions = 3
  /// Edits that pass, at least, and one in how many of those tried, before a failing test is doubted.
  private static let suspicion = (passing: 5, share: 20)

  /// Whether so many different edits pass that the tests are to be run once more as they are: a test that
  /// passes without any edit fails by chance, and lets every edit pass that does no harm.
  var doubtsFailure: Bool {
    guard !steps.contains(where: \.isEdit) else { return false }
    let passing = settling.count
    guard passing >= RepairProgress.suspicion.passing,
      passing * RepairProgress.suspicion.share > results.count
    else { return false }
    return steps.count { $0.action == .test(.working) } <= RepairProgress.repetitions
  }
}

extension Step {
  /// Whether it is an edit that was carried out.
  var isEdit: Bool { action.kind == .edit && observation.refusal == nil }
}
