import Engine
package import Git
import Series
package import Vocabulary

/// A commit of a history that may fix one fault and bring a test for it.
package struct MinedCommit: Hashable, Sendable {
  /// The commit.
  package let id: ObjectID
  /// Its tree.
  package let tree: ObjectID
  /// Its parent.
  package let parent: ObjectID
  /// The parent's tree.
  package let parentTree: ObjectID
  /// The message.
  package let message: String
  /// The changes of tests.
  package let tests: [TreeChange]

  /// The most source files that a fix of one fault changes.
  static let fileLimit = 5
  /// The most lines of source that it adds and removes together.
  static let lineLimit = 100
  /// The most bytes of a message that says what the problem is.
  static let messageLimit = 32 << 10

  /// The commit `id`, looked at by what it changes; `nil` for one that is none of these: a merge or a root, one without a
  /// test or without a source file beside it, or with a change that is not small.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that differ.
  package init?(_ id: ObjectID, in repository: borrowing Repository) throws(GitError) {
    let commit = try repository.readCommit(id)
    guard commit.parents.count == 1, let parent = try repository.firstParent(of: commit),
      commit.message.utf8.count <= MinedCommit.messageLimit,
      commit.message.contains(where: { !$0.isWhitespace })
    else { return nil }
    let changes = try repository.changes(from: parent.tree, to: commit.tree)
    let tests = changes.filter { TestFiles.isTest($0.path) }
    let sources = changes.filter { MinedCommit.isSource($0.path) }
    guard MinedCommit.isSmall(changes), tests.contains(where: { $0.new != nil }), !sources.isEmpty,
      sources.count <= MinedCommit.fileLimit
    else { return nil }
    let names = Set(sources.map(\.$path))
    let patches = try repository.filePatches(from: parent.tree, to: commit.tree)
      .filter { names.contains($0.$path) }
    let lines = patches.reduce(0) { $0 + $1.added + $1.removed }
    // A binary file has no lines.
    guard lines > 0, lines <= MinedCommit.lineLimit else { return nil }
    (self.id, tree, message, self.tests) = (id, commit.tree, commit.message, tests)
    (self.parent, parentTree) = (parent.id, parent.tree)
  }

  /// Whether a path is one of the program itself.
  private static func isSource(_ path: String) -> Bool {
    !TestFiles.isTest(path) && !FileKinds.isDocumentation(path) && !TestFiles.runsLater(path)
  }

  private static func isSmall(_ changes: [TreeChange]) -> Bool {
    changes.count <= 20
      && !changes.contains { $0.old?.mode == .submodule || $0.new?.mode == .submodule }
  }

  /// The edits that put the commit's tests onto its parent.
  package var testEdits: [TreeEdit] {
    tests.map { change in
      TreeEdit(change.path, change.new.map { .put($0.id, $0.mode) } ?? .remove)
    }
  }
}

/// What two runs of the tests say of a commit: with its tests on its parent, and at itself. Pure.
package struct MinedTests: Hashable, Sendable {
  /// Tests that fail before, or whose file cannot be loaded there, and pass after.
  package let failToPass: [String]
  /// Tests that pass before and after.
  package let passToPass: [String]

  /// Compares them; `nil` where no named test begins to pass, or one of the runs is not to be believed.
  package init?(before: TestReport?, after: TestReport?) {
    guard let before, let after, before.doubt == nil, after.doubt == nil, !before.isByExitStatus,
      !after.isByExitStatus, before.counts.failed > 0
    else { return nil }
    let passed = Set(names: after.passed)
    let failing = Set(names: after.failed)
    let passedBefore = Set(names: before.passed)
    let skippedBefore = Set(names: before.skipped)
    let begun = passed.subtracting(passedBefore).subtracting(skippedBefore).subtracting(failing)
    guard !begun.isEmpty else { return nil }
    failToPass = begun.names
    passToPass = passed.intersection(passedBefore).subtracting(failing).names
  }

  /// The same without what another run after it does not show as passed; `nil` where nothing is left.
  package func confirmed(by again: TestReport?) -> MinedTests? {
    guard let again, again.doubt == nil else { return nil }
    let passed = Set(names: again.passed).subtracting(Set(names: again.failed))
    let begun = failToPass.filter { passed.contains($0) }
    guard !begun.isEmpty else { return nil }
    return MinedTests(
      failToPass: begun, passToPass: passToPass.filter { passed.contains($0) })
  }

  private init(failToPass: [String], passToPass: [String]) {
    (self.failToPass, self.passToPass) = (failToPass, passToPass)
  }
}
