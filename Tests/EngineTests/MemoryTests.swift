import Engine
import Support
import Synchronization
import Testing
import Vocabulary

/// A memory that knows the same of everything, and keeps what it was asked.
private final class ScriptedMemory: Memory {
  let asked = Mutex<[(step: Int, told: Int)]>([])
  private let known: @Sendable (Step) -> [Recollection]

  init(_ known: @escaping @Sendable (Step) -> [Recollection]) { self.known = known }

  func recollections(
    of run: Run, touching step: Step, told: [Recollection]
  ) async -> [Recollection] {
    asked.withLock { $0.append((step.number, told.count)) }
    return known(step)
  }
}

private func lesson(_ text: String) -> Recollection { Recollection(kind: .lesson, text: text) }

@Suite struct `The loop tells what is known of earlier work` {
  private func work(
    _ actions: [PolicyAction], memory: (any Memory)?, told: [Recollection] = []
  ) async throws -> [Step] {
    var run = sampleRun()
    run.recollections = told
    var contributor = Contributor(
      run: run, policy: ScriptedPolicy(actions: actions),
      workspace: ScriptedWorkspace(tree: tree(1), green: [tree(200)]), trail: MemoryTrail(),
      clock: SteppingClock(), memory: memory
    ) { _ in }
    _ = try await contributor.work()
    return contributor.intoTrail().steps
  }

  @Test func `with the step that is the first to touch a place, and with no later one`()
    async throws
  {
    let memory = ScriptedMemory { [lesson("Of step \($0.number).")] }
    let steps = try await work(
      [
        .read(path: "a.py", lines: nil), .read(path: "a.py", lines: 1...2), .plan("p"),
        .read(path: "b.py", lines: nil),
      ], memory: memory)
    #expect(memory.asked.withLock { $0.map(\.step) } == [1, 2, 5])
    #expect(memory.asked.withLock { $0.map(\.told) } == [0, 1, 2])
    let told = steps.compactMap { $0.observation.recollections?.first?.text }
    #expect(told == ["Of step 1.", "Of step 2.", "Of step 5."])
  }

  @Test func `three at the most with a step, none twice, and nothing of the run itself`()
    async throws
  {
    let known = (1...5).map { lesson("\($0)") }
    let memory = ScriptedMemory { _ in
      [Recollection(kind: .run, text: "mine", run: sampleRun().id)] + known
    }
    let steps = try await work(
      [.read(path: "a.py", lines: nil), .read(path: "b.py", lines: nil)], memory: memory,
      told: [known[0]])
    #expect(steps[0].observation.recollections == [known[1], known[2], known[3]])
    #expect(steps[1].observation.recollections == [known[4]])
    #expect(steps[2].observation.recollections == nil)
  }

  @Test func `thirty at the most with all steps of a run, which are counted in the trail`()
    async throws
  {
    let memory = ScriptedMemory { step in (1...9).map { lesson("\(step.number) \($0)") } }
    let reads = (0..<20).map { PolicyAction.read(path: "\($0).py", lines: nil) }
    let steps = try await work(reads, memory: memory, told: [lesson("x")])
    let told = steps.flatMap { $0.observation.recollections ?? [] }
    #expect(told.count == Recollection.mostInSteps && Recollection.mostInSteps == 30)
    #expect(memory.asked.withLock { $0.count } == 10)
  }

  @Test func `not where there is no memory`() async throws {
    let steps = try await work([.read(path: "a.py", lines: nil)], memory: nil)
    #expect(steps.allSatisfy { $0.observation.recollections == nil })
  }
}

@Suite struct `The places that a step touches` {
  private func first(_ step: Step, after steps: [Step] = []) -> TouchedPlaces {
    TouchedPlaces(firstIn: step, after: steps)
  }

  @Test func `are what it reads, searches for, edits, changes, and the tests that fail in it`() {
    #expect(first(step(1, .read(path: "a.py", lines: nil))).paths == ["a.py"])
    #expect(first(step(1, .read(path: "", lines: nil, view: .map))).isEmpty)
    let search = first(step(1, .search(text: "Order.total", paths: ["src"])))
    #expect(search.symbols == ["Order.total"] && search.paths == ["src"])
    #expect(first(step(1, .search(text: "a b", paths: []))).isEmpty)
    #expect(first(step(1, .search(text: "tot.*", paths: [], isPattern: true))).isEmpty)
    var edit = step(1, .edit([FileEdit(path: "a.py", change: .delete)], why: ""))
    edit.observation.changed = ["a.py", "b.py"]
    #expect(first(edit).paths == ["a.py", "b.py"])
    let tests = step(1, .test(.verdict), tests: report(passed: ["t"], failed: ["u"]))
    #expect(first(tests).tests == ["u"] && first(tests).paths.isEmpty)
  }

  @Test func `are none of a step that was refused, kept, or no look at the project as it stands`() {
    #expect(first(step(1, .read(path: "a.py", lines: nil), refusal: "no")).isEmpty)
    #expect(first(step(1, .backtrack(toStep: 0, reason: ""))).isEmpty)
    #expect(first(step(1, .ask(question: "a.py?"), decidedBy: .person)).isEmpty)
    #expect(first(step(1, .tool(name: "docs__find", arguments: "{}"))).isEmpty)
  }

  @Test func `are first ones where no step before has touched them, by the bytes of their names`() {
    let composed = step(1, .read(path: "\u{e9}.py", lines: nil))
    #expect(first(step(2, .read(path: "\u{e9}.py", lines: 3...4)), after: [composed]).isEmpty)
    let apart = first(step(2, .read(path: "e\u{301}.py", lines: nil)), after: [composed])
    #expect(apart.paths.count == 1)
    let failing = step(1, .test(.working), tests: report(failed: ["a", "b"]))
    let later = step(2, .test(.working), tests: report(failed: ["b", "c"]))
    #expect(first(later, after: [failing]).tests == ["c"])
    #expect(first(later, after: [failing, step(2, .plan("c"))]).tests == ["c"])
  }

  @Test func `are thirty-two of a kind at the most`() {
    let names = (0..<5000).map { "t\($0)" }
    #expect(first(step(1, .test(.working), tests: report(failed: names))).tests.count == 32)
  }
}
