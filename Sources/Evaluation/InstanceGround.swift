import Git
import Text
import Vocabulary

/// What an instance begins with and is graded on: commits and trees of its clone.
struct InstanceGround {
  /// The base, by its tree.
  let base: Base
  /// The base's tree with the tests that grade the instance.
  let tested: ObjectID
  /// The files that these tests bring or change.
  let testPaths: Set<ExactText>
  /// The commit that has solved it; `nil` where none is named.
  let fix: ObjectID?
  /// What the work starts from: the base, or a commit on it that adds the tests.
  let start: Base

  /// Lays it in `repository`, in which commits, trees and blobs are written.
  ///
  /// - Throws: ``EvaluationError/testsDoNotApply(base:)``, ``EvaluationError/git(_:)``.
  init(
    for instance: Instance, base: ObjectID, fix: ObjectID?, in repository: borrowing Repository
  ) throws(EvaluationError) {
    self.fix = fix
    do {
      let tree = try repository.readCommit(base).tree
      self.base = Base(commit: base, tree: tree, ref: nil, name: base.abbreviated())
      switch instance.tests {
      case .patch(let patch):
        guard let applied = try repository.applied(Array(patch.utf8), to: tree) else {
          throw EvaluationError.testsDoNotApply(base: instance.base)
        }
        (tested, testPaths) = applied
      case .paths(let paths):
        let solved = try fix.map { try repository.readCommit($0).tree } ?? tree
        var edits: [TreeEdit] = []
        for path in paths {
          let entry = try repository.entry(at: path, inTree: solved)
          edits.append(TreeEdit(path, entry.map { .put($0.id, $0.mode) } ?? .remove))
        }
        tested = edits.isEmpty ? tree : try repository.editTree(tree, edits)
        testPaths = Set(names: paths)
      }
      start =
        instance.givesTests && tested != tree
        ? try InstanceGround.commit(tested, on: base, saying: "Add tests\n", in: repository)
        : self.base
    } catch { throw EvaluationError(error) }
  }

  /// `tree` with the tests of the instance over it, whatever it has in their place.
  func withTests(
    _ tree: ObjectID, in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    try taking(testPaths, from: tested, into: tree, in: repository)
  }

  /// `tree` with the base's files in the place of the tests of the instance.
  func withoutTests(
    _ tree: ObjectID, in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    try taking(testPaths, from: base.tree, into: tree, in: repository)
  }

  private func taking(
    _ paths: Set<ExactText>, from other: ObjectID, into tree: ObjectID,
    in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    var edits: [TreeEdit] = []
    for path in paths.names {
      let entry = try repository.entry(at: path, inTree: other)
      guard try repository.entry(at: path, inTree: tree) != entry else { continue }
      edits.append(TreeEdit(path, entry.map { .put($0.id, $0.mode) } ?? .remove))
    }
    return edits.isEmpty ? tree : try repository.editTree(tree, edits)
  }

  /// A commit of `tree` on `parent`, at the parent's own time: what is made twice is the same.
  static func commit(
    _ tree: ObjectID, on parent: ObjectID, saying message: Redacted<Outgoing>,
    in repository: borrowing Repository
  ) throws(GitError) -> Base {
    let time = try repository.readCommit(parent).committer.time
    let author = Signature(name: "colleague", email: "colleague@localhost", time: time, offset: 0)
    let commit = try repository.commit(
      tree: tree, parents: [parent], author: author, committer: author, message: message)
    return Base(commit: commit, tree: tree, ref: nil, name: commit.abbreviated())
  }
}
