import Foundation
import Support
import Testing

/// Trajectories of agents that mend ``Buggy/offByOne``, in the shapes of two formats, generated.
private enum Foreign {
  private static func text(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  /// SWE-agent's: opens, edits lines, runs a command by its absolute path, uses a tool that is unknown, submits.
  static func sweAgent(base: String) throws -> String {
    func entry(_ action: String, _ observation: String) -> [String: Any] {
      [
        "action": action, "observation": observation, "thought": "About \(action.prefix(4)).",
        "response": "", "state": ["working_dir": "/testbed", "open_file": "n/a"],
      ]
    }
    return try text([
      "trajectory": [
        entry("open sums.py", "[File: /testbed/sums.py]"),
        entry(
          "edit 4:4\nfor place in\nend_of_edit",
          "Your proposed edit has introduced new syntax error(s)."),
        entry("edit 4:4\n    for place in range(0, len(values)):\nend_of_edit", "[File: sums.py]"),
        entry(
          "cat /testbed/sums.py | head -n 2", "def total(values):\n    \"\"\"Sum of all.\"\"\"\n"),
        entry("echo made > /testbed/made.txt && rm made.txt", ""),
        entry("view_image x.png", "an image"), entry("submit", "diff --git"),
      ],
      "info": ["exit_status": "submitted"],
      "replay_config": [
        "env": ["repo": ["base_commit": base]],
        "problem_statement": ["text": "# Sum\n\nIt is wrong."],
        "agent": ["model": ["name": "large"]],
      ],
    ])
  }

  /// ATIF: an edit by name, a command that fails as then, a file outside of the project; no submission.
  static func atif() throws -> String {
    func step(_ id: Int, _ tool: String, _ arguments: [String: Any], _ answer: String) -> [String:
      Any]
    {
      [
        "step_id": id, "source": "agent", "message": "Step \(id)",
        "tool_calls": [
          ["tool_call_id": "c\(id)", "function_name": tool, "arguments": arguments]
        ],
        "observation": ["results": [["source_call_id": "c\(id)", "content": answer]]],
      ]
    }
    return try text([
      "schema_version": "ATIF-v1.8", "session_id": "s",
      "agent": ["name": "walker", "version": "1", "model_name": "small"],
      "steps": [
        ["step_id": 1, "source": "user", "message": "Sum is wrong"],
        step(2, "Read", ["file_path": "/app/sums.py"], "1 def total"),
        step(
          3, "Edit",
          ["file_path": "/app/sums.py", "old_string": "range(1, ", "new_string": "range("], "ok"),
        step(4, "Bash", ["command": "cd /app/tests && ls __init__.py"], "__init__.py\n"),
        step(5, "Bash", ["command": "exit 3"], "something else"),
        step(6, "Write", ["file_path": "/etc/x", "content": "y"], "ok"),
      ],
    ])
  }
}

@Suite("Trajectories of other agents", .timeLimit(.minutes(5)), .ownThreads)
struct ImportTests {
  private func file(_ text: String, _ journey: Journey) throws -> String {
    try journey.repository.directory.write(text, to: "other.json")
    return journey.repository.directory.path + "/other.json"
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test
  func `one of SWE-agent's becomes a run with a tree and tests at each step, and no branch`() throws
  {
    let journey = try Journey(Buggy.offByOne)
    let before = try journey.fingerprint()
    let base = try journey.repository.git("rev-parse", "HEAD")
    let path = try file(try Foreign.sweAgent(base: base), journey)
    let ended = try journey.colleague(
      "import", path, "--repo", journey.repository.path, in: journey.repository.directory.path)
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.hasPrefix("resolved: Sum\n"), "\(ended.output)")
    #expect(ended.sentences.contains("7 turns, 7 calls"))
    #expect(
      ended.sentences.contains("5 carried out again: 3 as recorded, 0 otherwise"), "\(ended.output)"
    )
    #expect(ended.sentences.contains("kept 1: the agent's own editor refused it"))
    #expect(try journey.fingerprint() == before)
    #expect(try journey.refs("refs/heads/colleague/").isEmpty)
    try journey.repository.git("fsck", "--strict")

    let log = try journey.colleague("log").output
    #expect(log.contains("test: 2 failed, 1 passed") && log.contains("test: 3 passed"), "\(log)")
    #expect(
      log.contains("kept: view_image, not carried out again") && log.contains("edit: sums.py"))
    let run = try object(try journey.colleague("show", "--json").output)
    let imported = try #require(run["imported"] as? [String: Any])
    #expect(
      imported["agent"] as? String == "SWE-agent" && imported["root"] as? String == "/testbed")
    #expect((imported["digest"] as? String)?.count == 64 && run["branch"] == nil)
    let id = try #require(run["id"] as? String)
    let step = try journey.colleague("show", "\(id):4").output
    #expect(step.contains("decided by: agent:SWE-agent") && step.contains("recorded"), "\(step)")
    let runs = try journey.colleague("runs", "--json")
    #expect(runs.status == 0 && runs.output.contains(id))
    // The trees differ where the edit was made, and each step names one.
    let trees = try journey.colleague("log", "--porcelain").output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)[3]
    }
    #expect(Set(trees).count == 2)
  }

  @Test
  func
    `one of ATIF's needs a base, ends unresolved without its agent's word, and tells what differs`()
    throws
  {
    let journey = try Journey(Buggy.offByOne)
    let path = try file(try Foreign.atif(), journey)
    let without = try journey.colleague("import", path)
    #expect(without.status == 129 && without.errors.contains("--base"), "\(without.errors)")
    #expect(try journey.refs("refs/colleague/").isEmpty)
    let ended = try journey.colleague("import", "--json", "--quiet", "--base", "main", path)
    #expect(ended.status == 0, "\(ended.errors)")
    let last = try object(String(try #require(ended.output.split(separator: "\n").last)))
    #expect(last["event"] as? String == "import.ended")
    let summary = try #require(last["summary"] as? [String: Any])
    let all = try #require(summary["all"] as? [String: Any])
    #expect(all["calls"] as? Int == 5 && all["kept"] as? Int == 1 && all["otherwise"] as? Int == 1)
    #expect(all["asRecorded"] as? Int == 2 && all["uncompared"] as? Int == 1, "\(all)")
    let log = try journey.colleague("log").output
    #expect(log.contains("verdict: 3 passed") && log.contains("unresolved"), "\(log)")
  }

  @Test func `killed in the middle, resume goes on with the trajectory that the run has kept`()
    throws
  {
    let journey = try Journey(Buggy.offByOne)
    var text = try Foreign.atif()
    text = text.replacingOccurrences(of: "exit 3", with: "sleep 3")
    let path = try file(text, journey)
    let work = try journey.start(["import", "--quiet", "--base", "main", path])
    try journey.wait(of: work)
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    #expect(try journey.wait(forStatesAfter: 5, of: ref, work))
    kill(work.id, SIGKILL)
    _ = try work.wait()
    try FileManager.default.removeItem(atPath: path)
    let id = String(ref.dropFirst("refs/colleague/runs/".count))
    let resumed = try journey.colleague("resume", id)
    #expect(resumed.status == 1, "\(resumed.errors)")
    let log = try journey.colleague("log", "--porcelain", id).output
    #expect(log.contains("kept: Write, not carried out again"), "\(log)")
    try journey.repository.git("fsck", "--strict")
    #expect(try journey.leftovers().isEmpty)
    let other = try journey.colleague("resume", "--policy", "repair", id)
    #expect(other.status != 0)
  }

  @Test func `what is no trajectory is refused in one sentence, and nothing is begun`() throws {
    let journey = try Journey(Buggy.offByOne)
    for (text, words) in [
      ("", "is empty"), ("{\"a\": 1}", "no known format"), ("[[[[", "no JSON at byte"),
      (
        "{\"schema_version\": \"ATIF-v9.0\", \"steps\": [{\"step_id\": 1, \"source\": \"agent\", \"message\": \"\"}]}",
        "ATIF-v9.0"
      ),
    ] {
      let ended = try journey.colleague("import", "--base", "main", try file(text, journey))
      #expect(ended.status == 8 && ended.errors.contains(words), "\(text) \(ended.errors)")
      #expect(ended.output.isEmpty && ended.errors.split(separator: "\n").count <= 2)
    }
    let gone = try journey.colleague("import", "--base", "main", "/nowhere/x.json")
    #expect(
      gone.status == 128 && gone.errors.contains("cannot read") || gone.errors.contains("/nowhere"))
    #expect(try journey.refs("refs/colleague/").isEmpty)
  }
}
