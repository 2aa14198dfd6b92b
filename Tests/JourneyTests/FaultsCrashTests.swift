import Foundation
import Loopback
import Support
import Synchronization
import Testing

@Suite(
  "Faults: the program dies or is stopped", .needs("a C compiler", Fault.isThere),
  .timeLimit(.minutes(10)), .ownThreads)
struct FaultsCrashTests {
  /// What a run that has ended spent, by its last event.
  private func spent(_ ended: Ended) throws -> [String: Int] {
    let line = try #require(ended.output.split(separator: "\n").last)
    let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let spent = event?["spent"] as? [String: Any] ?? [:]
    return spent.compactMapValues { $0 as? Int }.filter { $0.key != "seconds" }
  }

  /// Waits until a command of the program's that has `mark` in it is at work.
  private func waits(for mark: String, of work: Running) {
    eventually("a command with \(mark) is at work") {
      !work.isRunning || !Processes.naming(mark).isEmpty
    }
  }

  @Test
  func
    `F02 killed between a model's reply and its step, the model is asked once more, and paid once`()
    throws
  {
    let trigger = Mutex("")
    let model = try ScriptedModel { turn in
      if turn.kind == .choice, turn.step == 2 {
        let file = trigger.withLock { $0 }
        if !file.isEmpty { _ = FileManager.default.createFile(atPath: file, contents: nil) }
      }
      return Grading.say(turn)
    }
    defer { model.server.stop() }
    let undisturbed = try FaultyJourney(asking: model)
    // The first run also finds out what the model can do; the second knows, as a resumed one does, and is told no more.
    try undisturbed.journey.repository.git("config", "colleague.memory", "false")
    _ = try undisturbed.colleague("work", "--json", "--quiet", undisturbed.issue)
    let whole = try undisturbed.colleague(
      "work", "--again", "--json", "--quiet", undisturbed.issue)
    #expect(whole.status == 0, "\(whole.errors)")
    let asked = model.choices.count

    let faulty = try FaultyJourney(asking: model)
    var fault = Fault(.kill)
    fault.trigger = faulty.journey.repository.directory.path + "/answered"
    trigger.withLock { $0 = fault.trigger ?? "" }
    let work = try faulty.colleague("work", "--json", "--quiet", faulty.issue, with: fault)
    #expect(work.status == 137)
    #expect(!work.output.contains(#""event":"step.kept","run":"\#(try faulty.run())","step":2"#))
    let before = model.choices.count
    #expect(before == asked + 1)
    let resumed = try faulty.colleague("resume", "--json", "--quiet", try faulty.run())
    #expect(resumed.status == 0, "\(resumed.errors)")
    try faulty.isWhole()
    let again = model.choices[asked...].filter { $0.step == 2 }
    #expect(again.count == 2 && again.first?.messages == again.last?.messages)
    #expect(model.choices.count == before + asked / 2)
    #expect(try spent(resumed) == spent(whole))
  }

  @Test
  func `F03 killed while a call of the model's is carried out, the call is in no later prompt`()
    throws
  {
    let mark = "\(Int.random(in: 100_000...999_999))"
    let isSlow = Mutex(true)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice, turn.step == 2 else {
        return turn.kind == .choice && turn.step > 2
          ? Grading.say(turn, mendedAt: 3) : Grading.say(turn)
      }
      let command = isSlow.withLock { $0 } ? "sleep 33.\(mark)" : "true"
      return .call("run", json(["command": command]))
    }
    defer { model.server.stop() }
    let faulty = try FaultyJourney(asking: model)
    let work = try faulty.start(["work", "--json", "--quiet", faulty.issue])
    waits(for: "33.\(mark)", of: work)
    kill(work.id, SIGKILL)
    #expect(try work.wait().status == 137)
    eventually("the command is gone", within: .seconds(15)) {
      Processes.naming("33.\(mark)").isEmpty
    }
    isSlow.withLock { $0 = false }
    try faulty.resumes()
    #expect(model.choices.allSatisfy { !$0.request.text.contains(mark) })
    let second = model.choices.filter { $0.step == 2 }
    #expect(second.count == 2 && second.first?.messages == second.last?.messages)
  }

  @Test func `F04 killed at any write of its delivery, a series is there whole or not at all`()
    throws
  {
    let trail = try FaultyTrail()
    let first = try #require(trail.calls.lastIndex { $0.contains("refs/heads/colleague") })
    let begin = try #require(trail.calls.firstIndex { $0.contains("refs/heads/colleague") })
    let calls = Array(max(1, begin - 30)...min(trail.calls.count, first + 40))
    let place = try TemporaryDirectory(inMemory: true)
    var counts = [0, 0]
    for copy in try trail.copies(calls, in: place, Fault(.kill, at: 1)) {
      let branch = copy.firstRefs.split(separator: "\n").first {
        $0.hasPrefix("heads/colleague") && !$0.contains(".lock ")
      }
      counts[branch == nil ? 0 : 1] += 1
      #expect(branch.map { trail.refs.contains($0) } ?? true, "\(copy.call): \(copy.firstRefs)")
      #expect(copy.fsck == "" && copy.refs == trail.refs, "\(copy.call)")
    }
    #expect(counts[0] > 10 && counts[1] > 10)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP], [1, 2])
  func `F52 a signal stops the run at its last step, two end it at once; either can be taken up`(
    number: Int32, count: Int
  ) throws {
    let mark = "34.\(Int.random(in: 100_000...999_999))"
    let model = try ScriptedModel { turn in
      if turn.kind == .choice, turn.step == 2 {
        return .call("run", json(["command": "sleep \(mark)"]))
      }
      return Grading.say(turn, mendedAt: 2)
    }
    defer { model.server.stop() }
    let faulty = try FaultyJourney(asking: model)
    let work = try faulty.start(["work", "--json", "--quiet", faulty.issue])
    waits(for: mark, of: work)
    kill(work.id, number)
    if count == 2 {
      // Signals that come closer together than that are one.
      usleep(900_000)
      kill(work.id, number)
    }
    #expect(try work.wait().status == 130)
    eventually("the command is gone", within: .seconds(15)) { Processes.naming(mark).isEmpty }
    if count == 1 {
      #expect(try faulty.journey.colleague("runs").output.contains("interrupted"))
      try faulty.isClean()
    }
    let resumed = try faulty.journey.colleague(
      "resume", "--quiet", "--policy", "repair", try faulty.run())
    #expect(resumed.status == 0, "\(resumed)")
    try faulty.isWhole()
  }

  @Test func `F52 a run whose terminal or reader has gone can be taken up`() throws {
    let faulty = try FaultyJourney()
    let ended = try run(
      [
        "sh", "-c", "'\(Journey.binary)' work --json '\(faulty.issue)' 2>&1 | head -n 3",
      ], in: faulty.journey.repository.path, environment: faulty.journey.repository.environment)
    #expect(ended.output.contains("run.started") || ended.output.contains("run "))
    let place = faulty.journey.repository.directory.path
    eventually("the program has ended") { Processes.naming(place).isEmpty }
    let resumed = try faulty.colleague("resume", "--quiet", try faulty.run())
    #expect(resumed.status == 0 || resumed.status == 3, "\(resumed)")
    try faulty.isWhole()
  }

  @Test func `F52 when the system kills a test command alone, the run goes on and says so`() throws
  {
    let mark = "35.\(Int.random(in: 100_000...999_999))"
    let model = try ScriptedModel { turn in
      if turn.kind == .choice, turn.step == 2 {
        return .call("run", json(["command": "sleep \(mark)"]))
      }
      return Grading.say(turn, mendedAt: 3)
    }
    defer { model.server.stop() }
    let faulty = try FaultyJourney(asking: model)
    let work = try faulty.start(["work", "--json", "--quiet", faulty.issue])
    waits(for: mark, of: work)
    for id in Processes.naming(mark) where id != work.id { kill(id, SIGKILL) }
    let ended = try work.wait()
    #expect(ended.status == 0, "\(ended)")
    try faulty.isWhole()
  }
}
