import Git
import Text
import Vocabulary
import Workspaces

/// The test command, and how it was come by.
struct TestChoice {
  /// The largest file looked into to recognise how a project is tested, in bytes.
  private static let fileLimit = 1 << 20

  /// The most entries of the base looked at, from above. What says how a project is tested stands high up.
  private static let entryLimit = 4000

  /// The command; `nil` where none is known.
  let command: String?
  /// What is to be said of a command that nobody named, before it is used; `nil` otherwise.
  let words: String?

  /// Takes the option, the setting, or what is recognised at the base.
  ///
  /// - Throws: ``Failure`` for an empty option; an empty setting means that there are no tests.
  /// - Complexity: O(1) in the size of the project: the topmost entries of the base are looked at, and only
  ///   when nothing is configured.
  init(
    option: String?, setting: String?, tree: ObjectID, in repository: borrowing Repository
  ) throws {
    if let option, option.allSatisfy(\.isWhitespace) { throw Failure.emptyTestOption }
    if let named = option ?? setting {
      command = named.allSatisfy(\.isWhitespace) ? nil : named
      words = nil
      return
    }
    let paths = try repository.overview(ofTree: tree, limit: TestChoice.entryLimit)
      .filter { $0.entry.mode == .file || $0.entry.mode == .executable }.map(\.path)
    let found = TestCommand.recognise(paths: paths) { path in
      guard let entry = try? repository.entry(at: path, inTree: tree) else { return nil }
      return try? repository.readBlob(entry.id, limit: TestChoice.fileLimit)
    }
    command = found?.command
    words = found.map { "tests: \(visible($0.command)) (\(visible($0.reason)))" }
  }
}
