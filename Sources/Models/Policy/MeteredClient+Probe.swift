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
      system: RequestTexts.probeInstructions, messages: [.user(Redactor()(RequestTexts.probe))],
      tools: [tool],
      outputLimit: min(2048, model.outputLimit))
    do {
      let answer = try await answer(to: prompt, by: model)
      let calls = answer.calls.contains { knownName($0.name, among: ["ready"]) != nil }
      return (calls ? .tools : .text, calls || answer.stop == .done)
    } catch .failed(cause: APIFault.refused(let status, let message))
      where [400, 404, 422, 500, 501].contains(status)
    {
      return (.text, message.saysNoTools)
    }
  }
}
