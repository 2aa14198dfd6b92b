package import Engine
import Models
import Text
package import Vocabulary

/// Does again what another agent's trajectory did: its calls in order, each as the action of ours that it means, and those that
/// mean none kept as they are.
///
/// It goes on from the steps alone: each has the number of its call. After a call that has changed the tree the tests are run,
/// unless the run leaves them to its end.
package struct ImportPolicy: Policy {
  /// A call, with what it means and what was said before it.
  private struct Planned {
    var place: Int
    var turn: Int
    /// Which of its turn's it is, from 1.
    var number: Int
    var thought: String
    var call: Trajectory.Call
    var meaning: Meaning
  }

  private let planned: [Planned]
  private let paths: AgentPaths
  private let isRootShown: Bool
  private let agent: String
  private let model: String
  /// Bytes of a call's arguments, and of its answer then, that a step keeps; all of them are in the trajectory.
  private static let kept = (arguments: 16 << 10, head: 4 << 10, tail: 2 << 10)

  /// Does the calls of `trajectory` again.
  ///
  /// - Parameters:
  ///   - root: Where the agent's project stood, absolute; `nil` where that is not known.
  ///   - isRootShown: Whether commands find the project there.
  package init(_ trajectory: Trajectory, root: String?, isRootShown: Bool) {
    paths = AgentPaths(root: root)
    self.isRootShown = isRootShown
    agent = trajectory.agent
    model = trajectory.model ?? trajectory.agent
    var mapping = CallMapping(paths, keepsDirectory: trajectory.keepsDirectory)
    var planned: [Planned] = []
    var place = 0
    var thoughts: [String] = []
    for (turn, spoken) in trajectory.turns.enumerated() {
      if spoken.thought.contains(where: { !$0.isWhitespace }) { thoughts.append(spoken.thought) }
      var number = 0
      for call in spoken.calls {
        place += 1
        let meaning = mapping.meaning(of: call)
        if case .think(let text) = meaning {
          if text.contains(where: { !$0.isWhitespace }) { thoughts.append(text) }
          continue
        }
        number += 1
        planned.append(
          Planned(
            place: place, turn: turn + 1, number: number,
            thought: thoughts.joined(separator: "\n\n"), call: call, meaning: meaning))
        thoughts = []
      }
    }
    // Only the last word counts: an agent that goes on was not through.
    let last = planned.lastIndex { if case .keep = $0.meaning { false } else { true } }
    for index in planned.indices where index != last {
      if case .finish = planned[index].meaning {
        planned[index].meaning = .keep("the agent said that it was through, and went on")
      }
    }
    self.planned = planned
  }

  /// The agent, by its name.
  package var decider: Decider { .agent(agent) }

  /// The call at the place that the steps have reached, or the tests, or the end.
  package mutating func nextAction(
    for run: Run, after steps: [Step], budget: Budget,
    in sources: borrowing some SourceTree & ~Copyable
  ) async throws(PolicyFailure) -> Decision {
    let done = steps.lazy.compactMap { $0.reply?.recorded?.place }.max() ?? 0
    if wantsTests(run, after: steps) { return Decision(.test(.working), decidedBy: .engine) }
    guard let next = planned.first(where: { $0.place > done }) else { return end(after: steps) }
    let resolution: Meaning.Resolution
    do {
      resolution = try next.meaning.resolved(paths, isRootShown: isRootShown, in: sources)
    } catch { throw .failed(cause: error) }
    return decision(on: next, refusedThen(next) ?? resolution)
  }

  /// Nothing: it asks nobody.
  package mutating func takeLostCost() -> LostCost { LostCost() }

  private func wantsTests(_ run: Run, after steps: [Step]) -> Bool {
    guard run.mandate.testCommand != nil, run.imported?.testsAtEnd != true, let last = steps.last,
      last.reply?.recorded != nil, let tested = steps.last(where: \.isJudgement)
    else { return false }
    return tested.observation.tree != last.observation.tree
  }

  private func end(after steps: [Step]) -> Decision {
    Decision(
      .finish(
        Action.Report(
          claim: .unresolved,
          why: "The trajectory ends here, and \(agent) has not said that it was through."
        )), decidedBy: .policy(.imported))
  }

  /// What the agent's own editor refused is not done here either, whatever ours makes of it.
  private func refusedThen(_ planned: Planned) -> Meaning.Resolution? {
    guard planned.meaning.isEdit, let said = planned.call.output?.head,
      ImportPolicy.tellsRefusal(said)
    else { return nil }
    return .keep("the agent's own editor refused it")
  }

  /// Whether an editor's answer says that it has changed nothing.
  static func tellsRefusal(_ said: String) -> Bool {
    let start = said.drop(while: \.isWhitespace)
    let signs = [
      "ERROR", "Error", "Your proposed edit has introduced new syntax error", "No replacement was",
      "Text not found", "Invalid", "Usage:", "usage:", "Traceback (most recent", "No file open",
      "The string to replace", "<tool_use_error>", "Your edit was not applied",
    ]
    return signs.contains(where: start.hasPrefix)
  }

  private func decision(on next: Planned, _ resolution: Meaning.Resolution) -> Decision {
    let output = next.call.output ?? Excerpt("")
    var recorded = RecordedCall(
      place: next.place, turn: next.turn, tool: next.call.name,
      arguments: Excerpt(next.call.argumentText).cut(head: Self.kept.arguments, tail: 0).text,
      output: output.cut(head: Self.kept.head, tail: Self.kept.tail), status: next.call.status,
      wasRefused: next.meaning.isEdit && ImportPolicy.tellsRefusal(output.head))
    var reply = Reply(model: model, text: next.thought)
    if next.number > 1 { reply.place = next.number }
    switch resolution {
    case .act(let action):
      reply.recorded = recorded
      return Decision(action.worded(next.thought), reply: reply)
    case .keep(let reason):
      recorded.omission = reason
      reply.recorded = recorded
      let call = Excerpt("\(next.call.name) \(next.call.argumentText)")
        .cut(head: Self.kept.head, tail: 0).text
      return Decision(
        .plan(call), reply: reply, refusal: "not carried out again: \(reason)")
    }
  }
}

extension PolicyAction {
  /// The action with what was said before it as its reason, where it has a place for one and none of its own.
  fileprivate func worded(_ thought: String) -> PolicyAction {
    switch self {
    case .edit(let edits, why: ""): return .edit(edits, why: thought)
    case .finish(var report) where report.why.isEmpty:
      report.why = thought
      return .finish(report)
    default: return self
    }
  }
}

extension Trajectory.Call {
  /// The tool's name; of a line of an agent's own language its first word where that is a tool, else `bash`.
  var name: String {
    guard tool.isEmpty || tool == "swe_agent_action" else { return clipped(oneLine(tool), to: 80) }
    let line = arguments.string ?? arguments["raw_action"]?.string ?? ""
    let head = line.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
    return Trajectory.Call.ownTools.contains(String(head)) ? String(head) : "bash"
  }

  private static let ownTools: Set = [
    "open", "create", "goto", "scroll_down", "scroll_up", "edit", "insert", "find_file",
    "search_dir",
    "search_file", "submit", "str_replace_editor", "undo_edit", "view_image", "exit_forfeit",
  ]

  /// What it was given, as text.
  var argumentText: String {
    arguments.string ?? arguments["raw_action"]?.string ?? arguments.text
  }
}
