import Git
import Text
import Vocabulary

/// One ref whose commits keep an index: a tree of small files, found by their paths.
///
/// Many processes add to it; each change is one commit on the one before, and whoever was second puts
/// the change on what the first has left. Each commit has the header of the author's key, see ``RecordKey``, for the
/// index's own name: the newest vouches for the whole index.
struct IndexChain: ~Copyable {
  private let ref: String
  private let name: String
  private let author: Author

  /// One file that is put in, or taken out.
  struct Addition {
    /// Its path in the index.
    var path: String
    /// What is in it; `nil` takes the file out.
    var bytes: Redacted<[UInt8]>?
    /// A commit that is kept reachable, as the second parent; `nil` for none.
    var keeps: ObjectID?
    /// The subject of the commit that puts it in.
    var subject: Redacted<String>
  }

  /// The index at `ref`; changes are committed by `author`.
  ///
  /// - Parameter name: The ref that its commits were written for, where it stands at another one, as a remote's does.
  init(at ref: String, writtenFor name: String? = nil, author: Author) {
    self.ref = ref
    self.name = name ?? ref
    self.author = author
  }

  /// Whether the author's key vouches for the index as it stands; `nil` where there is none.
  func isOwn(in repository: borrowing Repository) throws(RecordsError) -> Bool? {
    guard let tip = try git({ () throws(GitError) in try repository.reference(ref) }) else {
      return nil
    }
    return try isOwn(tip, in: repository)
  }

  private func isOwn(
    _ tip: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> Bool {
    try author.key?.vouches(for: tip, at: name, in: repository) ?? false
  }

  /// The bytes of one file; `nil` when there is none, or it is larger than `limit` bytes.
  ///
  /// - Throws: ``RecordsError/unreadableIndex(_:cause:)``; ``RecordsError/unreadable(path:cause:)`` where it is
  ///   the one file that cannot be read.
  func file(
    _ path: String, in repository: borrowing Repository, limit: Int = .max
  ) throws(RecordsError) -> [UInt8]? {
    let found = try read { () throws(GitError) in
      try tree(in: repository).flatMap { tree throws(GitError) in
        try repository.entry(at: path, inTree: tree)
      }
    }
    guard let found, found.mode == .file else { return nil }
    do { return try repository.readBlob(found.id, limit: limit) } catch {
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
  /// - Parameter believed: Makes the tree that is gone on from of an index for which the author's key does not vouch;
  ///   the same one unless given. It is asked where the author has a key.
  /// - Throws: ``RecordsError``; nothing is visible then.
  /// - Complexity: O(*d*) for each in the size of the directories on its path.
  func add(
    _ additions: [Addition], at time: Int, in repository: borrowing Repository,
    believing believed: (ObjectID) throws(RecordsError) -> ObjectID = { $0 }
  ) throws(RecordsError) {
    guard !additions.isEmpty else { return }
    try change(at: time, in: repository, believing: believed) { _ throws(RecordsError) in additions
    }
  }

  /// Puts in what `additions` makes of the index's tree, `nil` for none: one commit for each, and the ref is moved once. It is
  /// asked again where another process was faster, so that nothing of that one's is lost.
  ///
  /// - Parameter believed: As of ``add(_:at:in:believing:)``.
  /// - Throws: ``RecordsError``, and what `additions` throws; nothing is visible then.
  func change(
    at time: Int, in repository: borrowing Repository,
    believing believed: (ObjectID) throws(RecordsError) -> ObjectID = { $0 },
    _ additions: (_ tree: ObjectID?) throws(RecordsError) -> [Addition]
  ) throws(RecordsError) {
    _ = try read { () throws(GitError) in try tree(in: repository) }
    try move(in: repository) { start, tree throws(RecordsError) in
      var tree = tree
      if author.key != nil, let start, let found = tree, try !isOwn(start, in: repository) {
        tree = try believed(found)
      }
      let additions = try additions(tree)
      guard !additions.isEmpty else { return start }
      return try git { () throws(GitError) in
        try commit(additions, on: start, tree, at: time, in: repository)
      }
    }
  }

  /// Makes the index as it stands the author's own: one commit with the same files.
  ///
  /// - Throws: ``RecordsError``; it is as it was then.
  func takeOver(at time: Int, in repository: borrowing Repository) throws(RecordsError) {
    try move(in: repository) { start, tree throws(RecordsError) in
      guard let start, let tree, try !isOwn(start, in: repository) else { return start }
      return try git { () throws(GitError) in
        try repository.commitRecord(
          at: name, tree: tree, parents: [start], by: author, at: time,
          message: "taken over\n")
      }
    }
  }

  /// Joins what the commit `theirs` has to the index: where one goes on from the other, it is that one's; else one more
  /// commit with both as parents.
  ///
  /// - Parameters:
  ///   - isTheirsOwn: Whether the author's key vouches for `theirs`. Only then can it be taken as it is.
  ///   - merged: Makes the tree of both, of the trees and of whether the author's key vouches for each; `nil` leaves the
  ///     index as it is.
  /// - Throws: ``RecordsError``; the index is as it was then.
  func join(
    _ theirs: ObjectID, isOwn isTheirsOwn: Bool, at time: Int, in repository: borrowing Repository,
    _ merged: (_ ours: (tree: ObjectID, isOwn: Bool)?, _ theirs: ObjectID) throws(RecordsError)
      -> ObjectID?
  ) throws(RecordsError) {
    let theirTree = try read { () throws(GitError) in try repository.readCommit(theirs).tree }
    try move(in: repository) { start, tree throws(RecordsError) in
      guard let start, let tree else {
        if isTheirsOwn { return theirs }
        guard let next = try merged(nil, theirTree) else { return nil }
        return try commit(joining: [theirs], tree: next, at: time, in: repository)
      }
      let isOwn = try isOwn(start, in: repository)
      let base = try git { () throws(GitError) in try repository.mergeBase(of: start, theirs) }
      if base == theirs { return start }
      if base == start, isTheirsOwn { return theirs }
      guard let next = try merged((tree, isOwn), theirTree) else { return start }
      // The same two joined anywhere are the same tree; the parents' order tells who did it.
      return try commit(joining: [start, theirs], tree: next, at: time, in: repository)
    }
  }

  private func commit(
    joining parents: [ObjectID], tree: ObjectID, at time: Int, in repository: borrowing Repository
  ) throws(RecordsError) -> ObjectID {
    try git { () throws(GitError) in
      try repository.commitRecord(
        at: name, tree: tree, parents: parents, by: author, at: time, message: "joined\n")
    }
  }

  /// Moves the ref to the commit that `next` makes of where it stands, and of the tree there: objects, sync, ref; again
  /// where another process was faster.
  private func move(
    in repository: borrowing Repository,
    to next: (_ start: ObjectID?, _ tree: ObjectID?) throws(RecordsError) -> ObjectID?
  ) throws(RecordsError) {
    for _ in 0..<50 {
      let (start, tree) = try git { () throws(GitError) in
        let start = try repository.reference(ref)
        return (
          start, try start.map { tip throws(GitError) in try repository.readCommit(tip).tree }
        )
      }
      guard let tip = try next(start, tree), tip != start else { return }
      do {
        try repository.sync()
        return try repository.apply(
          .move(ref, from: start, to: tip, reason: "index"), durable: true)
      } catch GitError.moved { continue } catch { throw .git(error) }
    }
    throw .git(.locked(path: ref, ageInSeconds: nil))
  }

  /// Writes a commit for each of `additions` and returns the last.
  private func commit(
    _ additions: [Addition], on start: ObjectID?, _ tree: ObjectID?, at time: Int,
    in repository: borrowing Repository
  ) throws(GitError) -> ObjectID? {
    var (tip, tree) = (start, tree)
    for addition in additions {
      var change = TreeEdit.Change.remove
      if let bytes = addition.bytes {
        change = .put(try repository.writeBlob(bytes.value), .file)
      }
      let next = try repository.editTree(tree, [TreeEdit(addition.path, change)])
      // A root commit cannot have a second parent alone; it begins with the empty index.
      if tip == nil, addition.keeps != nil {
        tip = try repository.commitRecord(
          at: name, tree: try repository.editTree(nil, []), parents: [], by: author, at: time,
          message: "begun\n")
      }
      tip = try repository.commitRecord(
        at: name, tree: next, parents: [tip, addition.keeps].compactMap(\.self), by: author,
        at: time, message: addition.subject.asMessage)
      tree = next
    }
    return tip
  }

  /// Puts files in, then deletes the refs that held their content before.
  ///
  /// A ref that another process has moved or taken away meanwhile is left as it is.
  ///
  /// - Parameter believed: As of ``add(_:at:in:believing:)``.
  func absorb(
    _ additions: [Addition], dropping refs: [(name: String, tip: ObjectID)], at time: Int,
    in repository: borrowing Repository,
    believing believed: (ObjectID) throws(RecordsError) -> ObjectID = { $0 }
  ) throws(RecordsError) {
    try add(additions, at: time, in: repository, believing: believed)
    for (name, tip) in refs {
      do {
        try repository.apply(
          .delete(name, ifAt: tip, reason: "kept in \(ref)"), durable: false)
      } catch GitError.moved { continue } catch { throw .git(error) }
    }
  }
}
