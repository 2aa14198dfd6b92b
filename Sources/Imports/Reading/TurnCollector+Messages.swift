import Text

extension TurnCollector {
  /// A message of a conversation: mini-swe-agent's (versions 1 and 2), SWE-agent's `history`, rows of data sets.
  mutating func takeMessage(_ message: JSON) {
    if message["is_demo"]?.boolean == true { return }
    let text = (message["content"] ?? message["text"] ?? .null).contentText
    if message["object"]?.string == "response" { return takeResponse(message) }
    if message["type"]?.string == "function_call_output" {
      return answer(
        message["call_id"]?.string,
        message["output"]?.contentText ?? message["extra"]?["raw_output"]?.string ?? "",
        status: message["extra"]?["returncode"]?.integer)
    }
    switch message["role"]?.string {
    case "assistant"?, "ai"?: takeAnswer(message, text)
    case "tool"?:
      let id = message["tool_call_id"]?.string ?? message["tool_call_ids"]?.elements.first?.string
      answer(id, text, status: message["extra"]?["returncode"]?.integer)
    case "user"?, "human"?:
      turns.isEmpty
        ? give(text) : answer(nil, text, status: message["extra"]?["returncode"]?.integer)
    default: break
    }
  }

  /// What a model answered in a conversation.
  private mutating func takeAnswer(_ message: JSON, _ text: String) {
    let reasoning = message["reasoning_content"]?.string
    let thought = message["thought"]?.string ?? text
    let said = [reasoning, thought].compactMap(\.self).filter { !$0.isEmpty }
      .joined(separator: "\n\n")
    // SWE-agent has the line that it ran beside the calls that it was made of.
    if let action = message["action"]?.string {
      let isCall = action.contains { !$0.isWhitespace }
      protocols.insert("line")
      let id = message["tool_calls"]?.elements.first?["id"]?.string
      return append(
        Trajectory.Turn(
          thought: said,
          calls: isCall ? [Trajectory.Call(tool: "", arguments: .string(action))] : []),
        ids: [id ?? ""])
    }
    if let calls = message["tool_calls"]?.elements, !calls.isEmpty {
      protocols.insert("functions")
      return append(
        Trajectory.Turn(
          thought: said,
          calls: calls.map { call in
            Trajectory.Call(
              tool: call["function"]?["name"]?.string ?? call["name"]?.string ?? "",
              arguments: (call["function"]?["arguments"] ?? call["arguments"])?.unwrapped
                ?? .object([:]))
          }), ids: calls.map { $0["id"]?.string ?? "" })
    }
    if let actions = message["extra"]?["actions"]?.elements, !actions.isEmpty {
      protocols.insert("shell")
      return append(
        Trajectory.Turn(
          thought: TextCalls.withoutFences(said),
          calls: actions.map { Trajectory.Call(tool: "bash", arguments: $0) }))
    }
    let written = TextCalls(in: text)
    if let name = written.protocolName { protocols.insert(name) }
    append(
      Trajectory.Turn(thought: written.isEmpty ? said : written.thought, calls: written.calls))
  }

  /// A turn of the Responses API as mini-swe-agent keeps it: texts, thinking and calls in `output`.
  private mutating func takeResponse(_ response: JSON) {
    var (thoughts, calls, ids): ([String], [Trajectory.Call], [String]) = ([], [], [])
    for item in response["output"]?.elements ?? [] {
      switch item["type"]?.string {
      case "message"?: thoughts.append((item["content"] ?? .null).contentText)
      case "reasoning"?:
        thoughts.append((item["summary"] ?? .null).contentText)
      case "function_call"?:
        calls.append(
          Trajectory.Call(
            tool: item["name"]?.string ?? "bash",
            arguments: item["arguments"]?.unwrapped ?? .object([:])))
        ids.append(item["call_id"]?.string ?? item["id"]?.string ?? "")
      default: break
      }
    }
    protocols.insert("functions")
    append(
      Trajectory.Turn(
        thought: thoughts.filter { !$0.isEmpty }.joined(separator: "\n\n"), calls: calls), ids: ids)
  }
}
