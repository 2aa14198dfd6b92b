import HTTP
import Text
import Vocabulary

/// Accumulates the events of a response. An item counts when it is done, the answer when the response has ended.
struct ResponsesEventAccumulator: ChunkAccumulator {
  private var items: [(place: Int, item: JSON)] = []
  private var result = Answer()
  private var response: JSON?
  private var hasEvents = false
  private var hasHalves = false

  var end: StreamEnd { response == nil ? .open : .final }

  mutating func take(_ event: Event) throws(APIFault) {
    guard event.data.contains(where: { $0 > 0x20 }), event.text.trimmed != "[DONE]" else { return }
    guard let data = JSON(piece: event.data, noting: &hasHalves) else {
      throw .broken(reason: "an event that is no JSON")
    }
    hasEvents = true
    switch data["type"]?.string ?? event.name {
    case "response.output_item.done":
      guard let item = data["item"] else { return }
      let place = data["output_index"]?.integer ?? items.count
      items.removeAll { $0.place == place }
      items.append((place, item))
    case "response.completed", "response.incomplete": response = data["response"] ?? [:]
    case "response.failed": throw APIFault(event: data["response"] ?? data)
    case "error": throw APIFault(event: data)
    default: if data["error"] != nil { throw APIFault(event: data) }
    }
  }

  mutating func take(whole body: JSON) throws(APIFault) {
    if body["error"] != nil { throw APIFault(event: body) }
    guard case .array? = body["output"] else { throw .broken(reason: "an answer without output") }
    hasEvents = true
    response = body
  }

  consuming func answer() throws(APIFault) -> Answer {
    guard hasEvents else { throw .emptyStream }
    result.isEnded = response != nil
    result.model = response?["model"]?.string
    if let response { result.stop = ResponsesEventAccumulator.stop(of: response) }
    take(usage: response?["usage"])
    let told = items.sorted { $0.place < $1.place }.map(\.item)
    for item in told.isEmpty ? response?["output"]?.elements ?? [] : told { take(item: item) }
    guard result.isEnded || !result.calls.isEmpty else { throw .unended }
    return result
  }

  private static func stop(of end: JSON) -> Answer.Stop {
    switch end["incomplete_details"]?["reason"]?.string {
    case "max_output_tokens", "max_tokens": .length
    case "content_filter": .refusal
    default: end["status"] == "incomplete" ? .length : .done
    }
  }

  private mutating func take(item: JSON) {
    switch item["type"]?.string {
    case "message":
      for part in item["content"]?.elements ?? [] {
        result.text += part["text"]?.string ?? ""
        guard let refusal = part["refusal"]?.string else { continue }
        result.text += refusal
        result.stop = .refusal
      }
    case "function_call":
      // What the limit on tokens has cut is never whole.
      guard item["status"] != "incomplete" else { return }
      var call = Answer.RawCall(
        id: item["call_id"]?.string ?? "", name: item["name"]?.string ?? "",
        arguments: item["arguments"]?.string ?? "")
      if let id = item["id"] { call.members["id"] = id }
      result.add(call)
    case "reasoning": take(reasoning: item)
    default: return
    }
  }

  /// Keeps a piece of reasoning for the turn, where it has content that a service without a store can read.
  private mutating func take(reasoning item: JSON) {
    let parts = (item["content"]?.elements ?? []) + (item["summary"]?.elements ?? [])
    let text = parts.compactMap { $0["text"]?.string }.joined(separator: "\n")
    result.thinking.append(Reply.Thinking(text: text, signature: ""))
    guard result.calls.isEmpty, case .object(let members) = item,
      item["encrypted_content"] != nil || item["content"]?.elements.isEmpty == false
    else { return }
    let kept = JSON.object(members.filter { $0.value != .null })
    let before = result.members[ResponsesWire.itemsMember]?.elements ?? []
    result.members[ResponsesWire.itemsMember] = .array(before + [kept])
  }

  private mutating func take(usage told: JSON?) {
    guard let told else { return }
    let sent = told["input_tokens"]?.count ?? 0
    let sum = told["output_tokens"]?.count ?? 0
    let total = told["total_tokens"]?.count ?? 0
    let reasoning = told["output_tokens_details"]?["reasoning_tokens"]?.count ?? 0
    let received = max(sum, total - sent, reasoning > sum ? sum + reasoning : 0)
    guard sent + received > 0 else { return }
    let details = told["input_tokens_details"]
    result.usage = Usage(
      requests: 1, sent: sent, cached: min(details?["cached_tokens"]?.count ?? 0, sent),
      received: received)
    result.cacheWrites = min(details?["cache_write_tokens"]?.count ?? 0, sent)
  }
}
