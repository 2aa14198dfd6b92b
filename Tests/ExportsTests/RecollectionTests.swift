import Engine
import Foundation
import Git
import Models
import Records
import Support
import Testing
import Text
import Vocabulary

@testable import Exports

@Suite struct `An export of a run that was told of earlier work` {
  private let repository: TemporaryRepository
  private let id = RunID.sample(1)
  private let known = [
    Recollection(
      kind: .review, text: "Sums are integers.", run: .sample(3), step: 7, mergeStatus: .rejected),
    Recollection(kind: .lesson, text: "The tests take a minute.", run: .sample(2), step: 4),
  ]

  init() throws {
    repository = try TemporaryRepository(["a.py": "print(1)\n"])
    try write()
  }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// Writes a run whose model reads two files, each time with the digest of the prompt that is sent.
  private func write() throws {
    var run = try repository.makeRun()
    (run.id, run.policy, run.recollections) = (id, .model, known)
    let sources = BaseSources(run.baseTree, in: try opened())
    var steps = [
      Step(
        number: 1, action: .test(.working),
        observation: Observation(tree: run.baseTree, tests: report(failed: ["t"])),
        decidedBy: .engine, time: 1_700_000_001, cost: .nothing)
    ]
    var trail = try GitTrail.begin(
      run, in: try opened(), author: Author(name: "C", email: "c@example.org"), secrets: [])
    try trail.append(steps[0])
    var rendering = PromptRendering(of: run, redactor: Redactor())
    for number in 2...3 {
      var reply = Reply(model: "small", text: "I look.", usage: Usage(requests: 1))
      reply.prompt = SentPrompt(
        digest: "", shown: number - 1, window: 32_768, outputLimit: 8192, speech: "tools",
        family: "other", turns: [])
      var observation = Observation(tree: run.baseTree, output: Excerpt("print(1)\n"))
      observation.recollections = [known[number - 2]]
      var step = Step(
        number: number, action: .read(path: "a.py", lines: nil), observation: observation,
        decidedBy: "model:small", time: 1_700_000_001, cost: .nothing, reply: reply)
      let digest = try rendering.prompt(of: step, among: steps, in: sources).prompt.digest
      step.reply?.prompt?.digest = digest
      try trail.append(step)
      steps.append(step)
    }
    try trail.keepOutcome(.unresolved, at: 1_700_000_100)
  }

  private func export(_ format: ExportFormat) async throws -> String {
    let folder = repository.directory.path + "/\(format)"
    var request = ExportRequest(format: format, product: "1", redactor: Redactor(), key: nil)
    request.folder = folder
    var exporter = try Exporter(request, in: try opened(), write: { _ in }, warn: { _ in })
    _ = try await exporter.run()
    return folder
  }

  private func rows(_ path: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func `has its prompts as they were sent, and what was told in messages from outside`()
    async throws
  {
    let folder = try await export(.chat)
    let labels = try #require(try rows(folder + "/chat.labels.jsonl").first)
    let turns = try #require(labels["turns"] as? [[String: Any]])
    #expect(turns.map { $0["prompt"] as? String } == ["as it was sent", "as it was sent"])
    let messages = try #require(
      try rows(folder + "/chat.jsonl").first?["messages"] as? [[String: Any]])
    let origins = try #require(labels["origins"] as? [String])
    var told = 0
    for (message, origin) in zip(messages, origins) {
      guard let text = message["content"] as? String, text.contains("Sums are integers.") else {
        continue
      }
      told += 1
      #expect(origin == "outside" && text.contains("REJECTED by people, run 00000000 step 7"))
    }
    #expect(told == 2)
  }

  @Test func `tells where each came from, and that it is from outside`() async throws {
    let steps = try rows(try await export(.steps) + "/steps.full.jsonl")
    let told = steps.compactMap { ($0["recollections"] as? [[String: Any]])?.first }
    #expect(told.map { $0["text"] as? String } == known.map(\.text))
    #expect(told.first?["merge_status"] as? String == "rejected")
    #expect(told.allSatisfy { $0["outside"] as? Bool == true })
    let path = try await export(.atif) + "/\(id)/trajectory.json"
    let trajectory = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        as? [String: Any])
    let opening = try #require((trajectory["steps"] as? [[String: Any]])?.first)
    let extra = try #require(opening["extra"] as? [String: Any])
    #expect((extra["recollections"] as? [Any])?.count == 2)
  }
}
