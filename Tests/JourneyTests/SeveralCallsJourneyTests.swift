import Foundation
import Loopback
import Support
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `Calls of one reply` {
  /// A model that makes all the calls of the work in one reply; `command` is the third.
  private func model(_ format: ScriptedModel.Format, _ command: String) throws -> ScriptedModel {
    try ScriptedModel(format) { turn in
      guard turn.kind == .choice else { return nil }
      return turn.step == 2
        ? .calls([
          ("read", json(["path": "clock/spans.py"])), ("edit", Mending.edit),
          ("run", json(["command": command])), ("test", "{}"), ("finish", Mending.finish),
        ]) : .call("finish", Mending.finish)
    }
  }

  @Test(arguments: ScriptedModel.Format.allCases)
  func `are steps in order, delivered after one request`(format: ScriptedModel.Format) throws {
    let journey = try Journey(Buggy.python)
    let model = try model(format, "true")
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(
      try journey.subjects() == [
        "test: 1 failed, 3 passed", "read: clock/spans.py", "edit: clock/spans.py", "run: true",
        "test: 4 passed", "finish: resolved, join spans that touch", "verdict: 4 passed",
        "arrange: 1 patch",
      ])
    #expect(model.choices.count == 1)
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let third = try journey.repository.git("show", "\(ref):steps/0004.json")
    #expect(third.contains(#""place" : 3"#), "\(third)")
    let first = try journey.repository.git("show", "\(ref):steps/0002.json")
    #expect(first.contains(#""further" : ["#))
  }

  @Test(arguments: ScriptedModel.Format.allCases)
  func `go on after kill -9 where they were, and none is done twice or asked for again`(
    format: ScriptedModel.Format
  ) throws {
    let journey = try Journey(Buggy.python)
    let pause = "sleep 6.\(Int.random(in: 100_000...999_999))"
    let model = try model(format, pause)
    defer { model.server.stop() }
    try journey.use(model)
    let work = try journey.start(["work", try journey.issue("# Touching spans\n")])
    try journey.wait(of: work)
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    eventually("the third call is at work") {
      !work.isRunning || !Processes.naming(pause).isEmpty
    }
    kill(work.id, SIGKILL)
    _ = try work.wait()
    try journey.repository.git("fsck", "--strict")
    #expect(
      try journey.subjects() == [
        "test: 1 failed, 3 passed", "read: clock/spans.py", "edit: clock/spans.py",
      ])
    let asked = model.choices.count
    let resumed = try journey.colleague(
      "resume", String(ref.dropFirst("refs/colleague/runs/".count)))
    #expect(resumed.status == 0, "\(resumed.errors)")
    let kinds = try journey.subjects().map { $0.prefix { $0 != ":" } }
    #expect(kinds == ["test", "read", "edit", "run", "test", "finish", "verdict", "arrange"])
    #expect(asked == 1 && model.choices.count == 1)
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `Time that is over during an answer` {
  @Test func `delivers the best tested state as spent, names the limit and is charged`() throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      turn.kind == .choice && turn.step > 4 ? .parts([.stall]) : Mending.say(turn)
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "colleague.protocol", "tools")
    let ended = try journey.colleague(
      "work", "--budget", "time=20s", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 4, "\(ended.errors)")
    #expect(ended.output.hasPrefix("spent: "), "\(ended.output)")
    #expect(ended.sentences.contains("the time of 20 s"), "\(ended.output)")
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let text = try journey.repository.git("show", "\(branch):clock/spans.py")
    #expect(text.contains("span[0] <= joined[-1][1]"))
  }

  @Test func `is not had again by a run that is taken up`() throws {
    let journey = try Journey(Buggy.python)
    let isStalled = Mutex(true)
    let model = try ScriptedModel { turn in
      turn.kind == .choice && isStalled.withLock { $0 } ? .parts([.stall]) : Mending.say(turn)
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "colleague.protocol", "tools")
    let work = try journey.start(["work", try journey.issue("# Touching spans\n")])
    eventually("the model is asked") { !work.isRunning || !model.choices.isEmpty }
    usleep(2_200_000)
    kill(work.id, SIGINT)
    #expect(try work.wait().status == 130)
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let record = try journey.repository.git("show", "\(ref):run.json")
    let object = try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any]
    let spent = try #require(object?["spent"] as? [String: Any])
    #expect((spent["seconds"] as? Double ?? 0) >= 2, "\(spent)")
    isStalled.withLock { $0 = false }
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    #expect(try journey.colleague("resume", run).status == 0)
    try journey.repository.git("fsck", "--strict")
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `What a service does wrong` {
  @Test func `settles no issue: a sweep tries the run again later`() throws {
    let journey = try Journey(Buggy.python)
    let isGarbled = Mutex(true)
    let model = try ScriptedModel { turn in
      turn.kind == .choice && isGarbled.withLock { $0 }
        ? .call("edit", "{\"edits\": [") : Mending.say(turn)
    }
    defer { model.server.stop() }
    try journey.use(model)
    _ = try journey.colleague("queue", "add", try journey.issue("# Touching spans\n"))
    let swept = try journey.colleague("sweep")
    #expect(swept.output.contains("garbles its answers"), "\(swept)")
    let runs = try journey.colleague("runs", "--porcelain").output
    #expect(runs.contains("\tinterrupted\t"), "\(runs)")
    let waiting = try journey.colleague("queue", "list", "--porcelain").output
      .split(separator: "\t")
    #expect(waiting.count > 2 && waiting[1] == "waiting" && waiting[2] != "0", "\(waiting)")
    isGarbled.withLock { $0 = false }
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let resumed = try journey.colleague(
      "resume", String(ref.dropFirst("refs/colleague/runs/".count)))
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test func `by not being there is said soon, and how to mend it`() throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { _ in nil }
    try journey.use(model)
    model.server.stop()
    let start = ContinuousClock.now
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 5, "\(ended.errors)")
    #expect(ended.errors.contains("colleague.baseUrl"), "\(ended.errors)")
    #expect(ContinuousClock.now - start < .seconds(180))
    #expect(try journey.colleague("runs", "--porcelain").output.contains("\tinterrupted\t"))
  }

  @Test func `at the end of a stream costs no answer: held open, severed or without a mark`() throws
  {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { Mending.say($0) }
    defer { model.server.stop() }
    let spoilt = try Server { request in
      let turn = ScriptedModel.Turn(request: request)
      let parts = model.answer(to: request)
      switch turn.step {
      case 2: return Array(parts.dropLast()) + [.stall]
      case 3: return Array(parts.dropLast()) + [.reset]
      case 4: return Array(parts.dropLast(4)) + [.text("0\r\n\r\n")]
      default: return parts
      }
    }
    defer { spoilt.stop() }
    try journey.use(model)
    try journey.repository.git("config", "--global", "colleague.baseUrl", spoilt.url + "/v1")
    try journey.repository.git("config", "colleague.protocol", "tools")
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    let choices = spoilt.received.filter { ScriptedModel.Turn(request: $0).kind == .choice }
    #expect(choices.count == 4, "\(ended.errors)")
  }
}
