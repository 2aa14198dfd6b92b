import Git
import Proposals
import Runners
import Runs

/// Puts what was chosen into the repository's own config.
struct SetupWriting {
  /// The values that say so, by key.
  let settings: [GuardedConfig.Setting]

  /// The values for `setup` and `tests`.
  init(setup: [String], tests: [TestProposal]) {
    settings =
      setup.map { GuardedConfig.Setting(key: .setup, value: $0) }
      + tests.map { test in
        GuardedConfig.Setting(
          key: .test, value: FolderTests.value(test.command, in: test.directory))
      }
  }

  /// Refuses where the repository's own config says something else under one of the keys.
  ///
  /// - Throws: ``Failure`` with the status `unresolved`; nothing has changed.
  static func check(_ repository: borrowing Repository) throws {
    let config = try repository.config()
    for key in [GuardedKey.setup, .test] {
      let own = try config.entries(key.name).filter { !$0.scope.isProtected }
      guard let value = own.last else { continue }
      throw Failure(
        "\(key.name) is set already, to '\(TrustedText.oneLine(value.text))'",
        hint: "git config --unset-all \(key.name)", kind: .unresolved)
    }
  }

  /// Writes the values, and notes that the user trusts them where all else is trusted.
  ///
  /// - Returns: Whether they count.
  func write(to repository: borrowing Repository) throws -> Bool {
    guard let store = TrustStore.standard else { throw TrustError.noHome }
    return try store.add(settings, in: repository)
  }

  /// The lines that take it back.
  var undoing: [String] {
    var keys: [String] = []
    for setting in settings where !keys.contains(setting.key.name) { keys.append(setting.key.name) }
    return keys.map { "git config --unset-all \($0)" }
  }
}
