import Engine
import Git
import Models
import Records
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Runs

private typealias Issue = Vocabulary.Issue

/// A memory that knows the same of everything, and says after how long.
private final class FixedMemory: RunMemory {
  private let known: [Recollection]
  private let delay: Double
  let asked = Atomic(0)

  init(_ known: [Recollection], delay: Double = 0) { (self.known, self.delay) = (known, delay) }

  func recollections(for run: Run, _ tell: (any Error) -> Void) -> [Recollection] {
    asked.add(1, ordering: .relaxed)
    return known
  }

  func keepUp(at base: ObjectID) {}

  func repairPriors(for run: Run, _ tell: (any Error) -> Void) -> RepairPriors { .none }

  func recollections(
    of run: Run, touching step: Step, told: [Recollection]
  ) async -> [Recollection] {
    asked.add(1, ordering: .relaxed)
    if delay > 0 { try? await Task.sleep(for: .seconds(delay)) }
    return known
  }
}

private func lesson(_ text: String) -> Recollection { Recollection(kind: .lesson, text: text) }

@Suite(.timeLimit(.minutes(2))) struct `A new run is told what is known of earlier work` {
  private let place: Workplace
  private let memory = FixedMemory([lesson("a"), lesson("b"), lesson("a")])

  init() throws { place = try Workplace() }

  private func opened(_ change: (inout Settings) -> Void = { _ in }) throws -> OpenRepository {
    let plain = try place.opened(change)
    return OpenRepository(
      repository: try plain.another(), settings: plain.settings, cache: plain.cache,
      makeMemory: { [memory] _, _ in memory })
  }

  private func new(
    _ request: RunRequest = RunRequest(), _ change: (inout Settings) -> Void = { _ in }
  ) throws -> NewRun {
    try NewRun(
      of: Issue(title: "Sum"), by: request, in: try opened(change), reporter: place.listener)
  }

  @Test func `each once, and the trail keeps it`() throws {
    let new = try new()
    #expect(new.run.recollections == [lesson("a"), lesson("b")])
    #expect(place.listener.events.contains("recalled"))
    _ = try new.makeTrail(in: try opened())
    let stored = try StoredRun(new.run.id, in: try opened().repository)
    #expect(stored.record.run.recollections == new.run.recollections)
  }

  @Test func `but not where the user's config is against it, and then nobody is asked`() throws {
    #expect(try new { $0.memory = false }.run.recollections.isEmpty)
    #expect(memory.asked.load(ordering: .relaxed) == 0)
    #expect(!place.listener.events.contains("recalled"))
  }

  @Test func `nor for a replay, which was decided before`() throws {
    let id = try place.delivered().record.run.id
    let request = RunRequest(
      policy: PolicyRequest(name: .replay, replay: "\(id)"))
    #expect(try new(request).run.recollections.isEmpty)
  }

  @Test func `by the memory of its repository, also where that is opened again`() throws {
    #expect(try opened().again().memory(telling: { _ in }) != nil)
    #expect(try place.opened().memory(telling: { _ in }) == nil)
  }

  @Test func `a reroll what the version before was told, and then what is new`() throws {
    let told = Recollection(kind: .review, text: "Keep it.", run: .sample(3), mergeStatus: .edited)
    let (id, trail) = try place.begin(knowing: [told, lesson("b")])
    try trail.keep(try trail.mend("print(3)\nprint(2)\n"), outcome: .resolved)
    let stored = try StoredRun(id, in: try opened().repository)
    let next = try NewRun(
      revising: stored, by: [ReviewComment(text: "Mind the empty list.")],
      as: RunRequest(policy: PolicyRequest(name: .repair)), in: try opened(),
      reporter: place.listener)
    #expect(next.run.recollections == [told, lesson("b"), lesson("a")])
  }
}

@Suite(.timeLimit(.minutes(2))) struct `A memory that the loop waits for` {
  private func ask(_ memory: any Memory) async -> [Recollection] {
    await memory.recollections(
      of: sampleRun(), touching: step(1, .read(path: "a", lines: nil)), told: [])
  }

  @Test func `answers where it is in time`() async {
    let memory = FixedMemory([lesson("a")])
    let timely = TimelyMemory(memory, within: 60)
    #expect(await ask(timely) == [lesson("a")])
    #expect(await ask(timely) == [lesson("a")])
  }

  @Test func `is given up where it is late, and not asked again`() async {
    let memory = FixedMemory([lesson("a")], delay: 120)
    let timely = TimelyMemory(memory, within: 0.05)
    let start = ContinuousClock.now
    #expect(await ask(timely) == [])
    #expect(await ask(timely) == [])
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(memory.asked.load(ordering: .relaxed) == 1)
  }

  @Test func `ends with the task that waits`() async {
    let timely = TimelyMemory(FixedMemory([], delay: 120), within: 120)
    let task = Task { await ask(timely) }
    task.cancel()
    #expect(await task.value == [])
  }
}
