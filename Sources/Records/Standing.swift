package import Vocabulary

/// What there is of a run that keeps the same issue from being worked on once more.
package enum Standing: Hashable, Sendable {
  /// Its series, and what people did with it.
  case series(MergeStatus.Word)
  /// It is being worked on, or was when its process died.
  case underWay
  /// It has asked something.
  case asking
}

extension RunRecord {
  /// What there is of the run that keeps the same issue from being worked on once more; `nil` where nothing does: it
  /// has not resolved the issue, was broken off, or its series was rejected. Pure.
  ///
  /// - Parameter status: What people did with its series; that it waits where nothing is known.
  package func standing(given status: MergeStatus?) -> Standing? {
    switch (outcome, phase) {
    case (nil, _), (_, .delivering): return .underWay
    case (.waiting, _): return .asking
    case (.resolved, .delivered):
      let word = status?.word ?? .open
      return word == .rejected || patches.isEmpty ? nil : .series(word)
    default: return nil
    }
  }
}
