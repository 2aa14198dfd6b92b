import HTTP
import Text
import Vocabulary

/// Accumulates the chunks of a chat completion.
///
/// A stream that ends in good order without any mark gives what is whole of it. A call is identified by its index; where
/// a server gives every call the index 0, by a new id; where it gives neither, by a name after a call that is whole. Names
/// and ids may come in every chunk, arguments in pieces; chunks of several calls may alternate.
struct OpenAIChunkAccumulator: ChunkAccumulator {
  private struct Piece {
    var index: Int?
    var call: Answer.RawCall
  }

  private var result = Answer()
  private var pieces: [Piece] = []
  private var thought = Thought()
  private var tally = UsageTally()
  private(set) var end = StreamEnd.open
  private var isFailed = false
  private var hasEvents = false
  private var hasHalves = false

  mutating func take(_ event: Event) throws(APIFault) {
    guard event.data.count > 16 || event.text.trimmed != "[DONE]" else {
      end = .final
      return
    }
    guard event.data.contains(where: { $0 > 0x20 }) else { return }
    guard let chunk = JSON(piece: event.data, noting: &hasHalves) else {
      throw .broken(reason: "a chunk that is no JSON")
    }
    if event.name == "error" || chunk["error"] != nil { throw APIFault(event: chunk) }
    if let fault = APIFault(base: chunk) { throw fault }
    hasEvents = true
    result.model = result.model ?? chunk["model"]?.string
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
    result.model = body["model"]?.string
    tally.take(body)
    take(message: choice["message"])
    take(reason: choice["finish_reason"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "stop")
  }

  consuming func answer() throws(APIFault) -> Answer {
    guard hasEvents else { throw .emptyStream }
    guard !isFailed else { throw .unended }
    result.isEnded = end != .open
    if hasHalves {
      result.text = rejoined(result.text)
      thought.rejoin()
      for index in pieces.indices {
        pieces[index].call.arguments = rejoined(pieces[index].call.arguments)
      }
    }
    thought.put(into: &result)
    tally.put(into: &result)
    // What the limit has cut may look whole where the service closes it; that is the last.
    for piece in result.stop == .length ? pieces.dropLast() : pieces[...] { result.add(piece.call) }
    guard result.isEnded || !result.text.isEmpty || !result.calls.isEmpty else { throw .unended }
    if result.stop == .unknown,
      pieces.contains(where: { !$0.call.name.isEmpty && !$0.call.isWhole })
    {
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
    let calls = message["tool_calls"]?.elements ?? []
    for delta in calls { take(call: delta) }
    // Some services name a reason before the last piece.
    let says = message["content"]?.string?.isEmpty == false || !calls.isEmpty
    if says, end == .marked {
      end = .open
      if result.stop == .done { result.stop = .unknown }
    }
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
    guard let reason = reason.map({ $0.lowercased() }), !["", "null", "none"].contains(reason)
    else {
      return
    }
    end = .marked
    func says(_ words: String...) -> Bool { words.contains { reason.contains($0) } }
    guard result.stop != .refusal else { return }
    if says("length", "max_", "limit", "context_window") {
      result.stop = .length
    } else if says(
      "filter", "refusal", "safety", "sensitive", "recitation", "prohibited", "blocklist")
    {
      result.stop = .refusal
    } else if says("error", "abort", "cancel", "timeout", "malformed", "insufficient", "overload") {
      isFailed = true
    } else {
      result.stop = .done
    }
  }
}

extension Answer.RawCall {
  /// Whether its arguments are a JSON object to the last brace.
  var isWhole: Bool { object != nil }

  /// Its arguments, also where they are a string that holds the object; `nil` where they are none.
  var object: JSON? {
    guard var value = JSON(lenient: arguments) else { return nil }
    if case .string(let text) = value, let inner = JSON(lenient: text) { value = inner }
    if case .object = value { return value }
    return nil
  }
}

extension Answer {
  /// Adds a call, unless it has no name, is that of before once more, or was cut.
  ///
  /// Arguments that are no JSON are kept only where the model ended by itself, so that it is told.
  mutating func add(_ call: RawCall) {
    var call = call
    guard !call.name.isEmpty, stop == .done || call.isWhole else { return }
    if call.arguments.trimmed.isEmpty { call.arguments = "{}" }
    if let last = calls.last, last.name == call.name, last.arguments == call.arguments { return }
    calls.append(call)
  }
}

extension JSON {
  /// A count of tokens, from 0 to 2^30.
  var count: Int? { integer.map { min(max(0, $0), 1 << 30) } }
}
