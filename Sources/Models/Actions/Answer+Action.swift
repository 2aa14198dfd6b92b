import Text
import Vocabulary

extension Answer {
  /// The action it means, and the words around it. Of several calls the first counts.
  ///
  /// - Throws: ``InvalidReply`` where there is no action in it, or one that cannot be read.
  func action(
    _ speech: Model.Speech
  ) throws(InvalidReply) -> (action: PolicyAction, words: String) {
    if let call = calls.first {
      guard !call.name.isEmpty else {
        throw InvalidReply(correction: Corrections.namelessCall)
      }
      guard let arguments = JSON(parsing: call.arguments), case .object = arguments else {
        throw InvalidReply(correction: Corrections.noArguments(function: oneLine(call.name)))
      }
      return (try PolicyAction(calling: call.name, arguments), TextProtocol.words(in: text))
    }
    if stop == .length, speech == .tools {
      throw InvalidReply(correction: Corrections.cutBeforeCall)
    }
    let plain = TextProtocol.withoutThinking(text).trimmed
    guard !plain.isEmpty else {
      throw InvalidReply(
        correction: thinking.isEmpty ? Corrections.emptyReply : Corrections.onlyThinking)
    }
    // Some models write their calls out as text even where the server has calls.
    guard speech == .tools else {
      let reading = try TextProtocol.read(text, isWhole: stop == .done)
      return (reading.action, reading.words)
    }
    if let written = TextProtocol.writtenCall(in: text) {
      return (try PolicyAction(calling: written.call.name, written.call.arguments), written.words)
    }
    throw InvalidReply(correction: Corrections.noCall)
  }

  /// The reply as the model is shown it beside a correction, in about `limit` bytes at most.
  func echo(bytes limit: Int) -> String {
    let said = TextProtocol.withoutThinking(text).trimmed
    let written = calls.first.map {
      Corrections.echoedCall(
        function: clipped(oneLine($0.name), to: 60), arguments: cut($0.arguments, to: limit / 2))
    }
    let parts = [said.isEmpty ? nil : cut(said, to: limit), written].compactMap(\.self)
    return parts.isEmpty ? Corrections.echoedNothing : parts.joined(separator: "\n")
  }
}
