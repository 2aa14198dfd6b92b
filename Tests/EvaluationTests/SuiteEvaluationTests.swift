import Evaluation
import Foundation
import Processes
import Support
import Synchronization
import Testing

/// Grades each instance without any work, and notes how many are at work at the same time.
private final class Launcher: InstanceLauncher {
  private struct State {
    var atWork = 0
    var most = 0
    var worked: [String] = []
  }

  private let state = Mutex(State())
  private let folder: EvaluationFolder
  private let dying: Set<String>

  init(in folder: EvaluationFolder, dyingAt dying: Set<String> = []) {
    (self.folder, self.dying) = (folder, dying)
  }

  var most: Int { state.withLock { $0.most } }
  var worked: [String] { state.withLock { $0.worked.sorted() } }

  func work(on line: [UInt8]) async throws(EvaluationError) {
    let instance: Instance
    do { instance = try Instance(line) } catch { throw .instance(error) }
    state.withLock {
      $0.atWork += 1
      $0.most = max($0.most, $0.atWork)
      $0.worked.append(instance.id)
    }
    try? await Task.sleep(for: .milliseconds(20))
    state.withLock { $0.atWork -= 1 }
    if dying.contains(instance.id) { throw .workerDied(status: 137) }
    let digest = InstanceWork.digest(of: line)
    try folder.keep(
      InstanceResult(
        instance, digest: digest, grade: Grade(unrun: .empty, of: instance), run: nil,
        gradingSeconds: 0, warnings: []))
  }
}

@Suite struct `An evaluation` {
  let directory: TemporaryDirectory
  let folder: EvaluationFolder

  init() throws {
    directory = try TemporaryDirectory()
    folder = EvaluationFolder(at: directory.path + "/out")
    try folder.make()
  }

  private func suite(_ problems: [String: String]) throws -> Suite {
    let lines = try problems.sorted { $0.key < $1.key }.map { id, problem in
      try line(["instance_id": id, "problem_statement": problem])
    }
    let path = directory.path + "/suite.jsonl"
    try Data(lines.joined(separator: [0x0a])).write(to: URL(fileURLWithPath: path))
    return try Suite(path) { _, _ in }
  }

  private func work(on suite: Suite, by launcher: Launcher, jobs: Int = 2) async throws -> Int {
    try await SuiteEvaluation(
      of: suite, in: folder, jobs: jobs, by: launcher, stop: StopRequest(), tell: { _ in }
    ).work(on: suite.entries)
  }

  @Test func `works on so many instances at a time, and on what was not graded again`() async throws
  {
    let names = Dictionary(uniqueKeysWithValues: (0..<6).map { ("i\($0)", "x") })
    let first = Launcher(in: folder, dyingAt: ["i1", "i4"])
    #expect(try await work(on: try suite(names), by: first) == 2)
    #expect(first.most == 2 && first.worked.count == 6)
    let second = Launcher(in: folder)
    #expect(try await work(on: try suite(names), by: second) == 0)
    #expect(second.worked == ["i1", "i4"])
    // Another text is another instance.
    let third = Launcher(in: folder)
    #expect(try await work(on: try suite(names.merging(["i2": "y"]) { $1 }), by: third) == 0)
    #expect(third.worked == ["i2"])
  }

  @Test func `gathers what is there, in the suite's order, and half of nothing`() async throws {
    let suite = try suite(["a": "x", "b": "x", "c": "x"])
    _ = try await work(on: suite, by: Launcher(in: folder, dyingAt: ["b"]))
    let results = try SuiteEvaluation.gather(suite, in: folder)
    #expect(results.instances.map(\.id) == ["a", "c"] && results.total.graded == 2)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(
      names == [
        ".gitignore", "clones", "instances", "mined", "predictions.jsonl", "repositories",
        "results.json",
      ])
  }

  @Test func `keeps results of two ways apart`() throws {
    try folder.keep(EvaluationWay(policy: "repair", budget: "time=60s"))
    try folder.keep(EvaluationWay(policy: "repair", budget: "time=60s"))
    #expect(throws: EvaluationError.self) {
      try folder.keep(EvaluationWay(policy: "model", budget: "time=60s"))
    }
  }

  @Test func `finds the last prediction of an instance, and passes over what is none`() throws {
    let path = directory.path + "/predictions.jsonl"
    try directory.write(
      """
      {"instance_id": "a", "model_name_or_path": "m", "model_patch": "one"}
      {"instance_id":
      {"instance_id": "a", "model_patch": "two", "more": 1}
      {"instance_id": "b", "model_patch": null}

      """, to: "predictions.jsonl")
    #expect(try Prediction.find("a", in: path).patch == "two")
    #expect(try Prediction.find("b", in: path).patch == "")
    #expect(throws: EvaluationError.self) { try Prediction.find("c", in: path) }
  }
}
