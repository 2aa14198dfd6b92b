import HTTP
import Text
import Vocabulary

/// Accumulates the events of a message. A block counts when it has ended, the answer when the message has. The limit on
/// tokens ends blocks as well, so that a call which is the last then counts for nothing.
struct AnthropicChunkAccumulator: ChunkAccumulator {
  private struct Block {
    var kind: String
    var text = ""
    var signature = ""
    var call = Answer.RawCall(id: "", name: "", arguments: "")
  }

  private var result = Answer()
  private var open: [Int: Block] = [:]
  private var calls: [Answer.RawCall] = []
  private var hasEvents = false
  private var usage = Usage(requests: 1)
  private var written = 0
  private(set) var end = StreamEnd.open
  private var hasHalves = false
  /// Whether the block that ended last is a call.
  private var isCallLast = false

  mutating func take(_ event: Event) throws(APIFault) {
    guard event.data.contains(where: { $0 > 0x20 }), event.text.trimmed != "[DONE]" else { return }
    guard let data = JSON(piece: event.data, noting: &hasHalves) else {
      throw .broken(reason: "an event that is no JSON")
    }
    hasEvents = true
    let index = data["index"]?.integer ?? 0
    switch data["type"]?.string ?? event.name {
    case "message_start":
      take(usage: data["message"]?["usage"])
      result.model = data["message"]?["model"]?.string
    case "content_block_start": begin(index, data["content_block"])
    case "content_block_delta": extend(index, data["delta"])
    case "content_block_stop": close(index)
    case "message_delta":
      take(usage: data["usage"])
      take(reason: data["delta"]?["stop_reason"]?.string)
    case "message_stop": end = .final
    case "error": throw APIFault(event: data)
    default: break
    }
  }

  mutating func take(whole body: JSON) throws(APIFault) {
    if body["error"] != nil { throw APIFault(event: body) }
    guard case .array(let blocks)? = body["content"] else {
      throw .broken(reason: "an answer without content")
    }
    hasEvents = true
    result.model = body["model"]?.string
    take(usage: body["usage"])
    take(reason: body["stop_reason"]?.string ?? "end_turn")
    for (index, block) in blocks.enumerated() {
      begin(index, block)
      if let input = block["input"] { open[index]?.call.arguments = input.text }
      open[index]?.signature = block["signature"]?.string ?? block["data"]?.string ?? ""
      close(index)
    }
  }

  consuming func answer() throws(APIFault) -> Answer {
    guard hasEvents else { throw .emptyStream }
    result.isEnded = end != .open
    guard result.isEnded || open.isEmpty else {
      throw .unended
    }
    if result.stop == .length, isCallLast { calls.removeLast() }
    if hasHalves {
      result.text = rejoined(result.text)
      for index in calls.indices { calls[index].arguments = rejoined(calls[index].arguments) }
    }
    if usage.sent + usage.received > 0 { result.usage = usage }
    result.cacheWrites = written
    for call in calls { result.add(call) }
    guard result.isEnded || !result.calls.isEmpty || !result.text.isEmpty else { throw .unended }
    return result
  }

  private mutating func begin(_ index: Int, _ start: JSON?) {
    var block = Block(kind: start?["type"]?.string ?? "")
    block.text = start?["text"]?.string ?? start?["thinking"]?.string ?? ""
    block.signature = start?["data"]?.string ?? ""
    block.call.id = start?["id"]?.string ?? ""
    block.call.name = start?["name"]?.string ?? ""
    open[index] = block
  }

  private mutating func extend(_ index: Int, _ delta: JSON?) {
    guard let delta, open[index] != nil else { return }
    open[index]?.text += delta["text"]?.string ?? delta["thinking"]?.string ?? ""
    open[index]?.signature += delta["signature"]?.string ?? ""
    open[index]?.call.arguments += delta["partial_json"]?.string ?? ""
  }

  private mutating func close(_ index: Int) {
    guard let block = open.removeValue(forKey: index) else { return }
    isCallLast = block.kind == "tool_use"
    switch block.kind {
    case "text": result.text += block.text
    case "thinking":
      // Services that sign nothing get it back as it came, too.
      result.thinking.append(
        Reply.Thinking(
          text: block.text, signature: block.signature,
          member: block.signature.isEmpty ? "thinking" : nil))
    case "redacted_thinking":
      result.thinking.append(
        Reply.Thinking(text: "", signature: block.signature, isClosed: true))
    case "tool_use": calls.append(block.call)
    default: break
    }
  }

  private mutating func take(reason: String?) {
    guard let reason else { return }
    if end == .open { end = .marked }
    switch reason {
    case "max_tokens", "model_context_window_exceeded": result.stop = .length
    case "refusal": result.stop = .refusal
    default: result.stop = .done
    }
  }

  /// Counts come at the start, and again as totals at the end.
  private mutating func take(usage told: JSON?) {
    guard let told else { return }
    if let plain = told["input_tokens"]?.count {
      let read = told["cache_read_input_tokens"]?.count ?? 0
      let new = told["cache_creation_input_tokens"]?.count ?? 0
      usage.sent = max(usage.sent, plain + read + new)
      usage.cached = max(usage.cached, read)
      written = max(written, new)
    }
    if let received = told["output_tokens"]?.count {
      usage.received = max(usage.received, received)
    }
  }
}
