import Git
package import Records
package import Runs
import Sandboxes
package import Vocabulary
import Workspaces

/// What runs that begin now would be begun with.
package struct PresentCircumstances {
  private let policy: PolicyKind
  private let remote: String?
  private var commands: [ObjectID: String?] = [:]

  /// What runs by this policy would be begun with; `nil` where none could be begun.
  ///
  /// - Parameter remote: The remote whose branches count before our own.
  package init?(
    _ request: PolicyRequest, remote: String?, in opened: borrowing OpenRepository
  ) {
    guard let policy = try? request.kind(opened.settings) else { return nil }
    self.policy = policy
    self.remote = remote
  }

  /// What a run of `issue` would be begun with; `nil` where none could be begun.
  ///
  /// - Complexity: Its base is looked through for the test command, where none is set, once for all issues with
  ///   the same base.
  package mutating func of(_ issue: Issue, in opened: borrowing OpenRepository) -> Circumstances? {
    let settings = opened.settings
    guard
      let base = try? Base.choice(
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
  init(
    _ settings: Settings, policy: PolicyKind, testCommand: String?, testSeconds: Double,
    sandbox: Mandate.Sandboxing
  ) {
    self.init(
      testCommand: testCommand, testSeconds: testSeconds, sandbox: sandbox,
      readable: settings.readable,
      allowed: settings.sandboxAllow.map(\.rawValue) + settings.network.map { "reach \($0)" },
      environment: settings.environment.setup.map { "setup \($0)" }
        + settings.environment.carry.map { "carry \($0)" }, policy: policy,
      model: policy.asksModel ? settings.model?.identity : nil, product: ThisProgram.version)
  }
}
