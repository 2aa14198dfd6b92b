import FoundationEssentials
import Git
import Records
import Runs
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Sweeps

/// Carries out issues in this process.
struct InProcessLauncher: WorkerLauncher {
  let place: Workplace
  let runner: ScriptedRunner

  func carryOut(_ assignment: Assignment) async -> LaunchedWork {
    do {
      let record = try await place.carryOut(assignment.entry.key, runner)
      return LaunchedWork(WorkerReport(.outcome(record.outcome ?? .interrupted)))
    } catch {
      return LaunchedWork(WorkerReport(.problem(place.listener.problem(error))))
    }
  }
}

/// Says of every issue what a test wants.
struct ReportingLauncher: WorkerLauncher {
  let ending: WorkerReport.Ending

  func carryOut(_ assignment: Assignment) async -> LaunchedWork {
    LaunchedWork(WorkerReport(ending, warnings: ["beside"]), printed: ["a line"])
  }
}

@Suite struct `A sweep` {
  private func sweep(
    _ place: Workplace, _ launcher: any WorkerLauncher, limit: Int = .max
  ) async throws -> Sweep.Ending {
    try await Sweep(limit: limit, trigger: .cron, launcher: launcher, place.context)
      .run(in: try place.opened())
  }

  @Test func `carries out what waits, the oldest first, and says when nothing does`() async throws {
    let place = try Workplace(on: "a", isShared: false)
    for title in ["One", "Two", "Three"] {
      _ = try place.add(title)
      place.clock.pass(1)
    }
    let begun = Mutex<[RunID]>([])
    let runner = place.runner { run throws(RunError) in begun.withLock { $0.append(run) } }
    let launcher = InProcessLauncher(place: place, runner: runner)
    #expect(try await sweep(place, launcher) == .done)
    #expect(runner.deeds == ["begin", "begin", "begin"])
    // A run's name is its date, its issue's title, a number.
    let titles = begun.withLock { $0 }.map { $0.description.split(separator: "-")[1] }
    #expect(titles == ["one", "two", "three"])
    #expect(place.listener.events.filter { $0 == "swept" }.count == 3)
    #expect(try await sweep(place, launcher) == .nothingToDo)
    #expect(place.listener.events.last { $0 != "progress" } == "nothingWaits")
  }

  @Test func `stops at its limit, and the next one takes the rest`() async throws {
    let place = try Workplace(on: "a", isShared: false)
    for title in ["One", "Two", "Three"] { _ = try place.add(title) }
    let launcher = InProcessLauncher(place: place, runner: place.runner())
    _ = try await sweep(place, launcher, limit: 2)
    #expect(launcher.runner.deeds.count == 2)
    _ = try await sweep(place, launcher)
    #expect(launcher.runner.deeds.count == 3)
  }

  @Test func `ends at what keeps all issues from being carried out, and none is to blame`()
    async throws
  {
    let place = try Workplace(on: "a", isShared: false)
    let keys = try ["One", "Two"].map { try place.add($0) }
    let problem = ProblemReport(kind: .usage, sentence: "no model is set")
    await #expect { try await sweep(place, ReportingLauncher(ending: .problem(problem))) } throws: {
      if case .reported(problem) = $0 as? SweepError { true } else { false }
    }
    #expect(place.listener.events.filter { $0 == "swept" }.count == 1)
    for key in keys { #expect(try place.entry(key)?.state == .waiting) }
    let last = try #require(
      LastSweep.read(from: place.repository.path + "/.git"))
    #expect(last.failure?.sentence.contains("no model is set") == true)
    #expect(last.warnings == ["beside"])
  }

  @Test func `goes on after an issue that broke off`() async throws {
    let place = try Workplace(on: "a", isShared: false)
    for title in ["One", "Two"] { _ = try place.add(title) }
    let problem = ProblemReport(kind: .fatal, sentence: "the disk is full")
    #expect(try await sweep(place, ReportingLauncher(ending: .problem(problem))) == .incomplete)
    #expect(place.listener.events.filter { $0 == "swept" }.count == 2)
  }

  @Test func `ends where no worker can be started, and no issue has failed`() async throws {
    struct NoLauncher: WorkerLauncher {
      func carryOut(_ assignment: Assignment) async throws(SweepError) -> LaunchedWork {
        throw .noThread
      }
    }
    let place = try Workplace(on: "a", isShared: false)
    let key = try place.add("One")
    await #expect { try await sweep(place, NoLauncher()) } throws: {
      if case .noThread = $0 as? SweepError { true } else { false }
    }
    #expect(!place.listener.events.contains("swept"))
    #expect(try place.entry(key)?.failures == 0)
  }

  @Test
  func `takes a run that waits for a person as its record says, whatever the worker calls it`()
    async throws
  {
    struct Asking: WorkerLauncher {
      let base: InProcessLauncher
      func carryOut(_ assignment: Assignment) async throws(SweepError) -> LaunchedWork {
        _ = await base.carryOut(assignment)
        return LaunchedWork(WorkerReport(.problem(ProblemReport(kind: .waiting, sentence: "ask"))))
      }
    }
    let place = try Workplace(on: "a", isShared: false)
    let key = try place.add("One")
    let launcher = InProcessLauncher(place: place, runner: place.runner(.waiting))
    #expect(try await sweep(place, Asking(base: launcher)) == .done)
    #expect(try place.entry(key)?.state == .asking)
  }

  @Test func `reports nothing of an issue that another worker has`() async throws {
    let place = try Workplace(on: "a", isShared: false)
    _ = try place.add("One")
    let problem = ProblemReport(kind: .busy, sentence: "somebody else works on it")
    #expect(
      try await sweep(place, ReportingLauncher(ending: .problem(problem))) == .nothingToDo)
    #expect(!place.listener.events.contains("swept"))
  }

  @Test func `that comes second leaves the work to the first, which looks again`() async throws {
    let place = try Workplace(on: "a", isShared: false)
    let key = try place.add("One")
    guard let lock = try SweepLock.take(in: place.repository.path + "/.git") else {
      Testing.Issue.record("nobody else sweeps here")
      return
    }
    _ = try lock.takeMark()
    let launcher = InProcessLauncher(place: place, runner: place.runner())
    #expect(try await sweep(place, launcher) == .anotherAtWork)
    #expect(try lock.takeMark())
    #expect(launcher.runner.deeds.isEmpty)
    #expect(try place.entry(key)?.state == .waiting)
  }

  @Test func `gives the remote what a person has decided here`() async throws {
    let place = try Workplace(on: "a")
    let key = try place.add("One")
    let first = try #require(try place.ref(RefNames.queued(key)))
    place.server.set(RefNames.queued(key), to: first)
    try place.queue().update(key, subject: "dropped", at: 1) { $0.ended(as: .dropped) }
    let launcher = InProcessLauncher(place: place, runner: place.runner())
    #expect(try await sweep(place, launcher) == .nothingToDo)
    #expect(place.server.refs[RefNames.queued(key)] == (try place.ref(RefNames.queued(key))))
    #expect(place.server.refs[RefNames.queued(key)] != first)
  }

  @Test func `needs a base where the remote's HEAD names no commit`() async throws {
    let place = try Workplace(on: "a")
    place.server.set("HEAD", to: nil)
    let launcher = InProcessLauncher(place: place, runner: place.runner())
    await #expect { try await sweep(place, launcher) } throws: {
      if case .remoteWithoutHead = $0 as? SweepError { true } else { false }
    }
  }

  @Test func `reads the report of a worker as it was written`() throws {
    for ending in [
      WorkerReport.Ending.outcome(.resolved),
      .problem(ProblemReport(kind: .busy, sentence: "a", hint: "b")),
    ] {
      let report = WorkerReport(ending, warnings: ["w"])
      let line = try JSONEncoder().encode(report)
      #expect(try JSONDecoder().decode(WorkerReport.self, from: line) == report)
    }
  }
}
