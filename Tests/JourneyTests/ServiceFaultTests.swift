import Foundation
import Loopback
import Support
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `A service that fails` {
  private func journey(
    _ format: ScriptedModel.Format = .openai,
    faults: @escaping @Sendable (Int) -> [Part]?
  ) throws -> (Journey, ScriptedModel) {
    let journey = try Journey(Buggy.python)
    let count = Mutex(0)
    let model = try ScriptedModel(format) { turn in
      let number = count.withLock { count in
        defer { count += 1 }
        return count
      }
      return faults(number).map { .parts($0) } ?? Mending.say(turn)
    }
    try journey.use(model)
    return (journey, model)
  }

  private static func cut(_ parts: [Part], after count: Int) -> [Part] {
    Array(parts.prefix(count)) + [.close]
  }

  @Test(arguments: ScriptedModel.Format.allCases)
  func `for a while is waited for, whatever the fault`(format: ScriptedModel.Format) throws {
    let (journey, model) = try journey(format) { number in
      switch number {
      case 1: Response.status(500, headers: [], body: #"{"error":{"message":"down"}}"#)
      case 2: Response.status(429, headers: [("Retry-After", "0")], body: "{}")
      case 4: [.reset]
      case 6: Response.status(529, headers: [("Retry-After", "0")], body: "{}")
      case 8:
        Response.events(
          [#"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#].map { $0 })
          + [.close]
      default: nil
      }
    }
    defer { model.server.stop() }
    // An overload without a time to wait would take ten seconds; the last of these is of that kind.
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.errors.contains("waits"))
  }

  @Test func `for ever ends with status 5, and the run goes on when it is back`() throws {
    let isDown = Mutex(true)
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      isDown.withLock { $0 } && turn.step > 2
        ? .parts(Response.status(503, headers: [], body: "{}")) : Mending.say(turn)
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "colleague.patience", "1s")
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 5, "\(ended.errors)")
    #expect(ended.errors.contains("status 503") && ended.errors.contains("resume"))
    isDown.withLock { $0 = false }
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let resumed = try journey.colleague(
      "resume", String(ref.dropFirst("refs/colleague/runs/".count)))
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try journey.subjects().count { $0.hasPrefix("read") } == 1)
  }

  @Test func `with a key it does not take ends at once, and says how to set one`() throws {
    let (journey, model) = try journey { _ in
      Response.status(
        401, headers: [], body: #"{"error":{"message":"bad key sk-test-99999999999"}}"#)
    }
    defer { model.server.stop() }
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 5)
    #expect(ended.errors.contains("colleague.apiKeyCommand"))
    #expect(model.server.received.count == 1)
  }

  @Test func `by saying nothing can be interrupted, and the run goes on later`() throws {
    let isStalled = Mutex(true)
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      isStalled.withLock { $0 } && turn.step > 2 ? .parts([.stall]) : Mending.say(turn)
    }
    defer { model.server.stop() }
    try journey.use(model)
    let work = try journey.start(["work", try journey.issue("# Touching spans\n")])
    eventually("the model is asked for a second step") {
      !work.isRunning || model.choices.count >= 2
    }
    kill(work.id, SIGINT)
    let ended = try work.wait()
    #expect(ended.status == 130, "\(ended.errors)")
    isStalled.withLock { $0 = false }
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    #expect(try journey.colleague("runs").output.contains("interrupted"))
    #expect(try journey.colleague("resume", run).status == 0)
  }

  @Test(arguments: ["tokens=3000", "money=0.001"])
  func `to be cheap is not asked for more than the budget pays`(budget: String) throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      turn.kind == .choice ? .call("read", json(["path": "clock"])) : nil
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "colleague.protocol", "tools")
    try journey.repository.git("config", "colleague.price", "scripted 1 1 1")
    let ended = try journey.colleague(
      "work", "--budget", budget, try journey.issue("# Touching spans\n"))
    #expect(ended.status == 4, "\(ended.errors)")
    #expect(model.choices.count <= 1)
  }

  @Test func `by redirecting is not followed with the key`() throws {
    let thief = try Server { _ in Response.ok(body: "{}") }
    defer { thief.stop() }
    let target = thief.url
    let (journey, model) = try journey { _ in
      Response.status(307, headers: [("Location", target)], body: "")
    }
    defer { model.server.stop() }
    let ended = try journey.colleague(
      "work", try journey.issue("# Touching spans\n"),
      adding: ["COLLEAGUE_API_KEY": "sk-test-0123456789"])
    #expect(ended.status == 5)
    #expect(thief.received.isEmpty)
  }

  @Test func `to make calls is spoken to in text`() throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      switch (turn.kind, turn.step) {
      case (.probe, _): .words("I am ready.")
      case (.review, _): .words("APPROVED")
      case (_, 2): .words("Let me look.\n\n```read\nclock/spans.py 6-12\n```")
      case (_, 3):
        .words(
          """
          The bound is exclusive.

          clock/spans.py
          <<<<<<< SEARCH
                  if joined and span[0] < joined[-1][1]:
          =======
                  if joined and span[0] <= joined[-1][1]:
          >>>>>>> REPLACE
          """)
      default: .words("```finish\nclaim: resolved\nsubject: join spans that touch\nwhy: so\n```")
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    let subjects = try journey.subjects()
    #expect(
      subjects == [
        "test: 1 failed, 3 passed", "read: clock/spans.py", "edit: clock/spans.py",
        "test: 4 passed", "finish: resolved", "verdict: 4 passed", "arrange: 1 patch",
      ])
    let again = try journey.colleague("work", try journey.issue("# Touching spans once more\n"))
    #expect(again.status == 0)
    let probes = model.server.received.filter { ScriptedModel.Turn(request: $0).kind == .probe }
    #expect(probes.count == 1)
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `A model that asks` {
  @Test func `waits with status 2, and goes on with the answer`() throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      switch turn.step {
      case 2: return .call("ask", json(["question": "Should spans that touch be one?"]))
      case 4 where turn.request.text.contains("yes, always"): return .call("edit", Mending.edit)
      case 5: return .call("test", "{}")
      default: return .call("finish", Mending.finish)
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 2, "\(ended.errors)")
    #expect(ended.output.contains("Should spans that touch be one?"))
    #expect(ended.output.contains("git colleague answer"))
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    #expect(try journey.colleague("resume", run).status == 2)
    #expect(try journey.colleague("answer", run, " ").status == 129)
    let answered = try journey.colleague("answer", run, "-", input: "yes, always\n")
    #expect(answered.status == 0, "\(answered.errors)")
    #expect(try journey.colleague("answer", run, "too late").status == 3)
    let step = try journey.colleague("show", "\(run):3").output
    #expect(step.contains("person") && step.contains("yes, always"))
  }

  @Test func `for samples gets the one that the tests like best`() throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      switch turn.step {
      case 2:
        let isFirst = turn.request.number % 2 == 1
        let replacement = isFirst ? "span[0] != joined[-1][1]" : "span[0] <= joined[-1][1]"
        let edit = [
          "path": "clock/spans.py", "search": "span[0] < joined[-1][1]",
          "replacement": replacement,
        ]
        return .call("edit", json(["edits": [edit], "why": "bound \(replacement)"]))
      case 4: return .call("test", "{}")
      default: return .call("finish", Mending.finish)
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "colleague.samples", "3")
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    let subjects = try journey.subjects()
    #expect(subjects.contains { $0.hasPrefix("trial: ") }, "\(subjects)")
    #expect(try journey.repository.git("fsck", "--strict", "--no-dangling") == "")
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `The doctor and a model's service` {
  private func finding(_ journey: Journey) throws -> String {
    let ended = try journey.colleague("doctor")
    return String(ended.output.split(separator: "\n").first { $0.contains("policy: ") } ?? "")
  }

  @Test func `it says whether the service answers and takes the key`() throws {
    let journey = try Journey(Buggy.python)
    #expect(try finding(journey) == "ok  policy: repair (no model is configured)")
    let isLocked = Mutex(false)
    let server = try Server { request in
      isLocked.withLock { $0 } && request.headers["authorization"] == nil
        ? Response.status(401, headers: [], body: #"{"error":{"message":"no key"}}"#)
        : Response.ok(body: #"{"data":[]}"#)
    }
    try journey.repository.git("config", "--global", "colleague.model", "scripted")
    try journey.repository.git("config", "--global", "colleague.baseUrl", server.url + "/v1")
    #expect(try finding(journey).hasPrefix("ok  policy: model scripted at http://127.0.0.1:"))
    // Also the path that a run will ask, with nothing to answer.
    #expect(server.received.map(\.path) == ["/v1/models", "/v1/chat/completions"])
    isLocked.withLock { $0 = true }
    #expect(try finding(journey).contains("refuses with status 401: no key"))
    server.stop()
    #expect(try finding(journey).contains("the connection was refused"))
    #expect(try journey.colleague("doctor").output.contains("mend: see that the service runs"))
  }
}
