import Foundation
import Loopback
import Support
import Synchronization
import Testing

/// A server of tools in a folder: it says where spans end, writes down what it is asked, and hangs where it is told.
private struct NotedServer {
  let journey: Journey
  private var log: String { journey.repository.directory.path + "/called" }

  init(_ journey: Journey) throws {
    self.journey = journey
    try journey.repository.directory.write(
      """
      import json, sys, time
      def send(id, result):
          print(json.dumps({"jsonrpc": "2.0", "id": id, "result": result}), flush=True)
      for line in sys.stdin:
          message = json.loads(line)
          params = message.get("params") or {}
          if message["method"] == "initialize":
              send(message["id"], {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                   "serverInfo": {"name": "noted", "version": "1"}})
          elif message["method"] == "tools/list":
              listed = [{"name": "bound", "description": "How spans compare.",
                         "inputSchema": {"type": "object", "properties": {"of": {"type": "string"}}}},
                        {"name": "not a name", "inputSchema": {"type": "object"}}]
              send(message["id"], {"tools": listed})
          elif message["method"] == "tools/call":
              with open("\(log)", "a") as log:
                  log.write(json.dumps(params) + "\\n")
              if params["arguments"].get("of") == "nothing":
                  time.sleep(1000)
              send(message["id"], {"content": [{"type": "text", "text": "use <= AKIAQ3EGRIYLEBDJ7M2K"}]})

      """, to: "noted.py")
  }

  var called: [String] {
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  var file: String { journey.repository.directory.path + "/noted.py" }
  var command: String { "exec python3 '\(file)'" }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `Tools of a server in a run` {
  /// A model that asks the tool, and mends with what it has said.
  private func model(_ format: ScriptedModel.Format = .openai) throws -> ScriptedModel {
    try ScriptedModel(format) { turn in
      guard turn.kind == .choice else { return nil }
      switch turn.step {
      case 2: return .call("docs__bound", json(["of": "spans"]))
      case 3:
        let says = turn.request.text.contains("use <=") ? "<=" : "<"
        return .call("edit", Mending.edit.replacing("<=", with: says))
      default: return .call("finish", Mending.finish)
      }
    }
  }

  @Test(arguments: ScriptedModel.Format.allCases)
  func `answer for an edit, are named in the note, and end with it`(
    format: ScriptedModel.Format
  ) throws {
    let journey = try Journey(Buggy.python)
    let server = try NotedServer(journey)
    let model = try model(format)
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "--global", "colleague.mcp", "docs=\(server.command)")
    try journey.repository.git("config", "--global", "--add", "colleague.mcp", "gone=/nonexistent")
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try journey.subjects()[1] == "tool: docs__bound")
    #expect(server.called == [#"{"arguments": {"of": "spans"}, "name": "bound"}"#])
    #expect(
      ended.errors.contains("of the server 'docs' 1 tool is left out: 'not a name'"),
      "\(ended.errors)"
    )
    #expect(ended.errors.contains("the command of the server of tools 'gone'"), "\(ended.errors)")
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let note = try journey.repository.git("notes", "--ref=colleague", "show", branch)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(note.contains("effects are not in the tree: `docs__bound` (1 call)"), "\(note)")
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let record = try journey.repository.git("show", "\(ref):run.json")
    #expect(record.contains(#""docs""#) && record.contains(#""gone""#))
    let step = try journey.repository.git("show", "\(ref):steps/0002.json")
    #expect(step.contains(#""version" : 2"#))
    let log = try journey.repository.git("show", "\(ref):log/0002.txt")
    #expect(log.hasPrefix("use <=") && !log.contains("AKIAQ3EGRIYLEBDJ7M2K"), "\(log)")
    #expect(Processes.naming(server.file).isEmpty)

    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    let replayed = try journey.colleague(
      "work", "--policy", "replay", "--replay", run, try journey.issue("# Again\n"))
    #expect(replayed.status == 0, "\(replayed.errors)")
    #expect(server.called.count == 1)
  }

  @Test
  func `of a server that is killed with us in a call are not done, and it is not left running`()
    throws
  {
    let journey = try Journey(Buggy.python)
    let server = try NotedServer(journey)
    let isHanging = Mutex(true)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      if turn.step == 2 {
        return .call(
          "docs__bound", json(["of": isHanging.withLock { $0 } ? "nothing" : "spans"]))
      }
      return turn.step == 3 ? .call("edit", Mending.edit) : .call("finish", Mending.finish)
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "--global", "colleague.mcp", "docs=\(server.command)")
    let work = try journey.start(["work", try journey.issue("# Touching spans\n")])
    eventually("the tool is called") { !work.isRunning || !server.called.isEmpty }
    kill(work.id, SIGKILL)
    _ = try work.wait()
    eventually("the server is gone") { Processes.naming(server.file).isEmpty }
    #expect(try journey.subjects() == ["test: 1 failed, 3 passed"])
    isHanging.withLock { $0 = false }
    // A server that is named only now is none of this run's.
    try journey.repository.git(
      "config", "--global", "--add", "colleague.mcp", "later=\(server.command)")
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let resumed = try journey.colleague(
      "resume", String(ref.dropFirst("refs/colleague/runs/".count)))
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(server.called.count == 2)
    #expect(model.choices.allSatisfy { !$0.request.text.contains("later__bound") })
    #expect(try journey.subjects()[1] == "tool: docs__bound")
  }

  @Test func `end with the run that is stopped in a call`() throws {
    let journey = try Journey(Buggy.python)
    let server = try NotedServer(journey)
    let model = try ScriptedModel { turn in
      turn.kind == .choice ? .call("docs__bound", json(["of": "nothing"])) : nil
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "--global", "colleague.mcp", "docs=\(server.command)")
    let work = try journey.start(["work", try journey.issue("# Touching spans\n")])
    eventually("the tool is called") { !work.isRunning || !server.called.isEmpty }
    kill(work.id, SIGINT)
    #expect(try work.wait().status == 130)
    #expect(Processes.naming(server.file).isEmpty)
    #expect(try journey.subjects() == ["test: 1 failed, 3 passed"])
  }

  @Test func `count from the repository's own config once that is trusted; the doctor tries them`()
    throws
  {
    let journey = try Journey(Buggy.python)
    let server = try NotedServer(journey)
    try journey.repository.git("config", "colleague.mcp", "docs=\(server.command)")
    let before = try journey.colleague("doctor", "--no-tests").output
    #expect(!before.contains("tools docs") && before.contains("colleague.mcp"), "\(before)")
    #expect(try journey.colleague("trust").status == 0)
    try journey.repository.git("config", "--global", "colleague.mcp", "dead=echo why >&2; exit 3")
    let after = try journey.colleague("doctor", "--no-tests").output
    #expect(
      after.contains("ok  tools docs: noted 1, protocol 2025-06-18, 2 tools; of the server 'docs'"),
      "\(after)")
    #expect(
      after.contains("no  tools dead: the server of tools 'dead' has ended with status 3: why"))
    #expect(Processes.naming(server.file).isEmpty)
  }
}
