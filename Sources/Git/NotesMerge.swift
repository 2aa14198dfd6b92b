import CLibgit2
import Text
package import Vocabulary

extension Repository {
  /// The newest commit that both come from; `nil` when they have nothing in common.
  ///
  /// - Complexity: O(*n*) in the commits between the two and it.
  package func mergeBase(of one: ObjectID, _ other: ObjectID) throws(GitError) -> ObjectID? {
    var base = git_oid()
    var oneID = one.raw
    var otherID = other.raw
    let code = git_merge_base(&base, raw, &oneID, &otherID)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    try check(code, "commits \(one) and \(other)")
    return ObjectID(base)
  }

  /// What happens to a note that both sides have changed.
  package enum NoteJoining: Hashable, Sendable {
    /// Both texts, ours first, unless one holds the other.
    case both
    /// The text of the side that is joined: for notes of which half would be none.
    case theirs
  }

  /// Joins the notes of the commit `theirs` to those at `ref`, and moves `ref`.
  ///
  /// A note that only one side has changed since they parted is that side's; one that both have changed
  /// is joined by `joining`, and with ``NoteJoining/both`` nothing of either is lost; one that a side has
  /// removed and the other changed stays. Order: blobs, trees, a commit with both as parents, sync, ref by compare-and-swap.
  ///
  /// - Throws: ``GitError``; `ref` is as it was, or as another writer left it.
  /// - Complexity: O(*c*) in the notes that `theirs` has changed since.
  package func mergeNotes(
    of theirs: ObjectID, into ref: String, signature: Signature, joining: NoteJoining = .both
  ) throws(GitError) {
    for _ in 0..<50 {
      let tip = try reference(ref)
      var next = theirs
      if let tip {
        let base = try mergeBase(of: tip, theirs)
        if base == theirs { return }
        if base != tip { next = try mergedNotes(tip, theirs, from: base, signature, joining) }
      }
      try sync()
      do {
        return try apply(
          .move(ref, from: tip, to: next, reason: "Notes merged by 'git colleague'"), durable: true)
      } catch GitError.moved {
        continue
      }
    }
    throw .locked(path: ref, ageInSeconds: nil)
  }

  /// Writes the commit that has the notes of both.
  private func mergedNotes(
    _ ours: ObjectID, _ theirs: ObjectID, from base: ObjectID?, _ signature: Signature,
    _ joining: NoteJoining
  ) throws(GitError) -> ObjectID {
    let ourTree = try readCommit(ours).tree
    let theirTree = try readCommit(theirs).tree
    var baseTree: ObjectID?
    if let base { baseTree = try readCommit(base).tree }
    var edits: [TreeEdit] = []
    var seen: Set<String> = []
    for change in try changes(from: baseTree, to: theirTree) {
      let digits = change.path.replacing("/", with: "")
      guard let object = ObjectID(digits) else {
        let isNew = try entry(at: change.path, inTree: ourTree) == nil
        if isNew, let new = change.new {
          edits.append(TreeEdit(change.path, .put(new.id, new.mode)))
        }
        continue
      }
      // One that moved to another depth is two changes.
      guard seen.insert(digits).inserted else { continue }
      edits += try noteEdits(
        on: object, ours: ourTree, theirs: try noteBlob(of: object, in: theirTree),
        base: try noteBlob(of: object, in: baseTree), joining)
    }
    return try commit(
      tree: try editTree(ourTree, edits), parents: [ours, theirs], author: signature,
      committer: signature, message: "Notes merged by 'git colleague'\n")
  }

  private func noteBlob(of object: ObjectID, in tree: ObjectID?) throws(GitError) -> ObjectID? {
    guard let tree, let place = try notePlaces(of: object, in: tree).present.first else {
      return nil
    }
    return try entry(at: place, inTree: tree)?.id
  }

  private func noteEdits(
    on object: ObjectID, ours tree: ObjectID, theirs: ObjectID?, base: ObjectID?,
    _ joining: NoteJoining
  ) throws(GitError) -> [TreeEdit] {
    let ours = try noteBlob(of: object, in: tree)
    guard theirs != base, theirs != ours else { return [] }
    let places = try notePlaces(of: object, in: tree)
    let removals = places.present.filter { $0 != places.wanted }.map { TreeEdit($0, .remove) }
    guard let theirs else {
      return ours == base ? places.present.map { TreeEdit($0, .remove) } : []
    }
    guard let ours, ours != base, joining == .both else {
      return removals + [TreeEdit(places.wanted, .put(theirs, .file))]
    }
    let (one, other) = (try readBlob(ours), try readBlob(theirs))
    if one.firstRange(of: other) != nil { return [] }
    let union = other.firstRange(of: one) != nil ? other : one + [0x0a] + other
    return removals + [TreeEdit(places.wanted, .put(try writeBlob(union), .file))]
  }
}
