import Delivery
import Git
import Processes
import Records
import Runs
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Sweeps

@Suite struct `One issue of the queue` {
  @Test func `is claimed, worked on, kept in its entry and released`() async throws {
    let place = try Workplace(on: "a", isShared: false)
    let key = try place.add("Repair it")
    let seen = Mutex<Claim?>(nil)
    let runner = place.runner { _ throws(RunError) in
      let claim = try? place.opened().claims(as: place.local).claim(on: key)
      seen.withLock { $0 = claim ?? nil }
    }
    let record = try await place.carryOut(key, runner)
    let entry = try #require(try place.entry(key))
    #expect(record.outcome == .unresolved && entry.run == record.run.id)
    #expect(entry.state == .settled)
    #expect(seen.withLock { $0?.run } == record.run.id)
    #expect(seen.withLock { $0?.expires } == place.clock.now + 900)
    #expect(try place.ref(RefNames.claim(key)) == nil)
  }

  @Test func `is left to the worker who has claimed it`() async throws {
    let place = try Workplace(on: "a", isShared: false)
    let key = try place.add("Repair it")
    let other = Claims(
      in: try Repository(discovering: place.repository.path, environment: [:]),
      author: Workplace.author("B"),
      worker: Worker(host: "b", boot: "b", space: "1", process: 1, start: 1))
    let claim = try other.take(
      key, over: nil, for: "20240101-x-0123456789ab", until: place.clock.now + 60, at: 1)
    let runner = place.runner()
    await #expect {
      try await place.carryOut(key, runner)
    } throws: {
      if case .claimed = $0 as? SweepError { true } else { false }
    }
    #expect(runner.deeds.isEmpty)
    #expect(try place.ref(RefNames.claim(key)) == claim?.id)
    // Unrenewed it runs out, and the issue is free.
    place.clock.pass(61)
    try await place.carryOut(key, runner)
    #expect(runner.deeds == ["begin"])
  }

  @Test func `is published before its entry says how it ended, and its claim goes last`()
    async throws
  {
    let place = try Workplace(on: "a")
    let key = try place.add("Repair it")
    let record = try await place.carryOut(key, place.runner())
    let names = place.server.pushes.map { $0.map { "\($0.target == nil ? "-" : "")\($0.ref)" } }
    let (run, claim, entry) = (
      RefNames.run(record.run.id), RefNames.claim(key), RefNames.queued(key)
    )
    #expect(names.first == [claim, entry] && names.last == [entry, "-" + claim])
    let between = names.dropFirst().dropLast()
    #expect(between.contains([run]))
    #expect(between.allSatisfy { !$0.contains(entry) && !$0.contains("-" + claim) })
    #expect(place.server.refs[claim] == nil)
    #expect(place.server.refs[entry] == (try place.ref(entry)))
    #expect(place.server.refs[run] == (try place.ref(run)))
  }

  @Test func `puts the branch of its series on the remote, then the notes, then the run`()
    async throws
  {
    let place = try Workplace(on: "a")
    let key = try place.add("Repair it")
    let record = try await place.carryOut(key, place.runner(.resolved))
    let (branch, run) = (try #require(record.branch), RefNames.run(record.run.id))
    let refs = place.server.pushes.flatMap { $0.map(\.ref) }
    let places = try [branch, RefNames.notes, AuthorshipNote.ref].map {
      try #require(refs.firstIndex(of: $0))
    }
    let published = try #require(refs.lastIndex(of: run))
    #expect(places == places.sorted() && places.allSatisfy { $0 < published })
    #expect(place.server.refs[branch] == record.patches.last)
    #expect(try place.entry(key)?.state == .settled)
  }

  @Test func `is left to whoever was first on the remote, and its claim here is released`()
    async throws
  {
    let (first, second) = try pair()
    let key = try first.add("Repair it")
    _ = try second.add("Repair it")
    let claims = try first.opened().claims(as: first.local)
    // Between the look-up of the second and its push the first takes the claim there.
    let claim = try #require(
      try claims.take(key, over: nil, for: "run", until: first.clock.now + 900, at: 1))
    first.server.before(.push) { server throws(SweepError) in
      server.set(RefNames.claim(key), to: claim.id)
      return nil
    }
    let runner = second.runner()
    await #expect { try await second.carryOut(key, runner) } throws: {
      if case .claimed = $0 as? SweepError { true } else { false }
    }
    #expect(runner.deeds.isEmpty)
    #expect(try second.ref(RefNames.claim(key)) == nil)
    #expect(first.server.refs[RefNames.claim(key)] == claim.id)
  }

  @Test func `that a dead worker has left goes on with its run`() async throws {
    let (first, second) = try pair()
    let key = try first.add("Repair it")
    // The first worker dies in the middle of the run: its claim stands, here and there.
    struct Death: Error {}
    let dying = first.runner { _ throws(RunError) in throw RunError.other(Death()) }
    let claims = try first.opened().claims(as: first.local)
    _ = try? await first.carryOut(key, dying)
    let entry = try #require(try first.entry(key))
    let run = try #require(entry.run)
    let claim = try #require(
      try claims.take(key, over: nil, for: run, until: first.clock.now + 2000, at: 1))
    first.server.set(RefNames.claim(key), to: claim.id)
    first.server.set(RefNames.run(run), to: try first.ref(RefNames.run(run)))
    first.server.set(RefNames.queued(key), to: try first.ref(RefNames.queued(key)))
    // The entry waits a quarter of an hour after a failure; from then on the claim alone holds it back.
    second.clock.pass(1000)
    let runner = second.runner()
    _ = try await Sweep(
      trigger: .cron, launcher: InProcessLauncher(place: second, runner: runner), second.context
    ).run(in: try second.opened())
    #expect(runner.deeds.isEmpty)
    second.clock.pass(1001)
    _ = try await Sweep(
      trigger: .cron, launcher: InProcessLauncher(place: second, runner: runner), second.context
    ).run(in: try second.opened())
    #expect(runner.deeds == ["resume"])
    #expect(try second.entry(key)?.run == run && second.entry(key)?.state == .settled)
  }

  @Test
  func `whose claim is lost while it is worked on is stopped, and nothing is put over the other's`()
    async throws
  {
    let (first, second) = try pair()
    let key = try first.add("Repair it")
    let taken = Mutex<ObjectID?>(nil)
    let runner = first.runner(.interrupted) { run throws(RunError) in
      // Another worker takes it over on the remote, and the lease is renewed.
      do {
        let claims = try second.opened().claims(as: second.local)
        let claim = try claims.take(key, over: nil, for: run, until: 9_999_999_999, at: 1)
        taken.withLock { $0 = claim?.id }
        first.server.set(RefNames.claim(key), to: claim?.id)
      } catch { throw RunError(error) }
    }
    await #expect { try await first.carryOut(key, runner) } throws: {
      if case .claimLost = $0 as? SweepError { true } else { false }
    }
    #expect(first.stop.isRequested && first.listener.events.contains("claimLost"))
    #expect(first.server.refs[RefNames.claim(key)] == taken.withLock { $0 })
  }

  @Test func `is published anew while the remote does not answer, later each time`() async throws {
    let place = try Workplace(on: "a")
    let key = try place.add("Repair it")
    let fault = SweepError.unreachable("origin", .push, .status(128, complaint: "no route"))
    let failing = place.runner { _ throws(RunError) in
      place.server.before(.push) { _ throws(SweepError) in nil }
      for _ in 0..<3 { place.server.before(.push) { _ throws(SweepError) in throw fault } }
    }
    try await place.carryOut(key, failing)
    #expect(place.listener.warnings.count == 3)
    #expect(place.clock.sleeps.filter { $0 == 1 }.count == 1 + 2 + 4)
    #expect(try place.entry(key)?.state == .settled)
  }

  @Test func `that cannot be published says so, and the next try publishes the run that is there`()
    async throws
  {
    let place = try Workplace(on: "a")
    let key = try place.add("Repair it")
    let runner = place.runner { _ throws(RunError) in
      place.server.before(.push) { _ throws(SweepError) in nil }
      for _ in 0..<5 { place.server.before(.push) { _ throws(SweepError) in .refused("no") } }
    }
    await #expect {
      try await place.carryOut(key, runner)
    } throws: {
      if case .refused("origin", .run, words: "no") = $0 as? SweepError { true } else { false }
    }
    let entry = try #require(try place.entry(key))
    #expect(entry.state == .waiting && entry.reason != nil && entry.failures == 1)
    place.clock.pass(100_000)
    let again = place.runner()
    let record = try await place.carryOut(key, again)
    #expect(again.deeds.isEmpty)
    #expect(place.server.refs[RefNames.run(record.run.id)] != nil)
    #expect(try place.entry(key)?.state == .settled)
  }

  @Test func `that was changed between look and claim is not worked on`() async throws {
    let place = try Workplace(on: "a")
    let key = try place.add("Repair it")
    place.server.before(.push) { _ throws(SweepError) in
      do {
        try place.queue().update(key, subject: "dropped", at: 1) { $0.ended(as: .dropped) }
      } catch { throw SweepError(error) }
      return nil
    }
    let runner = place.runner()
    await #expect { try await place.carryOut(key, runner) } throws: {
      if case .changed = $0 as? SweepError { true } else { false }
    }
    #expect(runner.deeds.isEmpty)
    #expect(try place.ref(RefNames.claim(key)) == nil)
  }

  private func pair() throws -> (Workplace, Workplace) {
    let first = try Workplace(on: "a")
    return (first, try Workplace(on: "b", of: first))
  }
}
