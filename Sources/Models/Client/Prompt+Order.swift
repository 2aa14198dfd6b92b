import Text
import Vocabulary

/// The messages in an order that every service takes: the roles alternate, and nothing of ours stands behind a result but
/// within it. Some services and many chat templates refuse a `user` turn right behind a `tool` turn, and two turns of one
/// role in a row.
func merged(_ messages: [Prompt.Message]) -> [Prompt.Message] {
  var merged: [Prompt.Message] = []
  for message in messages {
    switch (merged.last, message) {
    case (.user(let before)?, .user(let text)):
      merged[merged.count - 1] = .user(before + "\n\n" + text)
    case (.result(let before, let id)?, .user(let text)):
      merged[merged.count - 1] = .result(before + "\n\n" + text, of: id)
    case (.assistant(let before, let thinking, nil)?, .assistant(let text, let more, let call)):
      let parts = [before, text].filter { !$0.value.isEmpty }
      let joined = parts.dropFirst().reduce(parts.first ?? "") { $0 + "\n\n" + $1 }
      merged[merged.count - 1] = .assistant(joined, thinking: thinking + more, call: call)
    default: merged.append(message)
    }
  }
  return merged
}

extension Prompt {
  /// The prompt as a service takes it that wants parts of its own on every turn of the model.
  ///
  /// A call without the signature that others have, or that the service demands, is told as text. Once a turn has its
  /// reasoning in a member of the message, each other turn of the model has that member too, filled with a space: some
  /// services take no empty one.
  ///
  /// - Parameter demanded: Members whose absence the service has refused.
  func fitted(to family: ServiceFamily, demanding demanded: Set<String> = []) -> Prompt {
    var prompt = self
    let signature = ServiceFamily.signatureMember
    if family.signsCalls || demanded.contains(signature) || messages.contains(where: \.isSigned) {
      prompt.messages = merged(Prompt.toldAsText(messages))
    }
    let used = messages.flatMap(\.reasoningMembers)
    let filled = ServiceFamily.reasoningMembers.first { demanded.contains($0) || used.contains($0) }
    guard let filled, family.fillsReasoning || demanded.contains(filled) else { return prompt }
    let filler = Reply.Thinking(text: " ", signature: "", member: filled)
    prompt.messages = prompt.messages.map { message in
      guard case .assistant(let text, let thinking, let call) = message,
        !thinking.contains(where: { $0.member == filled && !$0.text.isEmpty })
      else { return message }
      return .assistant(text, thinking: thinking + [filler], call: call)
    }
    return prompt
  }

  /// The messages with each turn of calls without a signature, and the results, as text. The first call of a turn has the
  /// signature of all.
  private static func toldAsText(_ messages: [Message]) -> [Message] {
    var told: Set<String> = []
    var isWithinSigned = false
    return messages.map { message in
      switch message {
      case .assistant(let text, _, let call?):
        isWithinSigned = isWithinSigned || message.isSigned
        guard !isWithinSigned else { return message }
        told.insert(call.id)
        let block = text.map { $0.isEmpty ? call.asText : "\($0)\n\n\(call.asText)" }
        return .assistant(block, thinking: [], call: nil)
      case .result(let text, let id):
        isWithinSigned = false
        return told.contains(id) ? .user(text) : message
      default:
        isWithinSigned = false
        return message
      }
    }
  }
}

extension Prompt.Message {
  /// Whether it is a call with the signature of its service.
  fileprivate var isSigned: Bool {
    guard case .assistant(_, _, let call?) = self, let carried = call.carried else { return false }
    return JSON(parsing: carried.call)?[ServiceFamily.signatureMember] != nil
      || JSON(parsing: carried.turn)?[ServiceFamily.signatureMember] != nil
  }

  /// The members that hold its reasoning.
  fileprivate var reasoningMembers: [String] {
    guard case .assistant(_, let thinking, _) = self else { return [] }
    return thinking.compactMap(\.member)
  }
}
