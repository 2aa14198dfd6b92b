import Engine
import Git
import Records
import Vocabulary

/// What the end of a run makes of its issue's entry in the queue.
struct RunEnding {
  private let record: RunRecord
  private let hindrance: (cause: Hindrance, circumstances: Circumstances)?

  /// The end of the run of `record`, be it one for now.
  ///
  /// Steps that cannot be read only lose what was in the way of the run.
  init(of record: RunRecord, in opened: borrowing OpenRepository) {
    self.record = record
    // What has come of something in spite of all is a result.
    guard record.outcome == .unresolved, record.patches.isEmpty,
      let steps = try? StoredRun(record.run.id, in: opened.repository)
        .steps(in: opened.repository),
      let cause = Engine.hindrance(of: record.run, after: steps)
    else {
      hindrance = nil
      return
    }
    let mandate = record.run.mandate
    hindrance = (
      cause,
      Circumstances(
        opened.settings, policy: record.run.policy, testCommand: mandate.testCommand,
        testSeconds: mandate.testSeconds, sandbox: mandate.sandbox)
    )
  }

  /// The entry after it.
  func entry(_ present: QueueEntry, at time: Int) -> QueueEntry {
    present.after(
      run: record.run.id, ended: record.outcome ?? .interrupted, reason: record.failure,
      hindrance: hindrance, at: time)
  }
}

/// What runs that begin now would be begun with.
struct PresentCircumstances {
  private let policy: PolicyKind
  private let remote: String?
  private var commands: [ObjectID: String?] = [:]

  /// What runs by this policy would be begun with; `nil` where none could be begun.
  ///
  /// - Parameter remote: The remote whose branches count before our own.
  init?(_ choice: PolicyChoice, remote: String?, in opened: borrowing OpenRepository) {
    guard let policy = try? choice.chosen(opened.settings, tell: { _ in }) else { return nil }
    self.policy = policy
    self.remote = remote
  }

  /// What a run of `issue` would be begun with; `nil` where none could be begun.
  ///
  /// - Complexity: Its base is looked through for the test command, where none is set, once for all issues with
  ///   the same base.
  mutating func of(_ issue: Issue, in opened: borrowing OpenRepository) -> Circumstances? {
    let settings = opened.settings
    guard
      let base = try? BaseChoice(
        option: nil, wish: issue.wishes.base, setting: settings.base, remote: remote,
        in: opened.repository)
    else { return nil }
    if commands[base.tree] == nil {
      guard
        let choice = try? TestChoice(
          option: nil, setting: settings.test, tree: base.tree, in: opened.repository)
      else { return nil }
      commands[base.tree] = .some(choice.command)
    }
    return Circumstances(
      settings, policy: policy, testCommand: commands[base.tree] ?? nil,
      testSeconds: settings.testSeconds, sandbox: settings.sandbox)
  }
}

extension Circumstances {
  /// The circumstances of a run with these terms, whatever else it takes from the settings.
  fileprivate init(
    _ settings: Settings, policy: PolicyKind, testCommand: String?, testSeconds: Double,
    sandbox: Mandate.Sandboxing
  ) {
    self.init(
      testCommand: testCommand, testSeconds: testSeconds, sandbox: sandbox,
      readable: settings.readable, policy: policy,
      model: policy.asksModel ? settings.model?.identity : nil, product: ThisProgram.version)
  }
}

extension Hindrance {
  /// What was in the way, as a part of a sentence.
  var words: String {
    switch self {
    case .noTestCommand: "no test command was known"
    case .noTool: "the test command could not be run"
    case .noResults: "the tests gave no results that could be read"
    case .overLimit: "the tests ran over their limit"
    case .noModel: "the built-in policy cannot work on it, and no model was set"
    }
  }
}
