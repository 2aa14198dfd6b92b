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

private typealias Issue = Vocabulary.Issue

@Suite struct `An export` {
  private let repository: TemporaryRepository
  private let author = Author(name: "Colleague", email: "colleague@example.org")
  private static let canary = "CANARY-77-secret"

  init() throws {
    repository = try TemporaryRepository(["a.py": "print(1)\n", "LICENSE": "MIT License\n"])
  }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// Writes a run that mends `a.py` by the better of two candidates, and ends it.
  private func write(_ id: RunID, title: String = "a.py is wrong") throws {
    let opened = try self.opened()
    let base = try repository.id("HEAD^{tree}")
    func tree(_ text: String) throws -> ObjectID {
      try opened.editTree(
        base, [TreeEdit("a.py", .put(try opened.writeBlob(Array(text.utf8)), .file))])
    }
    let trees = (try tree("print(2)\nkeep\n"), try tree("print(3)\nkeep\n"))
    var run = try repository.makeRun()
    run.id = id
    run.issue = Issue(title: title, body: "It prints 1.")
    let candidates = ["x", "y", "z"].map { name in
      Candidate(
        id: name, edits: [FileEdit(path: "a.py", change: .write("\(name)\n"))], about: name)
    }
    var trial = Observation(tree: base)
    trial.results = [
      CandidateResult(id: "x", mark: .breaks), CandidateResult(id: "y", mark: .passes),
      CandidateResult(id: "z", mark: .passes),
    ]
    let taken: [(Action, Observation)] = [
      (
        .test(.working),
        Observation(
          tree: base, output: Excerpt("token \(Self.canary)\n"), tests: report(failed: ["t"]))
      ),
      (.trial(candidates), trial),
      (.edit([FileEdit(path: "a.py", change: .write("2"))], why: "2"), Observation(tree: trees.0)),
      (.edit([FileEdit(path: "a.py", change: .write("3"))], why: "3"), Observation(tree: trees.1)),
      (.test(.working), Observation(tree: trees.1, tests: report(passed: ["t"]))),
      (
        .split([]),
        Observation(
          tree: trees.1,
          patches: [
            SplitPatch(
              kind: .behaviour, subject: "a: 3", body: "", hunks: [], paths: ["a.py"], steps: [4],
              tree: trees.1, tests: nil)
          ])
      ),
    ]
    var trail = try GitTrail.begin(run, in: self.opened(), author: author, secrets: [])
    for (index, pair) in taken.enumerated() {
      try trail.append(
        Step(
          number: index + 1, action: pair.0, observation: pair.1, decidedBy: .policy(.repair),
          time: 1_700_000_001 + index, cost: Budget.nothing))
    }
    var record = trail.record
    record.outcome = .resolved
    record.phase = .delivered
    record.patches = [run.base]
    try trail.keep(record, subject: "outcome: resolved", at: 1_700_000_100)
  }

  private func lines(
    _ format: ExportFormat, warned: inout [String],
    _ change: (inout ExportRequest) -> Void = { _ in }
  ) async throws -> [[String: Any]] {
    var request = ExportRequest(
      format: format, product: "1", redactor: Redactor(hiding: [Self.canary]), key: nil)
    change(&request)
    let (out, said) = (Box<[UInt8]>([]), Box<[String]>([]))
    var exporter = try Exporter(
      request, in: try opened(), write: { out.value += $0 }, warn: { said.value.append("\($0)") })
    _ = try await exporter.run()
    warned = said.value
    #expect(!String(decoding: out.value, as: UTF8.self).contains(Self.canary))
    return try out.value.split(separator: 0x0a).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }

  private final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
  }

  @Test func `has a line for each run in the order of names, without secrets`() async throws {
    for number in [3, 1, 2] { try write(.sample(number)) }
    var warned: [String] = []
    let found = try await lines(.atif, warned: &warned)
    #expect(found.map { $0["session_id"] as? String } == (1...3).map { "\(RunID.sample($0))" })
    #expect(warned.isEmpty)
  }

  @Test func `leaves out a run of a newer format, and what is no record of ours`() async throws {
    for number in 1...3 { try write(.sample(number)) }
    for (number, text) in [(1, #"{"version":9}"#), (2, #"{"version":1,"id":7}"#)] {
      let ref = RefNames.run(.sample(number))
      let blob = try repository.git("hash-object", "-w", "--stdin", input: text)
      let entries = try repository.git("ls-tree", ref).split(separator: "\n").map {
        $0.hasSuffix("\trun.json") ? "100644 blob \(blob)\trun.json" : String($0)
      }
      let tree = try repository.git("mktree", input: entries.joined(separator: "\n") + "\n")
      try repository.git(
        "update-ref", ref, try repository.git("commit-tree", "-p", ref, "-m", "x", tree))
    }
    var warned: [String] = []
    #expect(try await lines(.otel, warned: &warned).count == 1)
    #expect(warned.count == 2, "\(warned)")
  }

  @Test func `pairs the best candidate of a trial with those that fared worse`() async throws {
    try write(.sample(1))
    var warned: [String] = []
    let pair = try #require(try await lines(.preference, warned: &warned).first)
    func edited(_ name: String) -> String {
      let messages = pair[name] as? [[String: Any]]
      let calls = messages?.first?["tool_calls"] as? [[String: Any]]
      return (calls?.first?["function"] as? [String: Any])?["arguments"] as? String ?? ""
    }
    #expect(edited("chosen").contains(#""content":"y\n""#))
    #expect(edited("rejected").contains(#""content":"x\n""#))
    #expect((pair["prompt"] as? [[String: Any]])?.first?["role"] as? String == "system")
  }

  @Test func `tells how many lines of each edit survive`() async throws {
    try write(.sample(1))
    let folder = repository.directory.path + "/steps"
    var warned: [String] = []
    #expect(try await lines(.steps, warned: &warned) { $0.folder = folder }.isEmpty)
    let text = try String(contentsOfFile: folder + "/steps.full.jsonl", encoding: .utf8)
    let survivals = try text.split(separator: "\n").compactMap { line -> [String: Int]? in
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return (row?["survival"] as? [String: Any])?["delivered"] as? [String: Int]
    }
    #expect(survivals == [["added": 2, "surviving": 1], ["added": 1, "surviving": 1]])
  }

  @Test func `keeps the runs of one issue in one part`() async throws {
    for number in 1...3 { try write(.sample(number), title: "one") }
    for number in 4...12 { try write(.sample(number), title: "issue \(number)") }
    let folder = repository.directory.path + "/parts"
    var warned: [String] = []
    _ = try await lines(.otel, warned: &warned) {
      $0.folder = folder
      $0.split = DataSplit("a=1,b=1", by: .issue)
    }
    let parts = try ["a", "b"].map { part in
      try String(contentsOfFile: "\(folder)/\(part)/otel.jsonl", encoding: .utf8)
    }
    #expect(parts.map { $0.split(separator: "\n").count }.reduce(0, +) == 12)
    let holders = parts.map { part in
      (1...3).count { part.contains("\"\(RunID.sample($0))\"") }
    }
    #expect(holders.contains(3) && holders.contains(0), "\(holders)")
  }

  @Test func `writes nothing under its name where a run is named that is gone`() async throws {
    try write(.sample(1))
    let folder = repository.directory.path + "/none"
    var warned: [String] = []
    await #expect(throws: ExportError.self) {
      try await lines(.atif, warned: &warned) {
        $0.folder = folder
        $0.runs = [.sample(9)]
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: repository.directory.path)
    #expect(!names.contains { $0.hasPrefix("none") }, "\(names)")
  }
}
