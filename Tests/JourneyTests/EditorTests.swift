import Foundation
import Loopback
import Support
import Testing

/// What the official client has seen, as `acp_client.py` tells it.
private struct Seen: Decodable {
  struct Answer: Decodable {
    var stop: String
    var meta: Facts?
  }
  struct Facts: Decodable {
    var run: String?
    var outcome: String?
    var branch: String?
    var patches: [String]?
  }
  struct Diff: Decodable {
    var path: String
    var old: String?
    var new: String
  }
  struct Question: Decodable {
    var title: String
    var kinds: [String]
    var text: String
  }
  var session: String?
  var answers: [Answer]?
  var kinds: [String]?
  var words: String?
  var said: String?
  var asked: [Question]?
  var calls: [String]?
  var open: [String]?
  var titles: [String]?
  var diffs: [Diff]?
  var places: [String]?
  var plan: [[String]]?
  var commands: [String]?
  var status: Int?
}

@Suite(
  .timeLimit(.minutes(10)), .ownThreads,
  .needs("Python 3.12 with agent-client-protocol", PythonPackages.acp.python != nil))
struct `An editor` {
  /// A repository whose runs are decided by `policy`, and never seen by the user's state.
  private func journey(_ files: [String: String], test: String? = nil) throws -> Journey {
    let journey = try Journey(files)
    try journey.repository.git("config", "--global", "colleague.policy", "repair")
    if let test { try journey.repository.git("config", "colleague.test", test) }
    return journey
  }

  private func client(_ journey: Journey, _ words: String...) throws -> Seen {
    try client(journey, words)
  }

  private func client(_ journey: Journey, _ words: [String]) throws -> Seen {
    let python = try #require(PythonPackages.acp.python)
    let ended = try run(
      [
        python, PythonPackages.file("acp_client.py"), words[0], Journey.binary,
        journey.repository.path,
      ] + words.dropFirst(),
      in: "/", environment: journey.repository.environment)
    try #require(ended.status == 0, "\(ended.output) \(ended.errors)")
    let line = try #require(ended.output.split(separator: "\n").last)
    return try JSONDecoder().decode(Seen.self, from: Data(line.utf8))
  }

  /// A test command that takes half a minute; no other on the machine has the same number.
  private let long = "sleep 31.\(Int.random(in: 100_000...999_999))"

  @Test func `gets a prompt resolved, with every step as an update, and can load it again`() throws
  {
    let journey = try journey(Buggy.offByOne)
    let before = try journey.fingerprint()
    let seen = try client(journey, "prompts", "-", "@# total leaves out the first value")
    let answer = try #require(seen.answers?.first)
    #expect(answer.stop == "end_turn" && answer.meta?.outcome == "resolved", "\(seen)")
    #expect(seen.open == ["completed"], "\(seen)")
    #expect(seen.calls?.contains("execute") == true)
    #expect(seen.titles?.contains { $0.hasPrefix("test: ") } == true)
    #expect(seen.commands == ["resume", "issue", "again"])
    let branch = try #require(answer.meta?.branch)
    #expect(seen.words?.contains("git log -p --notes=colleague") == true)
    #expect(seen.words?.contains(branch) == true)
    #expect(try journey.repository.git("rev-parse", branch) == answer.meta?.patches?.last)
    #expect(try journey.fingerprint() == before)
    let run = try #require(answer.meta?.run)
    let issue = try journey.repository.git("show", "refs/colleague/runs/\(run):issue.md")
    #expect(issue.hasPrefix("# total leaves out the first value\n"))
    #expect(issue.contains("> # Not the title") && issue.contains("> - [ ] not a criterion"))

    for id in [try #require(seen.session), run] {
      let loaded = try client(journey, "loaded", id)
      #expect(loaded.said?.hasPrefix("total leaves out the first value") == true)
      #expect(loaded.words?.contains(branch) == true)
      #expect(loaded.titles?.contains { $0.hasPrefix("verdict: ") } == true)
      #expect(Set(loaded.open ?? []) == ["completed"])
    }
    // The same issue once more is what `work` says of it, and a person may ask for it all the same.
    let again = try client(journey, "prompts", "-", "/again # total leaves out the first value")
    #expect(again.answers?.first?.meta?.outcome == "resolved", "\(again)")
  }

  @Test func `sees a model's words, plan and changes`() throws {
    let journey = try journey(Buggy.offByOne)
    let search = "range(1, len(values))"
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      switch turn.step {
      case 2: return .call("plan", #"{"text":"- [x] Look\n- Mend the loop"}"#, words: "I plan.")
      case 3:
        let edit =
          #"{"edits":[{"path":"sums.py","search":"\#(search)","replacement":"range(len(values))"}],"why":"all"}"#
        return .call("edit", edit, words: "I mend it.")
      case 4: return .call("test", "{}")
      default:
        return .call(
          "finish", #"{"claim":"resolved","subject":"Sum from the first","why":"It was left out."}"#
        )
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    let seen = try client(journey, "prompts", "-", "# total leaves out the first value")
    #expect(seen.answers?.first?.meta?.outcome == "resolved", "\(seen)")
    #expect(seen.plan == [["Look", "completed"], ["Mend the loop", "pending"]], "\(seen)")
    #expect(seen.words?.contains("I mend it.") == true)
    let diff = try #require(seen.diffs?.first)
    #expect(diff.path.hasSuffix("/project/sums.py") && diff.path.hasPrefix("/"))
    #expect(diff.old?.contains(search) == true && diff.new.contains("range(len(values))"))
    #expect(diff.new.hasPrefix("def total"))
    #expect(seen.calls?.contains("edit") == true)
  }

  @Test(arguments: ["allow_once", "reject_once", "-"])
  func `is asked for leave to change a test, and the run goes by the answer`(_ answer: String)
    throws
  {
    let journey = try journey(Buggy.offByOne)
    let model = try editing([
      edit("sums.py", "range(1, len(values))", "range(len(values))"),
      edit(
        "sums.py", "    result = 0\n", "    result = 0\n    if not values:\n        return None\n"),
      edit("tests/test_sums.py", "self.assertEqual(total([]), 0)", "self.assertIsNone(total([]))"),
    ])
    defer { model.server.stop() }
    try journey.use(model)
    let second = answer == "-" ? ["yes, the issue asks for it"] : []
    let seen = try client(
      journey, ["prompts", answer, "# The total of nothing is None"] + second)
    let question = try #require(seen.asked?.first, "\(seen)")
    #expect(question.kinds == ["allow_once", "reject_once"])
    #expect(question.text.contains("tests/test_sums.py"))
    let answers = try #require(seen.answers)
    switch answer {
    case "allow_once": #expect(answers[0].meta?.outcome == "resolved", "\(seen)")
    case "reject_once": #expect(answers[0].meta?.outcome == "unresolved", "\(seen)")
    default:
      // Nobody has answered there: the next prompt does.
      #expect(answers[0].stop == "end_turn" && answers[0].meta?.outcome == "waiting")
      #expect(seen.words?.contains("Your next message is the answer.") == true)
      #expect(answers[1].meta?.outcome == "resolved", "\(seen)")
    }
  }

  @Test func `cancels in the middle, and goes on in the same session`() throws {
    let journey = try journey(Buggy.shell, test: "sleep 1; sh test.sh")
    let seen = try client(journey, "cancelled")
    let answers = try #require(seen.answers)
    #expect(answers[0].stop == "cancelled" && answers[0].meta?.outcome == "interrupted", "\(seen)")
    #expect(answers[1].stop == "end_turn" && answers[1].meta?.outcome == "resolved", "\(seen)")
    #expect(answers[0].meta?.run == answers[1].meta?.run)
    try journey.repository.git("fsck", "--strict")
    #expect(try journey.leftovers().isEmpty)
  }

  @Test(arguments: ["eof", "both", "kill"])
  func `that vanishes leaves no process, and a run that can be resumed`(_ how: String) throws {
    let journey = try journey(Buggy.shell, test: "\(long); sh test.sh")
    let seen = try client(journey, "vanishing", how)
    #expect(seen.status == (how == "kill" ? -9 : 0), "\(seen)")
    eventually("nothing of it is left", within: .seconds(15)) { Processes.naming(long).isEmpty }
    #expect(Processes.naming(journey.repository.path).isEmpty)
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    try journey.repository.git("fsck", "--strict")
    try journey.repository.git("config", "colleague.test", "sh test.sh")
    if how != "kill" {
      #expect(try journey.colleague("runs").output.contains("interrupted"))
    }
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    let loaded = try client(journey, "loaded", try #require(seen.session))
    #expect(loaded.words?.contains("Say `continue`") == true, "\(loaded)")
    // Its test command is its own; it can be stopped and told of all the same.
    #expect(try journey.colleague("show", run).status == 0)
  }

  @Test func `that is none gets its garbage answered on stdout, and nothing else stands there`()
    throws
  {
    let journey = try journey(Buggy.shell)
    let lines = [
      "GET / HTTP/1.1",
      #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":1}}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"session/new","params":{"cwd":"\#(journey.repository.directory.path)/home"}}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"session/new","params":{"cwd":"\#(journey.repository.path)"}}"#,
      #"{"jsonrpc":"2.0","id":4,"method":"session/prompt","par"#,
    ]
    let ended = try journey.colleague("acp", in: "/", input: lines.joined(separator: "\n"))
    #expect(ended.status == 0, "\(ended)")
    var codes: [Int?] = []
    for line in ended.output.split(separator: "\n") {
      let message = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(message["jsonrpc"] as? String == "2.0")
      if message["method"] == nil {
        codes.append((message["error"] as? [String: Any])?["code"] as? Int)
      }
    }
    #expect(codes == [-32700, nil, -32603, nil], "\(ended)")
    #expect(ended.output.contains("is in no git repository"), "\(ended)")
    #expect(try journey.refs("refs/colleague/").isEmpty)
  }

  @Test(.needs("Python 3.12 with harbor", PythonPackages.harbor.python != nil))
  func `or Harbor runs the agent of our pages by its own base class`() throws {
    let journey = try journey(Buggy.offByOne)
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let ended = try run(
      [
        try #require(PythonPackages.harbor.python),
        PythonPackages.file("harbor_agent.py"),
        tests.appending(path: "../../Sources/Commands/Colleague.docc/Resources/colleague_agent.py")
          .path,
        Journey.binary, journey.repository.directory.path + "/logs",
      ], in: journey.repository.path, environment: journey.repository.environment)
    try #require(ended.status == 0, "\(ended.output) \(ended.errors)")
    let line = try #require(ended.output.split(separator: "\n").last)
    let kept = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(kept["name"] as? String == "colleague")
    #expect((kept["metadata"] as? [String: Any])?["outcome"] as? String == "resolved")
    #expect((kept["failure"] as? String)?.contains("nonsense") == true)
    // What was delivered is in the working tree, where the verifier looks.
    let fixed = try String(contentsOfFile: journey.repository.path + "/sums.py", encoding: .utf8)
    #expect(!fixed.contains("range(1,"))
    #expect(try journey.repository.git("status", "--porcelain") == " M sums.py")
  }
}
