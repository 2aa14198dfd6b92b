import Engine
import Text
import Vocabulary

extension MeteredClient {
  /// How `model` can be spoken to: by calls where it makes one when asked to, else in text. One request.
  ///
  /// - Returns: The way, and whether it is certain. A refusal that does not mention functions may have another reason,
  ///   which the next request shows.
  mutating func probe(
    _ model: Model
  ) async throws(PolicyFailure) -> (speech: Model.Speech, isSure: Bool) {
    let tool = Prompt.Tool(
      name: "ready", about: RequestTexts.ready,
      parameters: ["type": "object", "properties": ["word": ["type": "string"]]])
    // Enough for models that think first.
    let prompt = Prompt(
      system: RequestTexts.probeInstructions, messages: [.user(RequestTexts.probe)], tools: [tool],
      outputLimit: min(2048, model.outputLimit))
    do {
      let answer = try await answer(to: prompt, by: model)
      let calls = answer.calls.contains { $0.name == "ready" }
      return (calls ? .tools : .text, calls || answer.stop == .done)
    } catch .failed(cause: APIFault.refused(let status, let message))
      where [400, 404, 422, 500, 501].contains(status)
    {
      return (.text, message.saysNoTools)
    }
  }

  /// The most samples of an edit that may be tried.
  func sampleLimit(of model: Model) -> Int { min(model.samples, candidatesLeft) }

  /// A trial of the edit beside other samples of it; the edit itself where no sample differs.
  mutating func samples(
    of edits: [FileEdit], _ why: String, _ prompt: Prompt, by model: Model,
    _ speech: Model.Speech
  ) async throws(PolicyFailure) -> PolicyAction {
    var found = [(edits, why)]
    for _ in 1..<max(1, sampleLimit(of: model)) {
      let answer: Answer
      do { answer = try await self.answer(to: prompt, by: model) } catch {
        if error.isCancellation { throw error }
        // The first sample is enough to go on with.
        break
      }
      guard case .edit(let other, let reason)? = try? answer.action(speech).action,
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
