import Engine
package import Text
package import Vocabulary

extension Step {
  /// What the model chose with the answer that led to this step; `nil` where no answer did.
  ///
  /// Of a trial it is the first sample, of a check before the end the report that the model would have ended with.
  package var choice: Action? {
    switch decidedBy {
    case .model:
      guard case .trial(let candidates) = action else { return action }
      return candidates.first.map { .edit($0.edits, why: $0.about) }
    case .check, .review:
      guard let reply, reply.prompt != nil || reply.usage.requests > 0 else { return nil }
      return reply.held.map { .finish($0) }
    default: return nil
    }
  }

  /// Whether an answer of a model led to it, and it is the first step of that answer.
  package var beginsTurn: Bool { choice != nil && reply?.place == nil }
}

/// What a model answered at one step, in the form of OpenAI's chat completions.
package struct ModelTurn: Sendable {
  /// The message.
  package let message: JSON
  /// The message as text, for formats that know no calls: the words, then each call as a block.
  package let text: String
  /// The numbers of the steps that it led to, ascending.
  package let steps: [Int]

  /// The answer that led to the step at `index`; `nil` where none did, or it is not the first of its answer.
  ///
  /// The words are the recorded ones, without our notes. A call is the one that means the recorded action, with sorted
  /// keys: what the model wrote meant the same. A call that could not be read is left out.
  package init?(
    at index: Int, of steps: [Step], byCalls isByCalls: Bool, redactor: Redactor
  ) {
    let step = steps[index]
    guard step.beginsTurn, let choice = step.choice else { return nil }
    let words = redactor(StepNotes.without(step.reply?.text ?? ""))
    let group = CallGroup(at: index, of: steps)
    self.steps = group.isOfSeveral ? group.steps.map(\.number) : [step.number]
    var calls: [(id: String, action: Action)] = [
      (Prompt.Call.id(ofStep: step.number), choice)
    ]
    if group.isOfSeveral {
      for (place, item) in group.items.enumerated().dropFirst() {
        switch item {
        case .done(let done):
          calls.append((Prompt.Call.id(ofStep: done.number), done.choice ?? done.action))
        case .left(let action, _):
          calls.append((Prompt.Call.id(leftAt: place + 1, ofStep: step.number), action))
        case .unread: continue
        }
      }
    }
    let blocks = calls.map {
      isByCalls ? ModelTurn.block($0.action) : TextProtocol.shown($0.action)
    }
    text = ([words.value] + blocks).filter { !$0.isEmpty }.joined(separator: "\n\n")
    guard isByCalls else {
      message = ["role": "assistant", "content": .string(text)]
      return
    }
    let thinking = step.reply?.thinking ?? []
    let messages = calls.enumerated().compactMap { place, call -> Prompt.Message? in
      guard let shown = call.action.asCall else { return nil }
      return .assistant(
        place == 0 ? words : "", thinking: place == 0 ? thinking : [],
        call: Prompt.Call(id: call.id, name: shown.name, arguments: shown.arguments))
    }
    message =
      Prompt.chat(messages).first ?? ["role": "assistant", "content": .string(words.value)]
  }

  /// The turn that `edits` would be, said without words; for candidates of which another one was taken.
  package static func message(choosing action: Action, atStep number: Int) -> JSON? {
    guard let call = action.asCall else { return nil }
    return Prompt.chat([
      .assistant(
        "", thinking: [],
        call: Prompt.Call(
          id: Prompt.Call.id(ofStep: number), name: call.name, arguments: call.arguments))
    ]).first
  }

  /// A call as text.
  private static func block(_ action: Action) -> String {
    action.asCall.map {
      Prompt.Call(id: "", name: $0.name, arguments: $0.arguments).asText
    } ?? ""
  }
}

extension Action {
  /// The call of a function that means this action; `nil` for actions that no model can call.
  package var call: (name: String, arguments: JSON)? { asCall }
}

/// The functions that a model may call.
package enum ModelFunctions {
  /// Their descriptions in the form of OpenAI's chat completions, as a model with a large window is shown them.
  package static let described =
    Prompt(system: "", messages: [], tools: Tool.described, outputLimit: 0).chatTools
}
