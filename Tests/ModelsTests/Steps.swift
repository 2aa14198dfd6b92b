import Engine
import Support
import Text
import Vocabulary

@testable import Models

/// A tree named by a number.
func tree(_ number: Int) -> ObjectID {
  ObjectID(String(repeating: "0", count: 32) + String(10_000_000 + number)) ?? .zero
}

/// A project in memory.
struct Files: SourceTree {
  var files: [String: String] = [:]
  var change = "diff --git a/a.py b/a.py\n-old\n+new\n"
  var parts: [(hunk: Hunk, text: String)] = []

  func paths() throws(WorkspaceFailure) -> [String] { files.keys.sorted() }

  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    files[path].map { Array($0.utf8) }
  }

  func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    try contents(of: path, limit: limit)
  }

  func baseOverview(limit: Int) throws(WorkspaceFailure) -> [String] {
    Array(files.keys.sorted().prefix(limit + 1))
  }

  func hunks(limit: Int) throws(WorkspaceFailure) -> [(hunk: Hunk, text: String)] { parts }

  func patch(limit: Int) throws(WorkspaceFailure) -> String {
    String(decoding: change.utf8.prefix(limit), as: UTF8.self)
  }
}

/// The mark of the runs made here.
let mark = "0123456789ab"

/// A run on this issue.
func makeRun(_ issue: Issue = Issue(title: "It is wrong"), test: String? = "pytest") -> Run {
  var budget = Budget.standard
  budget.steps = 400
  return Run(
    id: "20260101-it-is-wrong-0123456789ab", issue: issue, base: tree(0), baseTree: tree(0),
    baseName: "main", mandate: Mandate(budget: budget, testCommand: test), trigger: .manual,
    policy: "model", began: 0)
}

/// A model in whose window so many tokens fit.
func makeModel(
  _ api: Model.API = .openai, window: Int = 32_768, speech: Model.Speech? = .tools,
  samples: Int = 1, name: String = "small"
) -> Model {
  Model(
    name: name, api: api, address: "http://127.0.0.1", key: Secret("key-never-to-be-sent"),
    speech: speech, window: window, outputLimit: min(8192, window / 4), samples: samples)
}

extension TestReport {
  /// A report of named tests.
  static func of(_ passed: [String], failed: [String] = []) -> TestReport {
    TestReport(passed: passed, failed: failed, succeeded: failed.isEmpty, reader: "pytest")
  }
}

extension [Step] {
  /// Adds a step.
  mutating func add(
    _ action: Action, at number: Int, by decider: Decider = "model:small", output: String = "",
    tests: TestReport? = nil, changed: [String] = [], refusal: String? = nil, reply: Reply? = nil,
    results: [CandidateResult] = []
  ) {
    append(
      Step(
        number: count + 1, action: action,
        observation: Observation(
          tree: tree(number), ending: .exited(0), output: Excerpt(output), tests: tests,
          results: results, changed: changed, refusal: refusal),
        decidedBy: decider, time: count, cost: .nothing,
        reply: decider == "model:small"
          ? reply ?? Reply(model: "small", text: "On it.") : reply))
  }

  /// The steps of a run that has only just begun: the tests at the base, one of them failing.
  static var begun: [Step] {
    var steps: [Step] = []
    steps.add(
      .test(.working), at: 0, by: "engine",
      tests: .of(["test_a"], failed: ["test_b"]))
    return steps
  }
}

extension Prompt.Message {
  /// Everything that is said in it.
  var text: String {
    switch self {
    case .user(let text), .result(let text, _): text.value
    case .assistant(let text, _, let call): text.value + (call?.arguments.text ?? "")
    }
  }
}
