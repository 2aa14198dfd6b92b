package import Text

/// An update that the client receives during a turn: `session/update` of the Agent Client Protocol.
package enum SessionUpdate: Hashable, Sendable {
  /// Words of ours, or of the model's.
  case agentMessage(String)
  /// What the model thought.
  case agentThought(String)
  /// Words of the person's, when a session is loaded.
  case userMessage(String)
  /// A step that begins, or that is told as a whole.
  case toolCall(ToolCall)
  /// What is new of a step that was told of.
  case toolCallUpdate(ToolCall)
  /// The plan, all of it.
  case plan([PlanEntry])
  /// The commands that a prompt may begin with.
  case commands

  /// The most bytes of one message's text; the rest goes into further ones.
  private static let pieceLimit = 8 << 10

  /// The updates as the protocol has them, in order: one, but for long texts.
  package var parts: [JSON] {
    switch self {
    case .agentMessage(let text): SessionUpdate.chunks("agent_message_chunk", text)
    case .agentThought(let text): SessionUpdate.chunks("agent_thought_chunk", text)
    case .userMessage(let text): SessionUpdate.chunks("user_message_chunk", text)
    case .toolCall(let call): [call.json(as: "tool_call")]
    case .toolCallUpdate(let call): [call.json(as: "tool_call_update")]
    case .plan(let entries):
      [["sessionUpdate": "plan", "entries": .array(entries.map(\.json))]]
    case .commands: [SessionUpdate.commandList]
    }
  }

  private static func chunks(_ kind: String, _ text: String) -> [JSON] {
    pieces(of: text).map { piece in
      ["sessionUpdate": .string(kind), "content": ["type": "text", "text": .string(piece)]]
    }
  }

  /// The text in pieces of whole characters.
  private static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    var piece = String.UnicodeScalarView()
    var size = 0
    for scalar in text.unicodeScalars {
      if size >= pieceLimit {
        pieces.append(String(piece))
        (piece, size) = (String.UnicodeScalarView(), 0)
      }
      piece.append(scalar)
      size += UTF8.width(scalar)
    }
    return size > 0 ? pieces + [String(piece)] : pieces
  }

  private static var commandList: JSON {
    let commands: [JSON] = PromptText.commands.map { command in
      var members: [String: JSON] = [
        "name": .string(command.name), "description": .string(command.about),
      ]
      members["input"] = command.input.map { ["hint": .string($0)] }
      return .object(members)
    }
    return [
      "sessionUpdate": "available_commands_update", "availableCommands": .array(commands),
    ]
  }
}

/// One item of a plan.
package struct PlanEntry: Hashable, Sendable {
  /// What is to be done, in one line.
  package var content: String
  /// Whether it is done.
  package var isDone: Bool

  /// The most items that are told.
  private static let limit = 50

  var json: JSON {
    [
      "content": .string(content), "priority": "medium",
      "status": isDone ? "completed" : "pending",
    ]
  }

  /// An item.
  package init(_ content: String, isDone: Bool = false) {
    self.content = content
    self.isDone = isDone
  }

  /// The items of a plan in Markdown: those of its lists, ticked ones done; its lines where it has no list. At most 50,
  /// of at most 300 characters each.
  ///
  /// - Complexity: O(*n*) in the text.
  package static func entries(of plan: String) -> [PlanEntry] {
    let lines = plan.lines().map { $0.drop { $0 == " " || $0 == "\t" } }
    let items = lines.compactMap(item)
    let all =
      items.isEmpty ? lines.filter { !$0.isEmpty }.map { PlanEntry(clean($0)) } : items
    return Array(all.filter { !$0.content.isEmpty }.prefix(limit))
  }

  /// The item that a line of a list is.
  private static func item(_ line: Substring) -> PlanEntry? {
    var rest: Substring
    if let bullet = line.first, "-*+".contains(bullet), line.dropFirst().first == " " {
      rest = line.dropFirst(2)
    } else {
      let digits = line.prefix { $0.isNumber }
      let mark = line.dropFirst(digits.count)
      guard !digits.isEmpty, let first = mark.first, ".)".contains(first),
        mark.dropFirst().first == " "
      else { return nil }
      rest = mark.dropFirst(2)
    }
    rest = rest.drop { $0 == " " }
    for (box, isDone) in [("[ ] ", false), ("[x] ", true), ("[X] ", true)]
    where rest.hasPrefix(box) {
      return PlanEntry(clean(rest.dropFirst(box.count)), isDone: isDone)
    }
    return PlanEntry(clean(rest))
  }

  private static func clean(_ line: Substring) -> String {
    String(visible(String(line)).drop { $0 == "#" || $0 == " " }.prefix(300)).trimmed
  }
}
