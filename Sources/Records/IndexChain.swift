import Git
import Vocabulary

/// One ref whose commits keep an index: a tree of small files, found by their paths.
///
/// Many processes add to it; each change is one commit on the one before, and whoever was second puts
/// the change on what the first has left.
struct IndexChain: ~Copyable {
  private let ref: String
  private let author: Author

  /// One file that is put in.
  struct Addition {
    /// Its path in the index.
    var path: String
    /// What is in it.
    var bytes: [UInt8]
    /// A commit that is kept reachable, as the second parent; `nil` for none.
    var keeps: ObjectID?
    /// The subject of the commit that puts it in.
    var subject: String
  }

  /// The index at `ref`; changes are committed by `author`.
  init(at ref: String, author: Author) {
    self.ref = ref
    self.author = author
  }

  /// The index's tree; `nil` when there is none yet.
  func tree(in repository: borrowing Repository) throws(GitError) -> ObjectID? {
    guard let tip = try repository.reference(ref) else { return nil }
    return try repository.readCommit(tip).tree
  }

  /// The bytes of one file; `nil` when there is none.
  func file(_ path: String, in repository: borrowing Repository) throws(GitError) -> [UInt8]? {
    guard let tree = try tree(in: repository),
      let entry = try repository.entry(at: path, inTree: tree), entry.mode == .file
    else { return nil }
    return try repository.readBlob(entry.id)
  }

  /// Puts files in, one commit for each, and moves the ref once.
  ///
  /// - Throws: ``GitError``; nothing is visible then.
  /// - Complexity: O(*d*) for each in the size of the directories on its path.
  func add(
    _ additions: [Addition], at time: Int, in repository: borrowing Repository
  ) throws(GitError) {
    guard !additions.isEmpty else { return }
    let signature = author.signature(at: time)
    let committer = author.committing(at: time)
    for _ in 0..<50 {
      let start = try repository.reference(ref)
      var tip = start
      var tree: ObjectID?
      if let tip { tree = try repository.readCommit(tip).tree }
      for addition in additions {
        let blob = try repository.writeBlob(addition.bytes)
        let edit = TreeEdit(addition.path, .put(blob, .file))
        let next = try repository.editTree(tree, [edit])
        // A root commit cannot have a second parent alone; it begins with the empty index.
        if tip == nil, addition.keeps != nil {
          tip = try begin(signature, committer, in: repository)
        }
        tip = try repository.commit(
          tree: next, parents: [tip, addition.keeps].compactMap(\.self), author: signature,
          committer: committer, message: addition.subject + "\n")
        tree = next
      }
      guard let tip else { return }
      try repository.sync()
      do {
        return try repository.apply(
          RefEdit(name: ref, expected: start ?? .zero, new: tip, reason: "index"), durable: true)
      } catch GitError.moved {
        continue
      }
    }
    throw .locked(path: ref, ageInSeconds: nil)
  }

  /// Puts files in, then takes away the refs that they were told of by.
  ///
  /// A ref that another process has moved or taken away meanwhile is left as it is.
  func absorb(
    _ additions: [Addition], dropping refs: [(name: String, tip: ObjectID)], at time: Int,
    in repository: borrowing Repository
  ) throws(GitError) {
    try add(additions, at: time, in: repository)
    for (name, tip) in refs {
      do {
        try repository.apply(
          RefEdit(name: name, expected: tip, new: nil, reason: "kept in \(ref)"), durable: false)
      } catch GitError.moved { continue }
    }
  }

  private func begin(
    _ signature: Signature, _ committer: Signature, in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    try repository.commit(
      tree: try repository.editTree(nil, []), parents: [], author: signature, committer: committer,
      message: "begun\n")
  }
}
