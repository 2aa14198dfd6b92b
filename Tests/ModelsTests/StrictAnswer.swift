import Loopback
import Text

@testable import Models

/// The answer of one kind of service: a stream of its events.
struct StrictAnswer {
  let kind: StrictService.Kind
  let turn: StrictService.Turn
  /// Tokens of the prompt: more in each turn, since one that grows and is counted alike was cut.
  private var sent: Int { 900 + 400 * turn.number }
  private var gift: StrictGift { StrictGift(kind: kind, number: turn.number) }

  var parts: [Part] {
    let events =
      switch kind.api {
      case .openai: chunks
      case .anthropic: blocks
      case .responses: items
      }
    return Response.events(events.map(\.text) + (kind.api == .openai ? ["[DONE]"] : []))
  }

  private func chunk(_ delta: JSON, _ reason: JSON = .null) -> JSON {
    ["id": "c", "choices": [["index": 0, "delta": delta, "finish_reason": reason]]]
  }

  private var chunks: [JSON] {
    var deltas: [JSON] = []
    for (name, value) in gift.turn {
      // Pieces, as they come.
      if let text = value.string {
        let middle = text.index(text.startIndex, offsetBy: 3)
        deltas += [
          [name: .string(String(text[..<middle]))], [name: .string(String(text[middle...]))],
        ]
      } else {
        deltas += value.elements.map { [name: [$0]] }
      }
    }
    if kind.family == .mistral { deltas.append(["content": [gift.part]]) }
    deltas.append(["role": "assistant", "content": "On it."])
    if let call = turn.call {
      let function: JSON = ["name": .string(call.name), "arguments": .string(call.arguments.text)]
      let base: JSON = [
        "index": 0, "id": .string(gift.id(call.name)), "type": "function", "function": function,
      ]
      deltas.append(["tool_calls": [base.merging(.object(gift.call))]])
    }
    let end = chunk([:], turn.call == nil ? "stop" : "tool_calls")
    let usage: JSON = [
      "choices": [],
      "usage": [
        "prompt_tokens": .int(sent), "completion_tokens": 20, "total_tokens": .int(sent + 20),
      ],
    ]
    return deltas.map { chunk($0) } + [end, usage]
  }

  private var blocks: [JSON] {
    var events: [JSON] = [
      [
        "type": "message_start",
        "message": ["usage": ["input_tokens": .int(sent), "output_tokens": 1]],
      ]
    ]
    var blocks: [JSON] = [gift.block, ["type": "text", "text": "On it."]]
    if let call = turn.call {
      blocks.append([
        "type": "tool_use", "id": .string(gift.id(call.name)), "name": .string(call.name),
        "input": [:],
      ])
    }
    for (index, block) in blocks.enumerated() {
      let place: JSON = ["index": .int(index)]
      let isThinking = block["type"] == "thinking"
      let start: JSON = isThinking ? ["type": "thinking", "thinking": "", "signature": ""] : block
      events.append(place.merging(["type": "content_block_start", "content_block": start]))
      var deltas: [JSON] = []
      if isThinking {
        deltas = [
          ["type": "thinking_delta", "thinking": block["thinking"] ?? ""],
          ["type": "signature_delta", "signature": block["signature"] ?? ""],
        ]
      } else if let call = turn.call, block["type"] == "tool_use" {
        deltas = [["type": "input_json_delta", "partial_json": .string(call.arguments.text)]]
      }
      events += deltas.map { place.merging(["type": "content_block_delta", "delta": $0]) }
      events.append(place.merging(["type": "content_block_stop"]))
    }
    let reason: JSON = turn.call == nil ? "end_turn" : "tool_use"
    return events + [
      [
        "type": "message_delta", "delta": ["stop_reason": reason], "usage": ["output_tokens": 20],
      ], ["type": "message_stop"],
    ]
  }

  private var items: [JSON] {
    var items: [JSON] = [
      gift.item,
      [
        "type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
        "content": [["type": "output_text", "text": "On it.", "annotations": []]],
      ],
    ]
    if let call = turn.call {
      items.append([
        "type": "function_call", "id": .string("fc_\(turn.number)"), "status": "completed",
        "call_id": .string(gift.id(call.name)), "name": .string(call.name),
        "arguments": .string(call.arguments.text),
      ])
    }
    let done: [JSON] = items.enumerated().map { index, item in
      ["type": "response.output_item.done", "output_index": .int(index), "item": item]
    }
    let usage: JSON = [
      "input_tokens": .int(sent), "output_tokens": 20, "total_tokens": .int(sent + 20),
    ]
    let end: JSON = ["status": "completed", "output": .array(items), "usage": usage]
    return [["type": "response.created", "response": ["status": "in_progress"]]] + done + [
      ["type": "response.completed", "response": end]
    ]
  }
}
