import Text

extension TurnCollector {
  /// Actions of OpenHands that are no call of a tool.
  private static let silent: Set = [
    "system", "recall", "change_agent_state", "null", "start", "pause", "resume", "condensation",
    "condensation_request", "loop_recovery",
  ]

  /// An event of OpenHands before version 1 (`openhands/events`): an action, or the observation that it caused.
  mutating func takeEvent(_ event: JSON) {
    if event["observation"]?.string != nil, event["action"] == nil {
      let cause = event["cause"]?.integer.map { "event \($0)" }
      let metadata = event["extras"]?["metadata"]
      // Without a cause it is no call's.
      guard cause != nil || event["extras"] == nil else { return }
      return answer(
        cause, event["content"]?.contentText ?? "",
        status: metadata?["exit_code"]?.integer ?? event["extras"]?["exit_code"]?.integer,
        directory: metadata?["working_dir"]?.string)
    }
    guard let action = event["action"]?.string, !Self.silent.contains(action) else { return }
    let arguments = event["args"] ?? .object([:])
    if event["source"]?.string == "user" || event["source"]?.string == "environment" {
      if action == "message" {
        give(arguments["content"]?.string ?? event["message"]?.string ?? "")
      }
      return
    }
    var thought = arguments["thought"]?.string ?? ""
    if action == "message" {
      thought = arguments["content"]?.string ?? event["message"]?.string ?? ""
      return append(Trajectory.Turn(thought: thought, calls: []))
    }
    let metadata = event["tool_call_metadata"]
    let response = metadata?["model_response"]
    model = model ?? response?["model"]?.string
    let id = metadata?["tool_call_id"]?.string
    let made = response?["choices"]?.elements.first?["message"]?["tool_calls"]?.elements.first {
      $0["id"]?.string == id
    }
    let given = made?["function"]?["arguments"]?.unwrapped
    let tool = made == nil ? nil : metadata?["function_name"]?.string
    append(
      Trajectory.Turn(
        thought: thought,
        calls: [
          Trajectory.Call(
            tool: tool ?? action, arguments: tool == nil ? arguments : given ?? arguments)
        ]), ids: [event["id"]?.integer.map { "event \($0)" } ?? ""])
  }

  /// An event of OpenHands since version 1 (`openhands.sdk.event`).
  mutating func takeEventOfSDK(_ event: JSON) {
    switch event["kind"]?.string {
    case "MessageEvent"?:
      let text = (event["llm_message"]?["content"] ?? .null).contentText
      event["source"]?.string == "user"
        ? give(text) : append(Trajectory.Turn(thought: text, calls: []))
    case "ActionEvent"?:
      let call = event["tool_call"]
      let arguments = (call?["function"]?["arguments"] ?? call?["arguments"])?.unwrapped
      append(
        Trajectory.Turn(
          thought: (event["thought"] ?? .null).contentText,
          calls: [
            Trajectory.Call(
              tool: event["tool_name"]?.string ?? "",
              arguments: arguments ?? event["action"] ?? .object([:]))
          ]), ids: [event["tool_call_id"]?.string ?? ""])
    case "ObservationEvent"?:
      let observation = event["observation"]
      answer(
        event["tool_call_id"]?.string,
        (observation?["content"] ?? observation?["output"] ?? .null).contentText,
        status: observation?["exit_code"]?.integer,
        directory: observation?["metadata"]?["working_dir"]?.string)
    case "AgentErrorEvent"?:
      answer(event["tool_call_id"]?.string, "ERROR: " + (event["error"]?.string ?? ""))
    default: break
    }
  }
}
