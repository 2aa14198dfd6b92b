import HTTP
import Vocabulary

/// Accumulates the chunks of a chat completion.
///
/// A call is identified by its index; where a server gives every call the index 0, by a new id; where it gives neither,
/// by a name after a call that is whole. Names and ids may come in every chunk, arguments in pieces; chunks of several
/// calls may alternate.
struct OpenAIChunkAccumulator: ChunkAccumulator {
  private struct Piece {
    var index: Int?
    var call: Answer.RawCall
  }

  private var result = Answer()
  private var pieces: [Piece] = []
  private var thought = Thought()
  private var tally = UsageTally()
  private var isEnded = false
  private var isFailed = false
  private var hasEvents = false

  mutating func take(_ event: Event) throws(APIFault) {
    let data = event.text.trimmed
    guard data != "[DONE]" else {
      isEnded = true
      return
    }
    guard !data.isEmpty else { return }
    guard let chunk = JSON(parsing: data) else {
      throw .broken(reason: "a chunk that is no JSON")
    }
    if event.name == "error" || chunk["error"] != nil { throw APIFault(event: chunk) }
    if let fault = APIFault(base: chunk) { throw fault }
    hasEvents = true
    tally.take(chunk)
    for choice in chunk["choices"]?.elements ?? [] where (choice["index"]?.integer ?? 0) == 0 {
      take(message: choice["delta"] ?? choice["message"])
      take(reason: choice["finish_reason"]?.string)
    }
  }

  mutating func take(whole body: JSON) throws(APIFault) {
    if body["error"] != nil { throw APIFault(event: body) }
    if let fault = APIFault(base: body) { throw fault }
    guard let choice = body["choices"]?.elements.first else {
      throw .broken(reason: "an answer without choices")
    }
    hasEvents = true
    tally.take(body)
    take(message: choice["message"])
    take(reason: choice["finish_reason"]?.string ?? "stop")
  }

  consuming func answer() throws(APIFault) -> Answer {
    guard hasEvents else { throw .emptyStream }
    guard isEnded, !isFailed else {
      throw .broken(reason: "the stream ended before the answer did")
    }
    thought.put(into: &result)
    tally.put(into: &result)
    for piece in pieces { result.add(piece.call) }
    if result.calls.isEmpty, result.stop == .unknown, !pieces.isEmpty {
      throw .broken(reason: "the stream ended amid a call")
    }
    return result
  }

  private mutating func take(message: JSON?) {
    guard let message else { return }
    if let text = message["content"]?.string { result.text += text }
    for part in message["content"]?.elements ?? [] { result.text += part["text"]?.string ?? "" }
    thought.take(message)
    if let refusal = message["refusal"]?.string, !refusal.isEmpty {
      result.text += refusal
      result.stop = .refusal
    }
    for delta in message["tool_calls"]?.elements ?? [] { take(call: delta) }
  }

  private mutating func take(call delta: JSON) {
    let id = delta["id"]?.string ?? ""
    let name = delta["function"]?["name"]?.string ?? ""
    let arguments = delta["function"]?["arguments"]
    let index = delta["index"]?.integer
    let place: Int
    if let known = self.place(of: id, name, index, arguments?.string ?? "") {
      place = known
    } else {
      place = pieces.count
      pieces.append(Piece(index: index, call: Answer.RawCall(id: id, name: name, arguments: "")))
    }
    if pieces[place].call.id.isEmpty { pieces[place].call.id = id }
    if pieces[place].call.name.isEmpty { pieces[place].call.name = name }
    pieces[place].call.keep(membersOf: delta)
    if let text = arguments?.string {
      pieces[place].call.arguments += text
    } else if let object = arguments {
      pieces[place].call.arguments = object.text
    }
  }

  /// The call that a chunk continues; `nil` where it begins one.
  private func place(of id: String, _ name: String, _ index: Int?, _ arguments: String) -> Int? {
    let there = pieces.indices.filter { index == nil || pieces[$0].index == index }
    guard let last = there.last else { return nil }
    if !id.isEmpty {
      if let same = there.last(where: { pieces[$0].call.id == id }) { return same }
      // Some servers make up an id for every chunk; only a chunk with a name begins a call.
      if !pieces[last].call.id.isEmpty { return name.isEmpty ? last : nil }
    }
    guard !name.isEmpty, !pieces[last].call.name.isEmpty else { return last }
    if name != pieces[last].call.name { return nil }
    let beginsAnew = arguments.first == "{" && pieces[last].call.isWhole
    return beginsAnew ? nil : last
  }

  private mutating func take(reason: String?) {
    guard let reason else { return }
    isEnded = true
    guard result.stop != .refusal else { return }
    switch reason {
    case "length", "max_tokens": result.stop = .length
    case "content_filter", "refusal": result.stop = .refusal
    case "error": isFailed = true
    default: result.stop = .done
    }
  }
}

extension Answer.RawCall {
  /// Whether its arguments are a JSON object to the last brace.
  var isWhole: Bool {
    if case .object? = JSON(parsing: arguments) { return true }
    return false
  }
}

extension Answer {
  /// Adds a call, unless it has no name, is there already, or was cut. Arguments that are no JSON are kept only where the
  /// model ended by itself, so that it is told.
  mutating func add(_ call: RawCall) {
    var call = call
    guard !call.name.isEmpty, stop == .done || call.isWhole else { return }
    if call.arguments.trimmed.isEmpty { call.arguments = "{}" }
    let isKnown = calls.contains { $0.name == call.name && $0.arguments == call.arguments }
    if !isKnown { calls.append(call) }
  }
}

extension JSON {
  /// A count of tokens, from 0 to 2^30.
  var count: Int? { integer.map { min(max(0, $0), 1 << 30) } }
}
