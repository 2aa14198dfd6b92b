import Foundation
import Support
import Testing

@Suite("Evaluation", .timeLimit(.minutes(10)), .ownThreads)
struct EvaluateTests {
  /// Python with one bug, and tests of it that are not part of the base.
  private static let project = [
    "sums.py": Buggy.offByOne["sums.py"] ?? "",
    "tests/test_sums.py": """
    from sums import total


    def test_none():
        assert total([]) == 0

    """,
  ]
  private static let command = "python3 -m pytest -p no:cacheprovider"
  private static let tests = """
    from sums import total


    def test_none():
        assert total([]) == 0


    def test_three():
        assert total([1, 2, 3]) == 6

    """

  private func journey() throws -> Journey {
    let journey = try Journey(Self.project)
    // Where the tests are kept that are to be handed over as a patch.
    try journey.repository.write(Self.tests, to: "tests/test_sums.py")
    return journey
  }

  private func instance(
    _ journey: Journey, _ id: String, _ changes: [String: Any] = [:]
  ) throws -> String {
    var members: [String: Any] = [
      "instance_id": id, "repo": journey.repository.path,
      "base_commit": try journey.repository.git("rev-parse", "HEAD"),
      "problem_statement": "The sum is wrong\n\nThe first value is left out by `total`.",
      "test_patch": try journey.repository.git("diff") + "\n", "tests_at_base": true,
      "FAIL_TO_PASS": "[\"tests/test_sums.py::test_three\"]",
      "PASS_TO_PASS": ["tests/test_sums.py::test_none"], "test_command": Self.command,
    ]
    for (name, value) in changes { members[name] = value }
    let data = try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys])
    return String(decoding: data, as: UTF8.self)
  }

  private func write(_ lines: [String], _ journey: Journey) throws -> String {
    try journey.repository.directory.write(lines.joined(separator: "\n"), to: "suite.jsonl")
    return journey.repository.directory.path + "/suite.jsonl"
  }

  private func results(_ folder: String) throws -> [String: [String: Any]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/results.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let instances = try #require(all["instances"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: instances.map { ($0["instance_id"] as? String ?? "", $0) })
  }

  /// Enough to find the edit, and no more: each candidate is a run of the tests.
  private static let budget = "time=5m,candidates=40"

  @Test(
    .needs("pytest", hasPytest()),
    .needs("swebench 4.1.0 from the package index", SWEbench.isThere))
  func `resolves what it can, tells why not of the rest, and SWE-bench's own package agrees`()
    throws
  {
    let journey = try journey()
    let misfit = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
    let path = try write(
      [
        try instance(journey, "resolved"), "{\"instance_id\": \"cut",
        try instance(journey, "hidden", ["tests_at_base": false]),
        try instance(journey, "wrong-commit", ["base_commit": String(repeating: "7", count: 40)]),
        try instance(journey, "wrong-repository", ["repo": "nobody/nothing"]),
        try instance(journey, "wrong-tests", ["test_patch": misfit]),
      ], journey)
    let before = try journey.fingerprint()
    let folder = journey.repository.directory.path + "/out"
    let ended = try journey.colleague(
      "evaluate", path, "--output", folder, "--policy", "repair", "--budget", Self.budget,
      "--jobs", "2")
    #expect(ended.status == 1, "\(ended.output) \(ended.errors)")
    #expect(
      ended.errors.contains("line 2 is passed over: it is no object of JSON"), "\(ended.errors)")
    let results = try results(folder)
    #expect(reason(results["resolved"]) == "resolved", "\(results)")
    #expect(reason(results["hidden"]) == "empty", "\(results)")
    let problems = results.compactMapValues { $0["problem"] as? String }
    #expect(problems["wrong-commit"]?.contains("has no commit '7777") == true, "\(problems)")
    #expect(problems["wrong-repository"] == "no repository is called 'nobody/nothing' here")
    #expect(problems["wrong-tests"]?.contains("does not apply to") == true)
    #expect(ended.output.contains("resolved  1 of 5 (20 %)"), "\(ended.output)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/clones").isEmpty)
    #expect(try journey.fingerprint() == before)
    #expect(try journey.refs("refs/colleague/").isEmpty)
    try agree(folder, path, count: 2, resolved: ["resolved"])
    // The same prediction is none for a suite with a wrong name.
    let prediction = try String(
      contentsOfFile: folder + "/instances/resolved/prediction.json", encoding: .utf8)
    try journey.repository.directory.write(prediction, to: "predictions.jsonl")
    let named = try write(
      [try instance(journey, "resolved", ["PASS_TO_PASS": ["tests/test_sums.py::test_gone"]])],
      journey)
    let graded = try journey.colleague(
      "evaluate", named, "--output", folder + "-again", "--predictions",
      journey.repository.directory.path + "/predictions.jsonl")
    #expect(graded.output.contains("1 named test in no run of the tests: tests/test_sums.py::"))
    let again = try self.results(folder + "-again")
    #expect(graded.status == 0 && reason(again["resolved"]) == "tests-missing")
  }

  private func reason(_ result: [String: Any]?) -> String? {
    (result?["grade"] as? [String: Any])?["reason"] as? String
  }

  /// Has the released package read the predictions and grade them by its own rules.
  private func agree(_ folder: String, _ suite: String, count: Int, resolved: Set<String>) throws {
    let ended = try SWEbench.grade(folder + "/predictions.jsonl", suite, folder + "/results.json")
    #expect(ended.status == 0, "\(ended.errors)")
    let lines = try ended.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(lines.count == count, "\(ended.output)")
    for line in lines {
      let id = line["id"] as? String ?? ""
      #expect(line["theirs"] as? Bool == resolved.contains(id), "\(line)")
      #expect(line["ours"] as? Bool == resolved.contains(id), "\(line)")
      #expect(line["model"] as? String == "colleague:repair")
    }
  }

  /// A project in shell, whose test of the bug is not part of its base, and an instance for each name.
  private func shell(_ names: [String]) throws -> (Journey, suite: String) {
    let whole = Buggy.shell["test.sh"] ?? ""
    let journey = try Journey([
      "grade.sh": Buggy.shell["grade.sh"] ?? "",
      "test.sh": whole.replacing("check 50 pass\n", with: "").replacing("1..3", with: "1..2"),
    ])
    try journey.repository.write(whole, to: "test.sh")
    let lines = try names.map { name in
      try instance(
        journey, name,
        [
          "problem_statement": Grading.issue, "FAIL_TO_PASS": ["grade 50"],
          "PASS_TO_PASS": ["grade 10", "grade 90"], "test_command": "sh ./test.sh",
        ])
    }
    return (journey, try write(lines, journey))
  }

  @Test func `goes on after kill -9 with what was not done, and does nothing twice`() throws {
    let (journey, path) = try shell(["i1", "i2", "i3"])
    let folder = journey.repository.directory.path + "/out"
    let work = try journey.start(
      ["evaluate", path, "--output", folder, "--policy", "repair", "--json"])
    let first = folder + "/instances/i1/result.json"
    eventually("the second instance has a run") {
      let runs = try? FileManager.default.subpathsOfDirectory(atPath: folder + "/clones")
      return runs?.contains { $0.hasPrefix("i2-") && $0.contains("refs/colleague/runs/") } == true
        || !work.isRunning
    }
    kill(work.id, SIGKILL)
    #expect(try work.wait().status == 137)
    // Its workers die with it.
    eventually("no worker is left") {
      Processes.naming("work-instance --suite-folder").filter {
        (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8))?.contains(folder)
          == true
      }.isEmpty
    }
    let kept = try Data(contentsOf: URL(fileURLWithPath: first))
    let runs = try FileManager.default.subpathsOfDirectory(atPath: folder + "/clones")
      .filter { $0.contains("refs/colleague/runs/2") && !$0.hasSuffix(".lock") }
    let ended = try journey.colleague("evaluate", path, "--output", folder, "--policy", "repair")
    #expect(ended.status == 0 && ended.output.contains("resolved  3 of 3"), "\(ended)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: first)) == kept)
    #expect(runs.count <= 1, "\(runs)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/clones").isEmpty)
    let other = try journey.colleague("evaluate", path, "--output", folder, "--policy", "auto")
    #expect(other.status == 129 && other.errors.contains("another policy or budget"), "\(other)")
  }

  @Test(.needs("pytest", hasPytest()))
  func `makes a suite of the fixes in a history that bring a test which fails before`() throws {
    let journey = try Journey(Self.project)
    let repository = journey.repository
    try repository.git("config", "colleague.test", Self.command)
    _ = try journey.colleague("trust")
    func commit(_ files: [String: String], _ message: String) throws -> String {
      for (name, text) in files { try repository.write(text, to: name) }
      try repository.git("add", "-A")
      try repository.git("commit", "-qm", message)
      return try repository.git("rev-parse", "HEAD")
    }
    let mended = (Self.project["sums.py"] ?? "").replacing("range(1", with: "range(0")
    let fix = try commit(
      ["sums.py": mended, "tests/test_sums.py": Self.tests],
      "Take the first value along\n\nIt was left out.\n\nSigned-off-by: Ada <a@example.org>")
    _ = try commit(["sums.py": mended + "\n\nTEN = 11\n"], "Count to ten")
    _ = try commit(["sums.py": mended + "\n\nTEN = 10\n"], "Ten is ten, without a test")
    _ = try commit(
      [
        "sums.py": mended + "\n\nTEN = 10\nONE = 1\n",
        "tests/test_one.py": "def test_one():\n    assert 1 == 1\n",
      ], "A test that passes before")
    let before = try journey.fingerprint()
    let folder = repository.directory.path + "/out"
    let made = try journey.colleague("evaluate", "--mine", repository.path, "--output", folder)
    #expect(made.status == 0 && made.output.hasPrefix("1 instance in "), "\(made)")
    #expect(try journey.fingerprint() == before)
    let text = try String(contentsOfFile: folder + "/suite.jsonl", encoding: .utf8)
    let line = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(line["base_commit"] as? String == (try repository.git("rev-parse", fix + "^")))
    #expect(
      line["problem_statement"] as? String == "Take the first value along\n\nIt was left out.")
    #expect(line["FAIL_TO_PASS"] as? [String] == ["tests/test_sums.py::test_three"])
    #expect(line["PASS_TO_PASS"] as? [String] == ["tests/test_sums.py::test_none"])
    // What was tried is known; the suite is graded with what solves it, and worked on.
    let again = try journey.colleague("evaluate", "--mine", repository.path, "--output", folder)
    #expect(again.output == made.output)
    let suite = folder + "/suite.jsonl"
    let gold = try journey.colleague(
      "evaluate", suite, "--output", folder + "-gold", "--predictions", "gold", "--quiet")
    #expect(gold.status == 0 && gold.output.contains("resolved  1 of 1"), "\(gold)")
    let worked = try journey.colleague(
      "evaluate", suite, "--output", folder + "-own", "--policy", "repair", "--budget",
      Self.budget, "--quiet", "--shard", "0/2")
    #expect(worked.status == 0 && worked.output.isEmpty, "\(worked)")
    let total = try journey.colleague(
      "evaluate", suite, "--output", folder + "-own", "--policy", "repair", "--budget",
      Self.budget, "--summary", "--json")
    #expect(total.status == 0 && total.output.contains("\"resolved\":1"), "\(total)")
  }

  @Test func `says in a sentence what is no suite, and leaves nothing half written`() throws {
    let journey = try Journey(Buggy.shell)
    let path = try write(["{", "\u{feff}x"], journey)
    let folder = journey.repository.directory.path + "/out"
    let none = try journey.colleague("evaluate", path, "--output", folder)
    #expect(none.status == 3 && none.errors.contains("is an instance"), "\(none)")
    let missing = try journey.colleague("evaluate", "/nowhere", "--output", folder)
    #expect(missing.status == 129 && missing.errors.contains("the suite cannot be read"))
    let both = try journey.colleague("evaluate", path, "--mine", ".")
    #expect(both.status == 129)
    #expect(!FileManager.default.fileExists(atPath: folder + "/results.json"))
    let mined = try journey.colleague(
      "evaluate", "--mine", journey.repository.path, "--output", folder, "--test", "true")
    #expect(
      mined.status == 8 && mined.errors.contains("cannot run, so that no suite")
        || mined.errors.contains("name none of themselves"), "\(mined)")
    #expect(!FileManager.default.fileExists(atPath: folder + "/suite.jsonl"))
  }
}

/// Whether the tests of Python projects can be run here.
private func hasPytest() -> Bool {
  let ended = try? run(
    ["python3", "-m", "pytest", "--version"], in: "/",
    environment: ProcessInfo.processInfo.environment)
  return ended?.status == 0
}

/// SWE-bench's released package.
private enum SWEbench {
  static var isThere: Bool { PythonPackages.swebench.python != nil }

  static func grade(_ files: String...) throws -> Ended {
    let python = try #require(PythonPackages.swebench.python)
    return try run(
      [python, PythonPackages.file("predictions.py")] + files, in: "/",
      environment: ProcessInfo.processInfo.environment)
  }
}
