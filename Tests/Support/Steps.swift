package import Vocabulary

/// A tree's name made of one repeated byte, so that tests can tell trees apart.
package func tree(_ byte: UInt8) -> ObjectID {
  ObjectID(bytes: [UInt8](repeating: byte, count: 20)) ?? .zero
}

/// A run on the tree `tree(1)` with the test command `make test`.
package func sampleRun(budget: Budget = .standard, testCommand: String? = "make test") -> Run {
  Run(
    id: "20260101-sum-0123456789ab", issue: Issue(title: "sum is wrong"), base: tree(9),
    baseTree: tree(1), baseName: "main",
    mandate: Mandate(budget: budget, testCommand: testCommand), trigger: .manual,
    policy: "scripted", began: 0)
}

extension TemporaryRepository {
  /// A run on HEAD whose issue and mandate have a value in each field that users fill in.
  package func makeRun() throws -> Run {
    Run(
      id: "20240101-sum-0123456789ab",
      issue: Issue(
        title: "sum is wrong", body: "It says 2.\n\n- [ ] it says 3", criteria: ["it says 3"],
        origin: .file("issue.md"), labels: ["bug"]), base: try id("HEAD"),
      baseTree: try id("HEAD^{tree}"), baseName: "main",
      mandate: Mandate(paths: ["*.py"], testCommand: "make test"), trigger: .hook("post-receive"),
      policy: .repair, began: 1_700_000_000)
  }
}

/// A report of named tests; it succeeds when none failed.
package func report(passed: [String] = [], failed: [String] = []) -> TestReport {
  TestReport(passed: passed, failed: failed, succeeded: failed.isEmpty, reader: "pytest")
}

/// The step `number`, a second and one step dear.
package func step(
  _ number: Int, _ action: Action, tree id: ObjectID = tree(1), tests: TestReport? = nil,
  refusal: String? = nil, output: String = "", decidedBy: Decider = "scripted"
) -> Step {
  Step(
    number: number, action: action,
    observation: Observation(
      tree: id, output: Excerpt(output), tests: tests, refusal: refusal),
    decidedBy: decidedBy, time: number,
    cost: Budget(steps: 1, seconds: 1, tokens: 0, costMicros: 0, candidates: 0))
}

extension PolicyKind: ExpressibleByStringLiteral {
  /// The policy of a word, as records have it.
  package init(stringLiteral word: String) { self.init(word) }
}

extension Decider: ExpressibleByStringLiteral {
  /// The decider of a word, as records have it.
  package init(stringLiteral word: String) { self.init(word) }
}

extension RunID: ExpressibleByStringLiteral {
  /// The run that the literal names, or one with the literal in its name.
  public init(stringLiteral text: String) {
    let id = RunID(text) ?? RunID("20240101-\(Slug(text))-000000000000")
    guard let id else { preconditionFailure("\"\(text)\" is no part of a run's name") }
    self = id
  }
}

extension RunID {
  /// The run with this number in the place of its twelve digits.
  package static func sample(_ number: Int) -> RunID {
    let digits = String(number, radix: 16)
    let text = "20240101-sum-" + String(repeating: "0", count: 12 - digits.count) + digits
    guard let id = RunID(text) else { preconditionFailure("\(text) is no run's name") }
    return id
  }
}
