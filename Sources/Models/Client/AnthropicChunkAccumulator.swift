import HTTP
import Vocabulary

/// Accumulates the events of a message. A block counts when it has ended, the answer when the message has. The limit on
/// tokens ends blocks as well, so that a call it cut shows in its arguments.
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
  private var isEnded = false

  mutating func take(_ event: Event) throws(APIFault) {
    guard !event.text.trimmed.isEmpty else { return }
    guard let data = JSON(parsing: event.data) else {
      throw .broken(reason: "an event that is no JSON")
    }
    hasEvents = true
    let index = data["index"]?.integer ?? 0
    switch data["type"]?.string ?? event.name {
    case "message_start": take(usage: data["message"]?["usage"])
    case "content_block_start": begin(index, data["content_block"])
    case "content_block_delta": extend(index, data["delta"])
    case "content_block_stop": end(index)
    case "message_delta":
      take(usage: data["usage"])
      take(reason: data["delta"]?["stop_reason"]?.string)
    case "message_stop": isEnded = true
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
    take(usage: body["usage"])
    take(reason: body["stop_reason"]?.string ?? "end_turn")
    for (index, block) in blocks.enumerated() {
      // A call that the limit has cut looks whole here; it can only be the last.
      if result.stop == .length, index == blocks.count - 1, block["type"] == "tool_use" { break }
      begin(index, block)
      if let input = block["input"] { open[index]?.call.arguments = input.text }
      open[index]?.signature = block["signature"]?.string ?? block["data"]?.string ?? ""
      end(index)
    }
  }

  consuming func answer() throws(APIFault) -> Answer {
    guard hasEvents else { throw .emptyStream }
    guard isEnded else { throw .broken(reason: "the stream ended before the answer did") }
    if usage.sent + usage.received > 0 { result.usage = usage }
    result.cacheWrites = written
    for call in calls { result.add(call) }
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

  private mutating func end(_ index: Int) {
    guard let block = open.removeValue(forKey: index) else { return }
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
    isEnded = true
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
