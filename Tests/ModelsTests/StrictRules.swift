import Loopback
import Text

@testable import Models

/// What one kind of service refuses in a request.
struct StrictRules {
  let kind: StrictService.Kind
  let request: ReceivedRequest
  let body: JSON
  let turns: [StrictService.Turn]

  private var family: ServiceFamily { kind.family }
  private var messages: [JSON] { body["messages"]?.elements ?? [] }
  private var calls: [StrictService.Turn] { turns.filter { $0.call != nil } }
  var isProbe: Bool { request.text.contains(#""ready""#) }

  /// The sentence of the refusal; `nil` where nothing is wrong.
  var refusal: String? {
    door ?? shape
      ?? {
        switch kind.api {
        case .openai: chat
        case .anthropic: blocks
        case .responses: items
        }
      }()
  }

  /// Path and key.
  private var door: String? {
    let path =
      switch kind.api {
      case .openai:
        family == .azure ? "/openai/deployments/m/chat/completions" : "/v1/chat/completions"
      case .anthropic: "/v1/messages"
      case .responses: "/v1/responses"
      }
    let query = family == .azure ? "?api-version=2024-10-21" : ""
    guard request.path == path + query else { return "no such path: \(request.path)" }
    let key = "key-never-to-be-sent"
    let header =
      kind.api == .anthropic ? "x-api-key" : family == .azure ? "api-key" : "authorization"
    let given = request.headers[header]
    guard given == (header == "authorization" ? "Bearer \(key)" : key) else { return "no key" }
    return family == .azure && request.headers["authorization"] != nil ? "two keys" : nil
  }

  /// The members of the request.
  private var shape: String? {
    guard case .object(let members) = body, body["stream"] == true else { return "no stream" }
    var known: Set<String> = ["model", "stream", "messages", "tools", "tool_choice"]
    var limits = ["max_tokens"]
    switch (kind.api, family) {
    case (.anthropic, _): known.formUnion(["system", "thinking"])
    case (.responses, _):
      known.formUnion(["instructions", "input", "store", "include", "parallel_tool_calls"])
      known.remove("messages")
      limits = ["max_output_tokens"]
    case (_, .openAI), (_, .azure):
      known.formUnion(["stream_options", "parallel_tool_calls"])
      limits = ["max_completion_tokens"]
    case (_, .mistral): known.insert("parallel_tool_calls")
    case (_, .gemini): known.insert("stream_options")
    case (_, .deepSeek), (_, .kimi), (_, .glm): known.insert("stream_options")
    case (_, .miniMax): known.formUnion(["stream_options", "reasoning_split"])
    case (_, .openRouter): known.formUnion(["stream_options", "parallel_tool_calls", "usage"])
    default: known.formUnion(["stream_options", "parallel_tool_calls"])
    }
    known.formUnion(limits)
    for name in members.keys.sorted() where !known.contains(name) {
      return "Unsupported parameter: '\(name)'. Extra inputs are not permitted"
    }
    guard limits.contains(where: { body[$0]?.integer ?? 0 > 0 }) else { return "no \(limits[0])" }
    if family == .gemini, body["tools"]?.text.contains("additionalProperties") == true {
      return #"Invalid JSON payload received. Unknown name "additionalProperties" at 'tools'"#
    }
    return nil
  }

  /// Chat completions: order, ids, and what goes back.
  private var chat: String? {
    guard messages.first?["role"] == "system" else { return "no system" }
    let roles = messages.dropFirst().compactMap { $0["role"]?.string }
    guard roles.first == "user", ["user", "tool"].contains(roles.last) else { return "bad ends" }
    for (before, role) in zip(roles, roles.dropFirst()) {
      if before == "tool", role == "user" { return "Unexpected role 'user' after role 'tool'" }
      if before == role { return "Roles must alternate, not \(role) after \(role)" }
    }
    if family == .miniMax, body["reasoning_split"] != true { return "thinking in the content" }
    var number = 0
    for (index, message) in messages.enumerated() where message["role"] == "assistant" {
      if let fault = members(of: message) { return fault }
      guard let call = message["tool_calls"]?.elements.first else { continue }
      guard number < calls.count else { return "a call that was never made" }
      if let fault = fault(of: call, message, calls[number]) { return fault }
      let result = index + 1 < messages.count ? messages[index + 1] : .null
      guard result["role"] == "tool", result["tool_call_id"] == call["id"] else {
        return "a call without its result"
      }
      number += 1
    }
    return nil
  }

  /// The members of a turn of the model.
  private func members(of message: JSON) -> String? {
    guard case .object(let given) = message else { return "no message" }
    let demandsAll = family == .deepSeek && messages.contains { $0["tool_calls"] != nil }
    if demandsAll, message["reasoning_content"]?.string ?? "" == "" {
      return "The `reasoning_content` in the thinking mode must be passed back to the API."
    }
    guard [ServiceFamily.openAI, .azure, .mistral, .gemini].contains(family) else { return nil }
    let known = ["role", "content", "tool_calls"]
    return given.keys.first { !known.contains($0) }.map { "property '\($0)' is unsupported" }
  }

  private func fault(
    of call: JSON, _ message: JSON, _ turn: StrictService.Turn
  ) -> String? {
    let gift = StrictGift(kind: kind, number: turn.number)
    let id = call["id"]?.string ?? ""
    let isPlain = id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } && id.count == 9
    if family == .mistral, !isPlain {
      return "Tool call id was \(id) but must be a-z, A-Z, 0-9, with a length of 9."
    }
    if family == .kimi, id != gift.id(turn.call?.name ?? "") { return "an id without meaning" }
    for (name, value) in gift.call where call[name] != value {
      return "Function call is missing a thought_signature"
    }
    // What a server of one's own has given it does not miss.
    let isStrict = [ServiceFamily.deepSeek, .kimi, .miniMax, .openRouter].contains(family)
    for (name, value) in gift.turn where isStrict && message[name] != value {
      return "thinking is enabled but \(name) is missing in assistant tool call message"
    }
    if family == .mistral, message["content"]?.elements.first != gift.part {
      return "the thinking chunk is not the one given"
    }
    guard
      call["function"]?["arguments"]?.string.flatMap({ JSON(parsing: $0) }) == turn.call?.arguments
    else { return "other arguments" }
    return nil
  }

  /// Anthropic's messages.
  private var blocks: String? {
    if body["thinking"]?["type"] == "enabled" {
      return
        #""thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive""#
    }
    let roles = messages.compactMap { $0["role"]?.string }
    for (before, role) in zip(roles, roles.dropFirst()) where before == role {
      return "roles must alternate"
    }
    guard roles.first == "user", roles.last == "user" else { return "bad ends" }
    if request.text.ranges(of: "cache_control").count > 4 { return "A maximum of 4 blocks" }
    var number = 0
    for (index, message) in messages.enumerated() where message["role"] == "assistant" {
      let content = message["content"]?.elements ?? []
      guard let use = content.first(where: { $0["type"] == "tool_use" }) else { continue }
      guard number < calls.count else { return "a call that was never made" }
      let gift = StrictGift(kind: kind, number: calls[number].number)
      if content.first != gift.block {
        return "Expected `thinking` or `redacted_thinking`, but found `tool_use`"
      }
      let next = index + 1 < messages.count ? messages[index + 1]["content"]?.elements.first : nil
      guard next?["type"] == "tool_result", next?["tool_use_id"] == use["id"] else {
        return "tool_use ids were found without tool_result blocks immediately after"
      }
      number += 1
    }
    return nil
  }

  /// OpenAI's responses.
  private var items: String? {
    guard body["store"] == false, body["previous_response_id"] == nil else { return "stored" }
    guard body["include"] == ["reasoning.encrypted_content"] else { return "no include" }
    let input = body["input"]?.elements ?? []
    var number = 0
    var open: JSON?
    for (index, item) in input.enumerated() {
      switch item["type"]?.string ?? "message" {
      case "reasoning":
        guard item["encrypted_content"] != nil else {
          return
            "Item with id 'rs' not found. Items are not persisted when `store` is set to false."
        }
      case "function_call":
        guard number < calls.count else { return "a call that was never made" }
        let gift = StrictGift(kind: kind, number: calls[number].number)
        let before = input[..<index].last { $0["type"] == "reasoning" }
        guard before == gift.item else {
          return "'function_call' was provided without its 'reasoning'"
        }
        guard item["id"] == .string("fc_\(gift.number)") else { return "another item" }
        (open, number) = (item["call_id"], number + 1)
      case "function_call_output":
        guard item["call_id"] == open else { return "No tool call found for function call output" }
        open = nil
      default: if open != nil { return "No tool output found for function call" }
      }
    }
    return nil
  }
}
