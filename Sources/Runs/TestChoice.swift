package import Git
package import Vocabulary
package import Workspaces

/// The test command of a run, and where it comes from.
package struct TestChoice: Hashable, Sendable {
  /// The command; `nil` where none is known.
  package let command: String?
  /// What a command that nobody named was recognised by; `nil` otherwise.
  package let recognised: TestCommand?

  /// The largest file looked into to recognise how a project is tested, in bytes.
  private static let fileLimit = 1 << 20

  /// The most entries of the base looked at, from above. What says how a project is tested stands high up.
  private static let entryLimit = 4000

  /// Takes the option, the setting, or what is recognised at the base.
  ///
  /// - Throws: ``RunError/emptyTestCommand`` for an empty option; an empty setting means that there are no tests.
  /// - Complexity: O(1) in the size of the project: the topmost entries of the base are looked at, and only
  ///   when nothing is configured.
  package init(
    option: String?, setting: String?, tree: ObjectID, in repository: borrowing Repository
  ) throws(RunError) {
    if let option, option.allSatisfy(\.isWhitespace) { throw .emptyTestCommand }
    if let named = option ?? setting {
      command = named.allSatisfy(\.isWhitespace) ? nil : named
      recognised = nil
      return
    }
    do {
      let paths = try repository.overview(ofTree: tree, limit: TestChoice.entryLimit)
        .filter { $0.entry.mode == .file || $0.entry.mode == .executable }.map(\.path)
      recognised = TestCommand.recognise(paths: paths) { path in
        guard let entry = try? repository.entry(at: path, inTree: tree) else { return nil }
        return try? repository.readBlob(entry.id, limit: TestChoice.fileLimit)
      }
      command = recognised?.command
    } catch { throw .git(error) }
  }
}
