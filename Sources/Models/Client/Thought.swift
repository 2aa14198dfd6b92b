import Text
import Vocabulary

/// The thinking in the chunks of a chat completion, and what else of its messages only the service understands.
struct Thought {
  private var text = ""
  private var member: String?
  private var isPart = false
  private var signature = ""
  private var details: [Detail] = []
  private var members: [String: JSON] = [:]

  /// A part of `reasoning_details`, in the pieces that came.
  private struct Detail {
    var members: [String: JSON]
    var texts: [String: [String]] = [:]
  }

  /// Adds a message or a delta of one.
  mutating func take(_ message: JSON) {
    for name in ServiceFamily.reasoningMembers where member == nil || member == name {
      guard let more = message[name]?.string, !more.isEmpty else { continue }
      (member, text) = (name, text + more)
      break
    }
    for part in message["content"]?.elements ?? [] where part["type"] == "thinking" {
      isPart = true
      signature += part["signature"]?.string ?? ""
      text += part["thinking"]?.string ?? ""
      for piece in part["thinking"]?.elements ?? [] { text += piece["text"]?.string ?? "" }
    }
    if let extra = message[ServiceFamily.signatureMember] {
      let before = members[ServiceFamily.signatureMember]
      members[ServiceFamily.signatureMember] = before?.merging(extra) ?? extra
    }
    for detail in message["reasoning_details"]?.elements ?? [] { take(detail: detail) }
  }

  /// Chunks of one part have its index and type; without an index, a part goes on while its type stays.
  private mutating func take(detail: JSON) {
    guard case .object(let news) = detail else { return }
    let place = details.lastIndex { known in
      known.members["type"] == news["type"]
        && (news["index"] == nil
          ? known.members["id"] == news["id"] || news["id"] == nil
          : known.members["index"] == news["index"])
    }
    let isNew = place == nil
    if isNew { details.append(Detail(members: [:])) }
    let index = place ?? details.count - 1
    for (name, value) in news where value != .null {
      if ["text", "summary", "data"].contains(name), let piece = value.string {
        details[index].texts[name, default: []].append(piece)
      } else {
        details[index].members[name] = value
      }
    }
  }

  /// Joins halves of characters that came in two chunks.
  mutating func rejoin() { text = rejoined(text) }

  /// Puts the thinking into the answer, with the member that it goes back in.
  func put(into answer: inout Answer) {
    answer.members = members
    if !details.isEmpty {
      answer.members["reasoning_details"] = .array(
        details.map { detail in
          let texts = detail.texts.mapValues { JSON.string(Thought.whole($0)) }
          return .object(detail.members.merging(texts) { $1 })
        })
    }
    guard !text.isEmpty || !signature.isEmpty else { return }
    // What the details have goes back in them alone.
    let home = isPart ? "content" : details.isEmpty ? member : nil
    answer.thinking = [Reply.Thinking(text: text, signature: signature, member: home)]
  }

  /// The text of pieces: the last, where each begins with the whole one before, since some services send running texts.
  private static func whole(_ pieces: [String]) -> String {
    let runs = zip(pieces, pieces.dropFirst()).allSatisfy { $1.hasPrefix($0) && $1 != $0 }
    let isSure = pieces.count > 2 || (pieces.first?.count ?? 0) > 3
    guard pieces.count > 1, runs, isSure else { return pieces.joined() }
    return pieces.last ?? ""
  }
}

extension Answer.RawCall {
  /// Keeps the members of a call that are not understood here.
  mutating func keep(membersOf delta: JSON) {
    guard case .object(let given) = delta else { return }
    let understood = ["id", "index", "type", "function"]
    for (name, value) in given where !understood.contains(name) && value != .null {
      members[name] = members[name]?.merging(value) ?? value
    }
  }
}

extension Answer {
  /// The most bytes of what only the service understands that are kept with a turn.
  static let carriedLimit = 128 << 10

  /// What goes back with the turn, unless it is too large or redaction would change it, since it may be signed.
  func carried(by redactor: Redactor) -> Reply.Carried? {
    let call = calls.first
    var carried = Reply.Carried(
      turn: members.isEmpty ? "" : JSON.object(members).text,
      call: call.map { $0.members.isEmpty ? "" : JSON.object($0.members).text } ?? "")
    let thoughts = thinking.reduce(0) { $0 + $1.text.utf8.count + $1.signature.utf8.count }
    let size = carried.turn.utf8.count + carried.call.utf8.count + thoughts
    let texts = members.values.flatMap(\.texts) + (call?.members.values.flatMap(\.texts) ?? [])
    let all = texts + thinking.flatMap { [$0.text, $0.signature] }
    if size > Answer.carriedLimit || all.contains(where: { redactor($0).value != $0 }) {
      carried = Reply.Carried(isWithheld: true)
    }
    if let id = call?.id, id.utf8.count <= 256, redactor(id).value == id { carried.callID = id }
    return carried == Reply.Carried() ? nil : carried
  }
}

extension JSON {
  /// Every string in it.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(\.texts)
    case .object(let members): members.flatMap { [$0.key] + $0.value.texts }
    default: []
    }
  }
}
