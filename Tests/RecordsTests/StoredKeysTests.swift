import Foundation
import Support
import Testing
import Text
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

@Suite struct `Records keep the keys of their first format` {
  private func keys(_ json: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
  }

  @Test func `of a reroll, its merge status and the drift of its base`() throws {
    var run = Run(
      id: "20240101-sum-0123456789ab", issue: Issue(title: "Sum"), base: .zero, baseTree: .zero,
      baseName: "main", mandate: Mandate(), trigger: .manual, policy: "repair", began: 0)
    run.reroll = Reroll(
      of: "20240101-sum-000000000000", changeID: "20240101-sum-000000000000", version: 2,
      branch: "refs/heads/colleague/sum", tip: .zero, commits: [.zero],
      patches: [SplitPatch(kind: .behaviour, subject: "Sum", tree: .zero)], start: .zero,
      conflicts: [], comments: [], baseline: nil)
    var record = RunRecord(beginning: run)
    record.baseDrift = BaseDrift(tip: .zero, commits: 1, holdsBase: true, conflicts: [])
    record.mergeStatus = MergeStatus(
      .edited, .reworked, mergedCommits: [.init(.zero, of: [.zero], isExact: false)],
      branch: "refs/heads/main", seen: .zero)
    let json = try StepCodec.encode(Redactor()(record)).value
    let stored = try keys(json)
    #expect(
      (stored["revision"] as? [String: Any])?["changeID"] as? String
        == run.reroll?.changeID.description)
    #expect((stored["baseMove"] as? [String: Any])?["holdsBase"] as? Bool == true)
    let status = try #require(stored["verdict"] as? [String: Any])
    #expect(status["word"] as? String == "edited")
    let commits = try #require(status["commits"] as? [[String: Any]])
    #expect(commits.map { Set($0.keys) } == [["commit", "patches", "isExact"]])
    #expect(try StepCodec.decode(json, path: "run.json") == record)
  }

  @Test func `of the split of a change, whoever decided it`() throws {
    for decider in [Decider.engine, .split("name")] {
      let step = Step(
        number: 1,
        action: .split([PatchProposal(subject: "One", body: "Why.", hunks: ["h1"])]),
        observation: Observation(
          tree: .zero, patches: [SplitPatch(kind: .move, subject: "One", tree: .zero)]),
        decidedBy: decider, time: 1, cost: .nothing)
      let json = try StepCodec.encode(Redactor()(step)).json.value
      let stored = try #require(try keys(json)["step"] as? [String: Any])
      let action = try #require(stored["action"] as? [String: Any])
      #expect(action["action"] as? String == "arrange")
      #expect((action["wishes"] as? [[String: Any]])?.first?["subject"] as? String == "One")
      #expect(stored["decidedBy"] as? String == (decider == .engine ? "engine" : "division:name"))
      let cost = try #require(stored["cost"] as? [String: Any])
      #expect(Set(cost.keys) == ["steps", "seconds", "tokens", "micros", "candidates"])
      #expect(try StepCodec.decode(json: json, log: [], path: "x") == step)
    }
  }
}
