import Models
import Records
import Text
import Vocabulary

/// Harbor's Agent Trajectory Interchange Format, version 1.8 (RFC 0001 of harbor): one `trajectory.json` a run.
///
/// The first step is the issue, of the source `user`; then comes one for each step of the trail. What no model chose has no
/// inference (`llm_call_count` 0); a person's answer is of the source `user`. Results have `outside` in their `extra`: their
/// text is not the agent's.
struct ATIF {
  /// The version that this program writes.
  static let version = "ATIF-v1.8"

  /// The trajectory of `run`.
  ///
  /// - Parameter product: This program's version.
  static func trajectory(of run: ExportedRun, product: String) -> JSON {
    let opening: JSON = [
      "step_id": 1, "source": "user", "message": .string(run.issueText),
      "timestamp": .string(Moment.text(run.run.began)),
      "extra": .members([
        "outside": true, "recollections": run.run.recollections.json,
      ]),
    ]
    let steps = zip(run.steps, run.labels).map(step)
    var agent: [String: JSON] = ["name": "colleague", "version": .string(product)]
    if let model = run.models.first {
      agent["model_name"] = .string(model)
      agent["tool_definitions"] = ModelFunctions.described
    } else {
      agent["model_name"] = .null
    }
    return .members([
      "schema_version": .string(version), "session_id": .string("\(run.id)"),
      "trajectory_id": .string("\(run.id)"), "agent": .members(agent),
      "steps": .array([opening] + steps), "final_metrics": metrics(of: run), "extra": run.facts,
    ])
  }

  private static func step(_ step: Step, _ labels: StepLabels) -> JSON {
    var members: [String: JSON] = [
      "step_id": .int(step.number + 1), "timestamp": .string(Moment.text(step.time)),
    ]
    members["extra"] = .members([
      "decided_by": .string("\(step.decidedBy)"), "tree": .string("\(step.observation.tree)"),
      "tests": step.observation.tests?.json ?? .null, "labels": labels.json,
      "prompt_sha256": JSON(step.reply?.prompt?.digest),
      "changed": step.observation.changed.isEmpty ? .null : JSON(step.observation.changed),
    ])
    if step.decidedBy == .person {
      members["source"] = "user"
      members["message"] = .string(step.observation.output.text)
      return .object(members)
    }
    let call = step.told
    let id = "call_\(step.number)"
    members["source"] = "agent"
    members["message"] = .string(step.reply?.text ?? "")
    members["tool_calls"] = [
      [
        "tool_call_id": .string(id), "function_name": .string(call.name),
        "arguments": call.arguments,
      ]
    ]
    members["observation"] = [
      "results": [
        [
          "source_call_id": .string(id), "content": .string(result(of: step)),
          "extra": .members([
            "outside": true, "recollections": (step.observation.recollections ?? []).json,
          ]),
        ]
      ]
    ]
    let requests = step.reply?.usage.requests ?? 0
    members["llm_call_count"] = .int(requests)
    if let reply = step.reply, requests > 0 {
      members["model_name"] = .string(reply.model)
      members["metrics"] = metrics(of: reply.usage, costMicros: step.cost.costMicros)
      let reasoning = reply.thinking.filter { !$0.isClosed }.map(\.text).joined()
      if !reasoning.isEmpty { members["reasoning_content"] = .string(reasoning) }
    }
    return .object(members)
  }

  /// What came of a step, as text.
  static func result(of step: Step) -> String {
    let observation = step.observation
    if step.isKeptCall, let then = step.reply?.recorded?.output.text, !then.isEmpty { return then }
    let parts: [String] = [
      observation.refusal ?? "", observation.ending.map { "\($0)" } ?? "",
      observation.tests?.summary ?? "",
      observation.results.map { "\($0.id): \($0.mark)" }.joined(separator: "\n"),
      observation.output.text,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func metrics(of usage: Usage, costMicros: Int) -> JSON {
    [
      "prompt_tokens": .int(usage.sent), "completion_tokens": .int(usage.received),
      "cached_tokens": .int(usage.cached),
      "extra": ["cost_micros": .int(costMicros), "is_estimated": .bool(usage.isEstimated)],
    ]
  }

  private static func metrics(of run: ExportedRun) -> JSON {
    .members([
      "total_steps": .int(run.steps.count + 1),
      "total_prompt_tokens": JSON(run.record.usage?.sent),
      "total_completion_tokens": JSON(run.record.usage?.received),
      "total_cached_tokens": JSON(run.record.usage?.cached),
      "extra": [
        "seconds": .double(run.record.spent.seconds),
        "cost_micros": .int(run.record.spent.costMicros),
      ],
    ])
  }
}
