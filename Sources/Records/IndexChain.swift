import Git
import Text
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
    var bytes: Redacted<[UInt8]>
    /// A commit that is kept reachable, as the second parent; `nil` for none.
    var keeps: ObjectID?
    /// The subject of the commit that puts it in.
    var subject: Redacted<String>
  }

  /// The index at `ref`; changes are committed by `author`.
  init(at ref: String, author: Author) {
    self.ref = ref
    self.author = author
  }

  /// The bytes of one file; `nil` when there is none.
  ///
  /// - Throws: ``RecordsError/unreadableIndex(_:cause:)``; ``RecordsError/unreadable(path:cause:)`` where it is
  ///   the one file that cannot be read.
  func file(_ path: String, in repository: borrowing Repository) throws(RecordsError) -> [UInt8]? {
    let found = try read { () throws(GitError) in
      try tree(in: repository).flatMap { tree throws(GitError) in
        try repository.entry(at: path, inTree: tree)
      }
    }
    guard let found, found.mode == .file else { return nil }
    do { return try repository.readBlob(found.id) } catch {
      throw .unreadable(path: "\(ref):\(path)", cause: error)
    }
  }

  /// The paths of all files, sorted.
  ///
  /// - Complexity: O(*n*) in the files; none is read.
  func paths(in repository: borrowing Repository) throws(RecordsError) -> [String] {
    try read { () throws(GitError) in
      guard let tree = try tree(in: repository) else { return [] }
      var paths: [String] = []
      try repository.forEachFile(inTree: tree) { path, _ in paths.append(path) }
      return paths.sorted()
    }
  }

  /// The names of the files in the folder `path`, sorted; empty where there is no such folder.
  ///
  /// - Complexity: O(*n*) in the files of that folder; none is read.
  func names(
    in path: String, of repository: borrowing Repository
  ) throws(RecordsError) -> [String] {
    try read { () throws(GitError) in
      guard let tree = try tree(in: repository),
        let folder = try repository.entry(at: path, inTree: tree), folder.mode == .tree
      else { return [] }
      var names: [String] = []
      try repository.forEachFile(inTree: folder.id) { name, _ in names.append(name) }
      return names.sorted()
    }
  }

  private func tree(in repository: borrowing Repository) throws(GitError) -> ObjectID? {
    guard let tip = try repository.reference(ref) else { return nil }
    return try repository.readCommit(tip).tree
  }

  /// Does `work`, which reads the index; an error concerns the whole index.
  private func read<Value>(_ work: () throws(GitError) -> Value) throws(RecordsError) -> Value {
    do { return try work() } catch { throw .unreadableIndex(ref, cause: error) }
  }

  /// Puts files in, one commit for each, and moves the ref once.
  ///
  /// - Throws: ``RecordsError``; nothing is visible then.
  /// - Complexity: O(*d*) for each in the size of the directories on its path.
  func add(
    _ additions: [Addition], at time: Int, in repository: borrowing Repository
  ) throws(RecordsError) {
    guard !additions.isEmpty else { return }
    _ = try read { () throws(GitError) in try tree(in: repository) }
    try git { () throws(GitError) in try put(additions, at: time, in: repository) }
  }

  private func put(
    _ additions: [Addition], at time: Int, in repository: borrowing Repository
  ) throws(GitError) {
    let signature = author.signature(at: time)
    let committer = author.committing(at: time)
    for _ in 0..<50 {
      let start = try repository.reference(ref)
      var tip = start
      var tree: ObjectID?
      if let tip { tree = try repository.readCommit(tip).tree }
      for addition in additions {
        let blob = try repository.writeBlob(addition.bytes.value)
        let edit = TreeEdit(addition.path, .put(blob, .file))
        let next = try repository.editTree(tree, [edit])
        // A root commit cannot have a second parent alone; it begins with the empty index.
        if tip == nil, addition.keeps != nil {
          tip = try begin(signature, committer, in: repository)
        }
        tip = try repository.commit(
          tree: next, parents: [tip, addition.keeps].compactMap(\.self), author: signature,
          committer: committer, message: addition.subject.asMessage)
        tree = next
      }
      guard let tip else { return }
      try repository.sync()
      do {
        return try repository.apply(
          .move(ref, from: start, to: tip, reason: "index"), durable: true)
      } catch GitError.moved {
        continue
      }
    }
    throw .locked(path: ref, ageInSeconds: nil)
  }

  /// Puts files in, then deletes the refs that held their content before.
  ///
  /// A ref that another process has moved or taken away meanwhile is left as it is.
  func absorb(
    _ additions: [Addition], dropping refs: [(name: String, tip: ObjectID)], at time: Int,
    in repository: borrowing Repository
  ) throws(RecordsError) {
    try add(additions, at: time, in: repository)
    for (name, tip) in refs {
      do {
        try repository.apply(
          .delete(name, ifAt: tip, reason: "kept in \(ref)"), durable: false)
      } catch GitError.moved { continue } catch { throw .git(error) }
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
