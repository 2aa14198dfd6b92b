package import Text
package import Vocabulary

/// What another agent did for a task, as a file has it; the same shape for all formats.
///
/// Its coding is what a run keeps of it: `trajectory.json` of its first state. Texts are cut: a command or what an edit writes
/// at 1 MiB, an answer at 24 KiB, a thought at 64 KiB; all together at 64 MiB, and turns at 20,000.
package struct Trajectory: Hashable, Sendable, Codable {
  /// The version of the coding.
  package var version = 1
  /// The format's name.
  package var format: String
  /// The agent's name; one line.
  package var agent: String
  /// The agent's version.
  package var agentVersion: String?
  /// The model that the agent asked.
  package var model: String?
  /// The text that the agent was given; may be empty.
  package var task: String
  /// The commit that the agent began at, as the file names it.
  package var base: String?
  /// Where the agent's project stood, as the file says; absolute.
  package var root: String?
  /// Whether each command of the agent's began where the one before had ended.
  package var keepsDirectory: Bool
  /// The agent's turns, in order.
  package var turns: [Turn]
  /// Turns that are left out since the trajectory passes a bound.
  package var omittedTurns: Int
  /// What a reader of the run has to know: a file cut off, texts that are not UTF-8, other agents' parts; sentences.
  package var remarks: [String]

  /// One answer of the agent's model.
  package struct Turn: Hashable, Sendable, Codable {
    /// What it said beside the calls; may be empty.
    package var thought: String
    /// The calls, in order.
    package var calls: [Call]
  }

  /// A tool asked for something.
  package struct Call: Hashable, Sendable, Codable {
    /// The tool's name.
    package var tool: String
    /// What it was given: an object, or a line of the agent's own language as text.
    package var arguments: JSON
    /// What it answered; `nil` where nothing is recorded.
    package var output: Excerpt?
    /// The exit status of the command.
    package var status: Int?
    /// Where the agent's shell was afterwards.
    package var directory: String?
    /// Why it must not be carried out as it stands, in a clause; `nil` where nothing is against it.
    package var fault: String?

    init(tool: String, arguments: JSON, fault: String? = nil) {
      self.tool = tool
      self.arguments = arguments
      self.fault = fault
    }
  }

  /// Calls in all turns.
  package var calls: Int { turns.reduce(0) { $0 + $1.calls.count } }
}

extension Trajectory: Redactable {
  /// The trajectory with secrets taken out of all that it says. A call that is another one by that is not to be carried out.
  package func redacted(by redactor: Redactor) -> Trajectory {
    func clean(_ text: String) -> String { redactor(text).value }
    var trajectory = self
    trajectory.agent = clean(agent)
    trajectory.agentVersion = agentVersion.map(clean)
    trajectory.model = model.map(clean)
    trajectory.task = clean(task)
    trajectory.root = root.map(clean)
    trajectory.turns = turns.map { turn in
      Turn(
        thought: clean(turn.thought),
        calls: turn.calls.map { call in
          var call = call
          let arguments = call.arguments.redacted(clean)
          if arguments != call.arguments {
            call.fault = "it holds a secret, which is taken out"
          }
          call.arguments = arguments
          call.tool = clean(call.tool)
          call.output = call.output.map {
            Excerpt(clean($0.head), omitted: $0.omitted, tail: clean($0.tail))
          }
          return call
        })
    }
    return trajectory
  }
}

extension JSON {
  /// The value with `clean` applied to its texts, names of members too.
  fileprivate func redacted(_ clean: (String) -> String) -> JSON {
    switch self {
    case .string(let text): .string(clean(text))
    case .array(let elements): .array(elements.map { $0.redacted(clean) })
    case .object(let members):
      .object(
        Dictionary(members.map { (clean($0.key), $0.value.redacted(clean)) }) { _, last in last })
    case .null, .bool, .int, .double: self
    }
  }
}

extension Trajectory {
  /// The task as an issue has it: a title of one line, and the rest.
  package var issueParts: (title: String, body: String) { TaskText.parts(of: task) }
}
