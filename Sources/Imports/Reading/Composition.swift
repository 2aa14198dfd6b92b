import Models
import Text

/// Makes a trajectory of a document: chooses the list of turns and the format, and reads agent, model and base.
struct Composition {
  /// The document's members that are no lists of turns.
  let members: [String: JSON]
  /// Its lists of turns, by their members' names.
  let lists: [String: TurnCollector]
  /// Whether texts of it were no UTF-8.
  let isDamaged: Bool
  /// Whether it has parts of other agents.
  let hasSubagents: Bool

  private var document: JSON { .object(members) }

  /// The trajectory.
  ///
  /// - Throws: ``ImportError/unknownFormat``, ``ImportError/unknownVersion(_:)``, ``ImportError/noTurns(format:)``.
  func trajectory() throws(ImportError) -> Trajectory {
    let version = document["schema_version"]?.string
    if let version, version.hasPrefix("ATIF-v"), !version.hasPrefix("ATIF-v1.") {
      throw .unknownVersion(clipped(oneLine(version), to: 40))
    }
    let order = ["steps", "trajectory", "events", "history", "messages"]
    let counted = order.compactMap { name in lists[name].map { (name, $0) } }
      .filter { !$0.1.counts.isEmpty }
    guard let (name, list) = counted.first(where: { !$0.1.turns.isEmpty }) ?? counted.first else {
      throw .unknownFormat
    }
    let kind = list.counts.max { $0.value < $1.value }?.key ?? .message
    let known = self.known(kind, name, list)
    guard !list.turns.isEmpty else { throw .noTurns(format: known.format) }
    let given = list.given.isEmpty ? lists["history"]?.given ?? [] : list.given
    let told = self.told(given)
    var trajectory = Trajectory(
      format: line(known.format) ?? "", agent: line(known.agent) ?? "unknown agent",
      agentVersion: line(known.version), model: line(known.model ?? list.model),
      task: TaskText.task(in: told), base: base, root: TaskText.root(in: told),
      keepsDirectory: known.keepsDirectory, turns: list.turns, omittedTurns: list.omitted,
      remarks: [])
    trajectory.task = String(trajectory.task.prefix(200_000))
    trajectory.remarks = remarks(on: list)
    return trajectory
  }

  /// The text that the agent was given; of several, the one that frames a task, else the last.
  private func told(_ given: [String]) -> String {
    let named = ["problem_statement", "instruction", "task"].compactMap { name in
      document[name]?.string ?? document["instance"]?[name]?.string
    }
    let stated = document["replay_config"]?.unwrapped["problem_statement"]?["text"]?.string
    // Where the project stands is told beside the task.
    let framed = given.first { TaskText.task(in: $0) != trimmedLines($0) }
    return framed ?? stated ?? named.first ?? given.last ?? ""
  }

  /// What is known of the format and its agent.
  private struct Known {
    var format: String
    var agent: String?
    var version: String?
    var model: String?
    var keepsDirectory = true
  }

  private func known(
    _ kind: TurnCollector.Element, _ name: String, _ list: TurnCollector
  ) -> Known {
    let row = document["model"]?.string ?? document["model_name"]?.string
    switch kind {
    case .atif:
      let agent = document["agent"]
      let name = agent?["name"]?.string
      return Known(
        format: document["schema_version"]?.string ?? "ATIF", agent: name,
        version: agent?["version"]?.string, model: agent?["model_name"]?.string,
        keepsDirectory: name?.hasPrefix("mini") != true)
    case .sweAgent:
      let config = document["replay_config"]?.unwrapped
      return Known(
        format: "SWE-agent", agent: "SWE-agent",
        version: document["info"]?["swe_agent_version"]?.string,
        model: config?["agent"]?["model"]?["name"]?.string ?? row)
    case .event, .eventOfSDK:
      let metadata = document["metadata"]
      return Known(
        format: "OpenHands", agent: metadata?["agent_class"]?.string ?? "OpenHands",
        model: metadata?["llm_config"]?["model"]?.string ?? row)
    case .message: return conversation(list, row)
    }
  }

  private func conversation(_ list: TurnCollector, _ row: String?) -> Known {
    let info = document["info"]
    let tools = Set(list.turns.prefix(200).flatMap(\.calls).map(\.tool))
    let format = document["trajectory_format"]?.string
    let isMini =
      format?.hasPrefix("mini-swe-agent") == true || info?["mini_version"] != nil
      || list.protocols == ["shell"]
    if isMini {
      return Known(
        format: format ?? "mini-swe-agent", agent: "mini-swe-agent",
        version: info?["mini_version"]?.string,
        model: info?["config"]?["model"]?["model_name"]?.string ?? row, keepsDirectory: false)
    }
    if !tools.isDisjoint(with: ["execute_bash", "execute_ipython_cell"]) {
      return Known(format: "OpenHands", agent: "OpenHands", model: row)
    }
    if list.protocols.contains("line") {
      let config = document["replay_config"]?.unwrapped
      return Known(
        format: "SWE-agent", agent: "SWE-agent",
        model: config?["agent"]?["model"]?["name"]?.string ?? row)
    }
    return Known(format: "conversation", agent: document["agent"]?.string, model: row)
  }

  /// The commit that the file names, where it is one's name.
  private var base: String? {
    let config = document["replay_config"]?.unwrapped
    let places = [
      document["base_commit"], document["instance"]?["base_commit"],
      document["extra"]?["base_commit"], config?["env"]?["repo"]?["base_commit"],
      document["info"]?["base_commit"], document["metadata"]?["base_commit"],
    ]
    return places.lazy.compactMap { $0?.string }.first { text in
      (7...40).contains(text.utf8.count)
        && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
  }

  private func line(_ text: String?) -> String? {
    guard let text else { return nil }
    let line = clipped(oneLine(text), to: 100)
    return line.isEmpty ? nil : line
  }

  private func remarks(on list: TurnCollector) -> [String] {
    var remarks: [String] = []
    if isDamaged {
      remarks.append(
        "some texts of the file are not UTF-8: what cannot be read in them stands as U+FFFD")
    }
    if list.omitted > 0 {
      remarks.append(
        "the last \(counted(list.omitted, "turn")) \(list.omitted == 1 ? "is" : "are") left out: "
          + "more is not kept of one trajectory")
    }
    if list.copied > 0 {
      remarks.append(
        "\(counted(list.copied, "step")) copied from an earlier trajectory "
          + "\(list.copied == 1 ? "is" : "are") left out")
    }
    if hasSubagents { remarks.append("trajectories of other agents within it are left out") }
    if document["continued_trajectory_ref"] != nil {
      remarks.append("it goes on in another file, which is a trajectory of its own")
    }
    return remarks
  }
}
