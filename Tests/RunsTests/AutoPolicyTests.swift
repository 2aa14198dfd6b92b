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
  let files = ["total.py": "def total(values):\n    return sum(values) - 1\n"]

  func paths() throws(WorkspaceFailure) -> [String] { files.keys.sorted() }
  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    files[path].map { Array($0.utf8) }
  }
  func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    try contents(of: path, limit: limit)
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
  private func decide(after steps: [Step]) async throws -> Decision {
    let model = Model(
      name: "small", api: .openai, address: "http://localhost", speech: .tools, window: 32_768,
      outputLimit: 1024)
    let told = told
    var policy = AutoPolicy(
      RepairPolicy(isTest: { $0.contains("test") }, mayEdit: { _ in true }),
      ModelPolicy(model: model, service: service, settings: .init())
    ) { given in told.faults.withLock { $0.append(given.fault) } }
    return try await policy.nextAction(
      for: sampleRun(), after: steps, budget: .standard, in: Files())
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
