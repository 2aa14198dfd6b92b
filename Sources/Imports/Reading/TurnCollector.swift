import Text
import Vocabulary

/// Makes turns of the elements of a trajectory's list, one after the other, whatever format they are in.
///
/// An element says by its members what it is; see ``Element``. Memory is that of the turns, within the bounds of
/// ``Trajectory``.
struct TurnCollector {
  /// What an element of a list is.
  enum Element {
    /// A step of ATIF.
    case atif
    /// An entry of SWE-agent's `trajectory`.
    case sweAgent
    /// An event of OpenHands, before version 1 and since.
    case event, eventOfSDK
    /// A message of a conversation with a model.
    case message
  }

  /// Bytes kept of all turns.
  static let room = 64 << 20
  /// Turns kept.
  static let limit = 20_000
  /// Bytes kept of a thought.
  private static let thoughtLimit = 64 << 10

  /// The turns so far.
  private(set) var turns: [Trajectory.Turn] = []
  /// The texts that the agent was given before its first turn, in order.
  private(set) var given: [String] = []
  /// What the elements have been, so often each.
  private(set) var counts: [Element: Int] = [:]
  /// Turns that are left out.
  private(set) var omitted = 0
  /// Steps that a trajectory has copied from another one, which are left out.
  private(set) var copied = 0
  /// The model that the turns name.
  var model: String?
  /// Protocols of calls that were seen: `functions`, `text`, `shell`, `line`.
  var protocols: Set<String> = []
  private var used = 0
  /// The places of calls by their ids, or those of their events.
  private var places: [String: (turn: Int, call: Int)] = [:]

  /// Takes the next element.
  ///
  /// - Parameters:
  ///   - isDamaged: Whether texts in it were no UTF-8.
  ///   - isCut: Whether something was cut or left out of it.
  mutating func take(_ element: JSON, isDamaged: Bool = false, isCut: Bool = false) {
    // Old histories of OpenHands are pairs of an action and its observation.
    if case .array(let pair) = element {
      for part in pair.prefix(2) { take(part, isDamaged: isDamaged, isCut: isCut) }
      return
    }
    guard let kind = Element(of: element) else { return }
    counts[kind, default: 0] += 1
    let before = turns.count
    switch kind {
    case .atif: takeATIF(element)
    case .sweAgent: takeSWEAgent(element)
    case .event: takeEvent(element)
    case .eventOfSDK: takeEventOfSDK(element)
    case .message: takeMessage(element)
    }
    guard turns.count > before, isDamaged || isCut else { return }
    for place in turns[turns.count - 1].calls.indices {
      let arguments = turns[turns.count - 1].calls[place].arguments
      if isDamaged, arguments.mentions("\u{fffd}") {
        turns[turns.count - 1].calls[place].fault = "it holds bytes that are not UTF-8"
      } else if isCut, arguments.mentions(JSONStream.cutMark) || arguments.mentionsNothing {
        turns[turns.count - 1].calls[place].fault = "it is larger than what is read of one call"
      }
    }
  }

  /// Keeps a text that the agent was given.
  mutating func give(_ text: String) {
    if turns.isEmpty, given.count < 8, !text.isEmpty { given.append(text) }
  }

  /// Leaves out a step that is another trajectory's.
  mutating func leaveOutCopy() { copied += 1 }

  /// Appends a turn, unless a bound is reached.
  ///
  /// - Parameter ids: The ids of its calls, by which answers name them; empty for none.
  mutating func append(_ turn: Trajectory.Turn, ids: [String] = []) {
    guard turns.count < TurnCollector.limit, used < TurnCollector.room else {
      omitted += 1
      return
    }
    var turn = turn
    let thought = Excerpt(turn.thought).cut(head: TurnCollector.thoughtLimit, tail: 0)
    turn.thought = thought.text
    used += turn.thought.utf8.count + 64
    for call in turn.calls { used += call.arguments.size + call.tool.utf8.count + 64 }
    turns.append(turn)
    for (number, id) in ids.enumerated() where !id.isEmpty && number < turn.calls.count {
      places[id] = (turns.count - 1, number)
    }
  }

  /// Keeps what the call `id` was answered, or where that is `nil` or unknown, the first of the newest turn without an answer.
  ///
  /// What comes after a turn that was left out is no other's answer.
  mutating func answer(
    _ id: String?, _ shown: String, status: Int? = nil, directory: String? = nil
  ) {
    guard omitted == 0, !turns.isEmpty else { return }
    var place = id.flatMap { places[$0] }
    if place == nil {
      let turn = turns.count - 1
      place = turns[turn].calls.firstIndex { $0.output == nil }.map { (turn, $0) }
    }
    guard let place else { return }
    let text = RecordedText(shown)
    let excerpt =
      used < TurnCollector.room ? text.excerpt : Excerpt("", omitted: text.text.utf8.count)
    used += excerpt.head.utf8.count + excerpt.tail.utf8.count
    turns[place.turn].calls[place.call].output = excerpt
    turns[place.turn].calls[place.call].status = status ?? text.status
    turns[place.turn].calls[place.call].directory = directory ?? text.directory
  }
}

extension TurnCollector.Element {
  /// What `element` is; `nil` for nothing that is known.
  init?(of element: JSON) {
    guard case .object(let members) = element else { return nil }
    let has: (String) -> Bool = { members[$0] != nil }
    if let kind = element["kind"]?.string, kind.hasSuffix("Event"), has("source") {
      self = .eventOfSDK
    } else if has("source"),
      has("step_id") || !has("action") && !has("observation") && has("message")
    {
      self = .atif
    } else if element["action"]?.string != nil, has("observation") || has("thought"),
      !has("source"),
      !has("args"), !has("role")
    {
      self = .sweAgent
    } else if has("role") || element["object"]?.string == "response"
      || element["type"]?.string == "function_call_output"
    {
      self = .message
    } else if has("action") || has("observation") {
      self = .event
    } else {
      return nil
    }
  }
}

extension JSON {
  /// Bytes of its texts, and something for its structure.
  var size: Int {
    switch self {
    case .null, .bool, .int, .double: 8
    case .string(let text): text.utf8.count
    case .array(let elements): elements.reduce(16) { $0 + $1.size }
    case .object(let members): members.reduce(16) { $0 + $1.key.utf8.count + $1.value.size }
    }
  }

  /// Whether a text in it holds `part`.
  func mentions(_ part: String) -> Bool {
    switch self {
    case .string(let text): text.contains(part)
    case .array(let elements): elements.contains { $0.mentions(part) }
    case .object(let members): members.values.contains { $0.mentions(part) }
    case .null, .bool, .int, .double: false
    }
  }

  /// Whether it is an object or text with nothing in it, as where it was left out.
  var mentionsNothing: Bool {
    switch self {
    case .null: true
    case .object(let members): members.values.contains(.null)
    default: false
    }
  }

  /// The text of a content: one text, or the texts of a list of parts.
  var contentText: String {
    if let string { return string }
    return elements.compactMap { $0.string ?? $0["text"]?.string ?? $0["content"]?.string }
      .joined(separator: "\n")
  }

  /// The object in it, also one that is written as a text; the value itself where it is none.
  var unwrapped: JSON {
    guard let string, let value = JSON(parsing: string), case .object = value else { return self }
    return value
  }
}
