import Evaluation
import Text
import Vocabulary

/// Tells how an evaluation goes: a line an instance, JSON on stdout or words on stderr.
struct EvaluationReporter {
  /// Whether results are told as JSON.
  let isJSON: Bool
  /// Whether no progress is told.
  let isQuiet: Bool

  /// Tells of one event, from any thread.
  func report(_ event: EvaluationEvent) {
    let console = Console.standard
    switch event {
    case .progress(let done, let atWork, let waiting):
      guard !isQuiet else { return }
      console.live("\(done) done, \(atWork) at work, \(waiting) waiting …")
    case .result(let result, let isKnown):
      if isJSON { console.write(json: result) }
      guard !isQuiet, !isKnown else { return }
      console.note("\(result.id): \(EvaluationTable.words(of: result))")
      for warning in result.warnings { console.note("\(result.id): warning: \(warning)") }
    case .noResult(let id, let error):
      console.note("\(id): \(Failure(error).sentence)")
    }
  }
}
