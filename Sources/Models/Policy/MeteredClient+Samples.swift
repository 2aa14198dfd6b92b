import Engine
import Text
import Vocabulary

extension MeteredClient {
  /// Steps that may still be made.
  var stepsLeft: Int { budget.steps }

  /// The most samples of an edit that may be tried.
  func sampleLimit(of model: Model) -> Int { min(model.samples, candidatesLeft) }

  /// A trial of the edit beside other samples of it; the edit itself where no sample differs.
  mutating func samples(
    of edits: [FileEdit], _ why: String, _ prompt: Prompt, by model: Model,
    _ speech: Model.Speech, _ run: Run, _ attempts: Attempts,
    _ sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> PolicyAction {
    var found = [(edits, why)]
    var prompt = prompt
    // At none, every sample would be the same.
    if prompt.members["temperature"] == .double(0) { prompt.members["temperature"] = .double(0.6) }
    for _ in 1..<max(1, sampleLimit(of: model)) {
      let answer: Answer
      do { answer = try await self.answer(to: prompt, by: model) } catch {
        if error.isCancellation { throw error }
        // The first sample is enough to go on with.
        break
      }
      guard let read = try? answer.actions(speech),
        case .edit(let other, let reason)? = try? settled(
          (read.action, read.words), speech, run, attempts, sources
        ).action,
        !found.contains(where: { $0.0 == other })
      else { continue }
      found.append((other, reason))
    }
    guard found.count > 1 else { return .edit(edits, why: why) }
    return .trial(
      found.enumerated().map {
        Candidate(id: "sample-\($0.offset + 1)", edits: $0.element.0, about: oneLine($0.element.1))
      })
  }
}
