import CLibgit2
package import Text
package import Vocabulary

extension Repository {
  /// The note on an object; `nil` when there is none.
  package func note(on object: ObjectID, ref: String) throws(GitError) -> String? {
    guard let tip = try reference(ref) else { return nil }
    let tree = try readCommit(tip).tree
    guard let place = try notePlaces(of: object, in: tree).present.first,
      let entry = try entry(at: place, inTree: tree)
    else { return nil }
    return String(decoding: try readBlob(entry.id), as: UTF8.self)
  }

  /// Puts a note on an object, in the place of one that is there, and moves the notes ref.
  ///
  /// Order: blob, trees, commit, sync, ref by compare-and-swap; when another writer was first, the
  /// note is put on what that writer left. libgit2's own writer never fans a tree out and overwrites
  /// the ref without looking; this one keeps the fan-out it finds and begins one where there is none.
  ///
  /// - Throws: ``GitError``; no note is visible then.
  /// - Complexity: O(*d*) in the size of the directories on the note's path.
  package func addNote(
    on object: ObjectID, text: Redacted<Outgoing>, ref: String, signature: Signature
  ) throws(GitError) {
    let blob = try writeBlob(Array(text.value.text.utf8))
    try editNotes(ref, signature, reason: "Notes added by 'git colleague'") {
      tree throws(GitError) in
      let places = try notePlaces(of: object, in: tree)
      return places.present.filter { $0 != places.wanted }.map { TreeEdit($0, .remove) }
        + [TreeEdit(places.wanted, .put(blob, .file))]
    }
  }

  /// Puts a note on an object that has none; an existing one stays, also one that another writer puts there
  /// at the same time.
  ///
  /// Order and errors are those of ``addNote(on:text:ref:signature:)``.
  ///
  /// - Returns: Whether the note was put there.
  package func addFirstNote(
    on object: ObjectID, text: Redacted<Outgoing>, ref: String, signature: Signature
  ) throws(GitError) -> Bool {
    guard try note(on: object, ref: ref) == nil else { return false }
    let blob = try writeBlob(Array(text.value.text.utf8))
    return try editNotes(ref, signature, reason: "Notes added by 'git colleague'") {
      tree throws(GitError) in
      let places = try notePlaces(of: object, in: tree)
      return places.present.isEmpty ? [TreeEdit(places.wanted, .put(blob, .file))] : []
    }
  }

  /// Takes the note off an object; does nothing when there is none.
  package func removeNote(
    on object: ObjectID, ref: String, signature: Signature
  ) throws(GitError) {
    guard try note(on: object, ref: ref) != nil else { return }
    try editNotes(ref, signature, reason: "Notes removed by 'git colleague'") {
      tree throws(GitError) in
      try notePlaces(of: object, in: tree).present.map { TreeEdit($0, .remove) }
    }
  }

  /// Moves the notes ref to a tree with `edits`; not at all where there are none.
  @discardableResult
  private func editNotes(
    _ ref: String, _ signature: Signature, reason: Redacted<String>,
    _ edits: (ObjectID?) throws(GitError) -> [TreeEdit]
  ) throws(GitError) -> Bool {
    for _ in 0..<50 {
      let tip = try reference(ref)
      var before: ObjectID?
      if let tip { before = try readCommit(tip).tree }
      let wanted = try edits(before)
      guard !wanted.isEmpty else { return false }
      let tree = try editTree(before, wanted)
      let commit = try commit(
        tree: tree, parents: tip.map { [$0] } ?? [], author: signature, committer: signature,
        message: reason.asMessage)
      try sync()
      do {
        try apply(
          .move(ref, from: tip, to: commit, reason: reason.value), durable: true)
        return true
      } catch GitError.moved {
        continue
      }
    }
    throw .locked(path: ref, ageInSeconds: nil)
  }

  /// Where the note of `object` is, at any depth, and where it is to be.
  ///
  /// A level's entries of two hexadecimal digits that are trees are its fan-out. Where a level has
  /// none, a new note goes to `ab/<38 digits>` below it, once; deeper levels that exist are followed.
  func notePlaces(
    of object: ObjectID, in tree: ObjectID?
  ) throws(GitError) -> (present: [String], wanted: String) {
    let digits = object.description
    guard let tree else { return ([], split(digits, after: 1)) }
    var present: [String] = []
    var level = tree
    var depth = 0
    while true {
      let rest = String(digits.dropFirst(2 * depth))
      if let entry = try entry(at: rest, inTree: level), entry.mode != .tree {
        present.append(split(digits, after: depth))
      }
      guard depth < 19, let below = try entry(at: String(rest.prefix(2)), inTree: level),
        below.mode == .tree
      else { break }
      level = below.id
      depth += 1
    }
    return (present, split(digits, after: max(1, depth)))
  }

  /// `digits` with a slash after each of the first `depth` pairs.
  private func split(_ digits: String, after depth: Int) -> String {
    var rest = Substring(digits)
    var parts: [Substring] = []
    for _ in 0..<depth {
      parts.append(rest.prefix(2))
      rest = rest.dropFirst(2)
    }
    return (parts + [rest]).joined(separator: "/")
  }
}
