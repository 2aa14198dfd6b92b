import Engine
import Models
import Repair
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Runs

/// A service that refuses every request.
private final class RefusingService: Service {
  private let count = Mutex(0)
  var asked: Int { count.withLock { $0 } }

  func answer(
    to prompt: Prompt, by model: Model, within seconds: Double,
    tell: @escaping @Sendable (Int) -> Void
  ) async throws(APIFault) -> Answer {
    count.withLock { $0 += 1 }
    throw .refused(status: 401, message: "no key")
  }
}

/// A service whose answers hold nothing, and cost.
private struct EmptyService: Service {
  func answer(
    to prompt: Prompt, by model: Model, within seconds: Double,
    tell: @escaping @Sendable (Int) -> Void
  ) async throws(APIFault) -> Answer {
    var answer = Answer()
    answer.stop = .done
    answer.usage = Usage(requests: 1, sent: prompt.tokens, received: 10)
    return answer
  }
}

/// A project in memory.
private struct Files: SourceTree {
  var files = ["total.py": "def total(values):\n    return sum(values) - 1\n"]
  /// What the files were at the base, where that is something else.
  var base: [String: String]?

  func paths() throws(WorkspaceFailure) -> [String] { files.keys.sorted() }
  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    files[path].map { Array($0.utf8) }
  }
  func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    guard let base else { return try contents(of: path, limit: limit) }
    return base[path].map { Array($0.utf8) }
  }
  func baseOverview(limit: Int) throws(WorkspaceFailure) -> [String] { try paths() }
  func patch(limit: Int) throws(WorkspaceFailure) -> String { "" }
  func hunks(limit: Int) throws(WorkspaceFailure) -> [(hunk: Hunk, text: String)] { [] }
}

@Suite struct `Repair and a model together` {
  private let service = RefusingService()
  private let told = Told()

  private final class Told: Sendable {
    let faults = Mutex<[APIFault]>([])
  }

  /// The decision after `steps`.
  private func decide(after steps: [Step], in files: Files = Files()) async throws -> Decision {
    let model = Model(
      name: "small", api: .openai, address: "http://localhost", speech: .tools, window: 32_768,
      outputLimit: 1024)
    let told = told
    var policy = AutoPolicy(
      RepairPolicy(isTest: { $0.contains("test") }, mayEdit: { _ in true }),
      ModelPolicy(model: model, service: service, settings: .init())
    ) { given in told.faults.withLock { $0.append(given.fault) } }
    return try await policy.nextAction(
      for: sampleRun(), after: steps, budget: .standard, in: files)
  }

  /// A project in which the model has written a branch that is nearly right, and the steps that led there.
  private func edited(failed: [String] = ["test_total"]) -> (files: Files, steps: [Step]) {
    let body =
      "def total(values):\n    if len(values) < 1:\n        return 1\n    return sum(values)\n"
    let files = Files(
      files: ["total.py": body, "test_total.py": "from total import total\n"],
      base: ["total.py": "def total(values):\n    return sum(values)\n"])
    var edit = step(
      3, .edit([FileEdit(path: "total.py", change: .write(body))], why: "nothing is nothing"),
      decidedBy: "model:small")
    edit.observation.changed = ["total.py"]
    edit.reply = Reply(model: "small", text: "")
    let test = step(
      4, .test(.working), tests: report(passed: ["test_a"], failed: failed),
      decidedBy: "model:small")
    return (files, begun() + [step(2, .plan("Look.\n"), decidedBy: "repair"), edit, test])
  }

  @Test func `look around the model's edit where a test still fails, and nowhere else`()
    async throws
  {
    let (files, steps) = edited()
    let decision = try await decide(after: steps, in: files)
    #expect(decision.decidedBy == "repair" && service.asked == 0)
    guard case .trial(let candidates) = decision.action else {
      Testing.Issue.record("no trial: \(decision.action)")
      return
    }
    #expect((1...60).contains(candidates.count))
    #expect(candidates.allSatisfy { $0.edits.map(\.path) == ["total.py"] })
    #expect(
      candidates.contains { $0.about == "replace `1` by `0` at total.py:3" },
      "\(candidates.map(\.about))")
    #expect(candidates.contains { $0.about.hasSuffix("total.py:2") })
  }

  @Test func `make an edit around it that passes, and have it tested`() async throws {
    let (files, steps) = edited()
    guard case .trial(let candidates) = try await decide(after: steps, in: files).action else {
      Testing.Issue.record("no trial")
      return
    }
    let right = try #require(candidates.first { $0.about == "replace `1` by `0` at total.py:3" })
    func tried(_ mark: CandidateResult.Mark) -> [Step] {
      var trial = step(5, .trial(candidates), decidedBy: "repair")
      trial.observation.results = candidates.map {
        CandidateResult(
          id: $0.id, mark: $0.id == right.id ? mark : .unchanged,
          turned: $0.id == right.id && mark == .passes ? ["test_total"] : [])
      }
      return steps + [trial]
    }
    let decision = try await decide(after: tried(.passes), in: files)
    #expect(decision.action == .edit(right.edits, why: right.about))
    var edit = step(6, Action(decision.action), decidedBy: "repair")
    edit.observation.changed = ["total.py"]
    let next = try await decide(after: tried(.passes) + [edit], in: files)
    #expect(next.action == .test(.working) && next.decidedBy == "repair")
    #expect(service.asked == 0)
    _ = try? await decide(after: tried(.unchanged), in: files)
    #expect(service.asked == 1)
  }

  @Test func `look around an edit once, and not where all passes`() async throws {
    let passing = edited(failed: [])
    _ = try? await decide(after: passing.steps, in: passing.files)
    #expect(service.asked == 1)
    let (files, begun) = edited()
    var steps = begun
    var trial = step(5, .trial([]), decidedBy: "repair")
    trial.observation.tree = steps[3].observation.tree
    steps += [trial, step(6, .test(.working), tests: report(passed: [], failed: ["test_total"]))]
    _ = try? await decide(after: steps, in: files)
    #expect(service.asked == 2)
  }

  private func begun(seconds: Double = 1, failed: [String] = ["test_total"]) -> [Step] {
    var first = step(
      1, .test(.working), tests: report(passed: ["test_a"], failed: failed),
      output: "File \"total.py\", line 2, in total\n", decidedBy: "engine")
    first.cost.seconds = seconds
    return [first]
  }

  /// Steps in which the built-in policy has tried two edits.
  private func tried(_ marks: CandidateResult.Mark...) -> [Step] {
    let candidates = marks.indices.map { index in
      Candidate(
        id: "c\(index)",
        edits: [
          FileEdit(
            path: "total.py",
            change: .splice([.init(offset: 41, old: "- 1", new: "- \(index + 2)")]))
        ], about: "edit \(index)")
    }
    var trial = step(3, .trial(candidates), decidedBy: "repair")
    trial.observation.results = candidates.enumerated().map {
      CandidateResult(id: $0.element.id, mark: marks[$0.offset], turned: ["test_total"])
    }
    return begun() + [step(2, .plan("Places.\n"), decidedBy: "repair"), trial]
  }

  @Test
  func `begin with a search for an edit of one place, where a test fails and tests are quick`()
    async throws
  {
    let decision = try await decide(after: begun())
    #expect(decision.decidedBy == "repair")
    #expect(service.asked == 0)
  }

  @Test func `charge what the model's requests cost that led to nothing`() async throws {
    let model = Model(
      name: "small", api: .openai, address: "http://localhost", speech: .tools, window: 32_768,
      outputLimit: 1024)
    var policy = AutoPolicy(
      RepairPolicy(isTest: { $0.contains("test") }, mayEdit: { _ in true }),
      ModelPolicy(model: model, service: EmptyService(), settings: .init())
    ) { _ in }
    await #expect(throws: PolicyFailure.self) {
      try await policy.nextAction(
        for: sampleRun(), after: begun(seconds: 20), budget: .standard, in: Files())
    }
    let lost = policy.takeLostCost()
    #expect(lost.usage.requests > 1 && lost.usage.sent > 100)
    #expect(policy.takeLostCost() == LostCost())
  }

  @Test func `ask the model first where the tests take long`() async throws {
    _ = try await decide(after: begun(seconds: 20))
    #expect(service.asked == 1)
  }

  @Test func `ask the model where several edits pass`() async throws {
    _ = try await decide(after: tried(.passes, .passes))
    #expect(service.asked == 1)
  }

  @Test func `go on with repair where the service cannot be used, and say so`() async throws {
    let decision = try await decide(after: begun(seconds: 20))
    #expect(decision.decidedBy == "repair")
    #expect(told.faults.withLock { $0 } == [.refused(status: 401, message: "no key")])
  }

  @Test func `end with the service's fault where repair can do nothing`() async {
    let failure = await #expect(throws: PolicyFailure.self) {
      try await decide(after: begun(failed: []))
    }
    guard case .failed(let cause)? = failure else {
      Testing.Issue.record("no fault")
      return
    }
    #expect(cause as? APIFault == .refused(status: 401, message: "no key"))
    #expect(told.faults.withLock { $0 } == [])
  }
}
