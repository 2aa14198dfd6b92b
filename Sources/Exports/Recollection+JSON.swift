import Text
import Vocabulary

extension [Recollection] {
  /// What a run was told of earlier work: texts that came from `outside`, each with where it comes from; null for nothing.
  ///
  /// A prompt shows them in the message of the run's beginning or of the step, which is marked as from outside as a whole.
  var json: JSON {
    guard !isEmpty else { return .null }
    return .array(
      map { known in
        .members([
          "kind": .string(known.kind.rawValue), "text": .string(known.text), "outside": true,
          "run": JSON(known.run?.description), "step": JSON(known.step),
          "commit": JSON(known.commit?.description),
          "merge_status": JSON(known.mergeStatus?.rawValue),
        ])
      })
  }
}
