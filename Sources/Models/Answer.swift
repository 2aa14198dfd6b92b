import Text
import Vocabulary

extension Answer {
  /// The action it means, and what was said beside it.
  ///
  /// The first call counts: one call a reply is what was asked for.
  func action(
    _ speech: Model.Speech
  ) throws(Misunderstanding) -> (action: PolicyAction, words: String) {
    if let call = calls.first {
      guard !call.name.isEmpty else {
        throw Misunderstanding(sentence: "The call names no function.")
      }
      guard let arguments = JSON(parsing: call.arguments), case .object = arguments else {
        throw Misunderstanding(
          sentence: "The arguments of '\(oneLine(call.name))' are no JSON object.")
      }
      return (try PolicyAction(calling: call.name, arguments), TextProtocol.words(in: text))
    }
    if stop == .length, speech == .tools {
      throw Misunderstanding(
        sentence: "The reply was cut for its length before it came to a call. Be brief.")
    }
    let plain = TextProtocol.withoutThinking(text).trimmed
    guard !plain.isEmpty else {
      throw Misunderstanding(
        sentence: thinking.isEmpty
          ? "The reply was empty. Say what you do next, and do it."
          : "There was only thinking in the reply. Say what you do next, and do it.")
    }
    // Some models write their calls out as text even where the server has calls.
    guard speech == .tools else {
      let reading = try TextProtocol.read(text, isWhole: stop == .done)
      return (reading.action, reading.words)
    }
    if let written = TextProtocol.writtenCall(in: text) {
      return (try PolicyAction(calling: written.call.name, written.call.arguments), written.words)
    }
    throw Misunderstanding(
      sentence: "The reply makes no call. Make exactly one, 'finish' when you are through.")
  }

  /// What is shown to the model of a reply that could not be carried out, in at most about `limit` bytes.
  func echo(bytes limit: Int) -> String {
    let said = TextProtocol.withoutThinking(text).trimmed
    let written = calls.first.map {
      "[call of \(clipped(oneLine($0.name), to: 60)): \(cut($0.arguments, to: limit / 2))]"
    }
    let parts = [said.isEmpty ? nil : cut(said, to: limit), written].compactMap(\.self)
    return parts.isEmpty ? "(nothing)" : parts.joined(separator: "\n")
  }
}
