import Text

extension TurnCollector {
  /// A step of ATIF (Harbor, `harbor/models/trajectories/step.py` of 0.26.0: versions 1.0 to 1.8).
  mutating func takeATIF(_ step: JSON) {
    let message = step["message"]?.contentText ?? ""
    switch step["source"]?.string {
    case "user"?: give(message)
    case "agent"?:
      if step["is_copied_context"]?.boolean == true { return leaveOutCopy() }
      model = model ?? step["model_name"]?.string
      let thoughts = [step["reasoning_content"]?.string, message].compactMap(\.self)
      let parts = thoughts.count == 2 && thoughts[0] == thoughts[1] ? [message] : thoughts
      let calls = step["tool_calls"]?.elements ?? []
      let turns = turns.count
      append(
        Trajectory.Turn(
          thought: parts.filter { !$0.isEmpty }.joined(separator: "\n\n"),
          calls: calls.map { call in
            Trajectory.Call(
              tool: call["function_name"]?.string ?? "",
              arguments: call["arguments"]?.unwrapped ?? .object([:]))
          }), ids: calls.map { $0["tool_call_id"]?.string ?? "" })
      guard self.turns.count > turns else { return }
      for result in step["observation"]?["results"]?.elements ?? [] {
        answer(
          result["source_call_id"]?.string, result["content"]?.contentText ?? "",
          status: result["extra"]?["exit_code"]?.integer ?? result["extra"]?["returncode"]?.integer)
      }
    default: break
    }
  }

  /// An entry of SWE-agent's `trajectory` (`docs/usage/trajectories.md` of 1.1.0; `state` was a JSON text before 1.0).
  mutating func takeSWEAgent(_ entry: JSON) {
    let action = entry["action"]?.string ?? ""
    let thought = entry["thought"]?.string ?? entry["response"]?.string ?? ""
    let isCall = action.contains { !$0.isWhitespace }
    protocols.insert("line")
    append(
      Trajectory.Turn(
        thought: thought.hasSuffix("\n") ? String(thought.dropLast()) : thought,
        calls: isCall ? [Trajectory.Call(tool: "", arguments: .string(action))] : []))
    let state = entry["state"]?.unwrapped
    if isCall {
      answer(
        nil, entry["observation"]?.string ?? "", directory: state?["working_dir"]?.string)
    }
  }
}
