import Foundation
import Testing
import Vocabulary

@testable import Runners

/// What a tool printed that lacked something, and what that was; each from a real run.
struct EnvironmentSample: CustomTestStringConvertible, Sendable {
  var name: String
  var head: [String: [String]] = [:]
  var output: String

  var testDescription: String { name }

  static let all: [EnvironmentSample] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Environment")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().compactMap { name in
      guard let data = try? Data(contentsOf: root.appendingPathComponent(name)) else { return nil }
      let text = String(decoding: data, as: UTF8.self)
      guard let end = text.firstRange(of: "\n---\n") else { return nil }
      var sample = EnvironmentSample(name: name, output: String(text[end.upperBound...]))
      for line in text[..<end.lowerBound].split(separator: "\n") {
        guard let colon = line.firstRange(of: ": ") else { continue }
        sample.head[String(line[..<colon.lowerBound]), default: []].append(
          String(line[colon.upperBound...]))
      }
      return sample
    }
  }()

  static func named(_ name: String) -> EnvironmentSample? { all.first { $0.name == name + ".txt" } }

  var report: TestReport {
    let status = head["exit"]?.first.flatMap { Int($0) } ?? 0
    return TestReading.read(
      Array(output.utf8), ending: .exited(status), command: head["command"]?.first)
  }

  func failure(
    ignoring spoken: Set<String> = [],
    judge: (MissingPiece, String?) -> MissingPiece? = { piece, _ in piece }
  ) -> EnvironmentFailure? {
    EnvironmentReading(output, report: report, judge: judge).failure(ignoring: spoken)
  }
}

@Suite struct `What tools say is missing` {
  @Test(arguments: EnvironmentSample.all)
  func `is recognised in the words of a real run`(_ sample: EnvironmentSample) {
    var seen: Set<String> = []
    let pieces = MissingPieces(in: sample.output).found.map(\.piece)
      .map { "\($0.kind.rawValue)|\($0.tool)|\($0.name)" }.filter { seen.insert($0).inserted }
    #expect(pieces == sample.head["missing"] ?? [], "\(sample.name)")
  }

  @Test(arguments: EnvironmentSample.all)
  func `ends a run or sets tests apart, as far as it reaches`(_ sample: EnvironmentSample) {
    let failure = sample.failure()
    let outcome =
      failure.map { failure in
        failure.preventsAll ? "all" : "some: \(failure.tests.joined(separator: ", "))"
      } ?? "none"
    #expect(outcome == sample.head["outcome"]?.first, "\(sample.name): \(sample.report)")
  }

  @Test func `is known of many ecosystems, and no rule stands without a real run`() {
    let pieces = EnvironmentSample.all.flatMap { MissingPieces(in: $0.output).found.map(\.piece) }
    #expect(Set(pieces.map(\.tool)).count > 15)
    let lines = EnvironmentSample.all.flatMap { sample in
      MissingPieces(in: sample.output).lines.map(MissingPieces.bare)
    }
    for rule in MissingRule.all {
      #expect(lines.contains { rule.name(in: $0) != nil }, "\(rule.pattern)")
    }
  }
}

@Suite struct `A missing piece` {
  private func reading(
    _ output: String, passed: [String] = [], failed: [String] = [], unloaded: [String] = [],
    reader: String = "pytest",
    judge: (MissingPiece, String?) -> MissingPiece? = { piece, _ in piece }
  ) -> EnvironmentFailure? {
    let report = TestReport(
      passed: passed, failed: failed, unloaded: unloaded, succeeded: false, reader: reader)
    return EnvironmentReading(output, report: report, judge: judge).failure()
  }

  @Test func `does not count where the project itself is to have it`() {
    for name in [
      "pytest-module", "unittest-module", "node-require", "go-not-required", "c-headers",
    ] {
      #expect(EnvironmentSample.named(name)?.failure { _, _ in nil } == nil, "\(name)")
    }
  }

  @Test func `comes with the file that asks for it`() {
    var asking: [String?] = []
    for name in ["pytest-module", "unittest-module"] {
      _ = EnvironmentSample.named(name)?.failure { piece, path in
        asking.append(path)
        return piece
      }
    }
    #expect(
      asking == [
        "tests/test_a.py", "/home/user/project/tests/test_a.py",
        "/home/user/project/tests/test_u.py",
      ])
  }

  @Test func `does not count in a test that the issue speaks of`() {
    let sample = EnvironmentSample.named("pytest-some")
    let rest = sample?.failure(ignoring: ["test_a.py::T::test_opt"])
    #expect(rest?.tests.contains("test_a.py::T::test_opt") == false)
    #expect(rest?.tests.contains("test_a.py::T::test_dns") == true)
    #expect(rest?.pieces.contains { $0.name == "numpy_missing" } == false)
  }

  @Test func `does not count where something else failed in the same test`() {
    let head = "=== FAILURES ===\n___ test_a ___\n"
    let missing = "E   ModuleNotFoundError: No module named 'x'\n"
    let names = ["t.py::test_a"]
    #expect(reading(head + missing, passed: ["t.py::test_b"], failed: names)?.tests == names)
    for other in ["E   AssertionError: it is 3\n", "E   assert 1 == 2\n", "E   ValueError: no\n"] {
      #expect(reading(head + missing + other, passed: ["t.py::test_b"], failed: names) == nil)
    }
    // What a program printed that the test ran is not what failed.
    let printed = head + "E   Fault: 3\n----- Captured stderr call -----\n" + missing
    #expect(reading(printed, passed: ["t.py::test_b"], failed: names) == nil)
  }

  @Test func `does not count where one of the failing tests says nothing of it`() {
    let text = """
      === FAILURES ===
      ___ test_a ___
      E   ModuleNotFoundError: No module named 'x'
      ___ test_b ___
      E   ZeroDivisionError: division by zero
      """
    let failed = ["t.py::test_a", "t.py::test_b"]
    let failure = reading(text, failed: failed)
    #expect(failure?.preventsAll == false)
    #expect(failure?.tests == ["t.py::test_a"])
  }

  @Test func `is found for each of thousands of tests, in a time that grows with their number`() {
    func spent(_ count: Int) -> Duration {
      let names = (0..<count).map { "tests/test_a.py::test_\($0)" }
      let text = names.enumerated().map { number, _ in
        "___ test_\(number) ___\ntests/test_a.py:1: in test\nE   ModuleNotFoundError: No module named 'x'\n"
      }.joined()
      let start = ContinuousClock.now
      let failure = reading(text, passed: ["tests/test_a.py::other"], failed: names)
      #expect(failure?.tests.count == count && failure?.pieces.count == 1)
      return ContinuousClock.now - start
    }
    let few = spent(500)
    #expect(spent(2000) < max(few * 16, .seconds(3)))
  }

  @Test func `is nothing in a run that passes`() {
    let report = TestReport(passed: ["a"], succeeded: true, reader: "pytest")
    let text = "ModuleNotFoundError: No module named 'x'\n1 passed\n"
    #expect(EnvironmentReading(text, report: report) { piece, _ in piece }.failure() == nil)
  }

  @Test func `decides nothing beside results that no reader knows`() {
    let text = "ok 1\nFAIL: 2\nt.sh: line 3: jq: command not found\n"
    let known = "t.sh: line 3: jq: command not found\n"
    #expect(reading(text, reader: "exit-status") == nil)
    #expect(reading(known, reader: "exit-status")?.preventsAll == true)
  }
}

@Suite struct `A report without the tests that lack something` {
  @Test func `has them among the skipped, and no fault of theirs`() {
    let report = TestReport(
      passed: ["a"], failed: ["b", "c"], unloaded: ["b"], succeeded: false, reader: "pytest")
    let rest = report.settingAside(["b", "x"])
    #expect(rest.failed == ["c"] && rest.skipped == ["b"] && rest.unloaded.isEmpty)
    #expect(rest.counts == .init(passed: 1, failed: 1, skipped: 1))
    #expect(!rest.succeeded && !rest.allPass)
    #expect(report.settingAside(["b", "c"]).allPass)
    #expect(report.settingAside([]) == report)
  }
}
