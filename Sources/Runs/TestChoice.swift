package import Git
package import Proposals
package import Vocabulary

/// The test command of a run, and where it comes from.
package struct TestChoice: Hashable, Sendable {
  /// The command; `nil` where none is known.
  package let command: String?
  /// What a command that nobody named was recognised by; `nil` otherwise.
  package let recognised: TestCommand?

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
      let paths = try repository.topmostFiles(ofTree: tree)
      recognised = TestCommand.recognise(paths: paths) { path in
        repository.topmostFile(path, ofTree: tree)
      }
      command = recognised?.command
    } catch { throw .git(error) }
  }
}
