import CLibgit2
import CLinux
import Files
import Glibc
package import Vocabulary

/// What a ref has to be before it is changed.
package enum RefExpectation: Hashable, Sendable {
  /// There is no such ref.
  case absent
  /// It has this value.
  case at(ObjectID)

  /// A ref that was read as `value`: absent where that is `nil`, or zero, as git writes it.
  package init(_ value: ObjectID?) {
    self = value.flatMap { $0 == .zero ? nil : RefExpectation.at($0) } ?? .absent
  }

  /// The value as libgit2 and ``GitError/moved(ref:expected:actual:)`` write it: zero for an absent ref.
  var id: ObjectID {
    switch self {
    case .absent: .zero
    case .at(let id): id
    }
  }
}

/// A change of one ref, carried out only from the state that it is expected in.
package struct RefEdit: Hashable, Sendable {
  /// The full name.
  package let name: String
  /// The state that the ref is expected in.
  package let expected: RefExpectation
  /// The value it gets; `nil` deletes it.
  package let new: ObjectID?
  /// One line for the reflog, where the ref has one.
  package let reason: String

  /// Creates the ref `name` at `new`.
  package static func create(_ name: String, at new: ObjectID, reason: String) -> RefEdit {
    RefEdit(name: name, expected: .absent, new: new, reason: reason)
  }

  /// Moves the ref `name` to `new`.
  ///
  /// - Parameter old: The value it was read as; `nil` or zero creates it.
  package static func move(
    _ name: String, from old: ObjectID?, to new: ObjectID, reason: String
  ) -> RefEdit {
    RefEdit(name: name, expected: RefExpectation(old), new: new, reason: reason)
  }

  /// Deletes the ref `name`, whose value is `old`.
  package static func delete(_ name: String, ifAt old: ObjectID, reason: String) -> RefEdit {
    RefEdit(name: name, expected: .at(old), new: nil, reason: reason)
  }
}

extension Repository {
  /// What a ref points at, symbolic refs followed; `nil` when there is no such ref.
  package func reference(_ name: String) throws(GitError) -> ObjectID? {
    var id = git_oid()
    let code = git_reference_name_to_id(&id, raw, name)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    if code != GIT_OK.rawValue, let path = unreadableFile(of: name) {
      throw .unreadableRef(path: path)
    }
    try check(code, name)
    return ObjectID(id)
  }

  /// Whether there is a ref of this name, whatever it points at, also one that cannot be read.
  package func hasReference(_ name: String) throws(GitError) -> Bool {
    var found: OpaquePointer?
    let code = git_reference_lookup(&found, raw, name)
    git_reference_free(found)
    if code == GIT_ENOTFOUND.rawValue { return false }
    // Without the packed refs nobody knows.
    if code != GIT_OK.rawValue, let path = unreadableFile(of: name), path.hasSuffix("/packed-refs")
    {
      throw .unreadableRef(path: path)
    }
    return true
  }

  /// The file that keeps a ref from being read, after libgit2 has failed to: the ref's own, or that of the packed ones;
  /// `nil` where neither is to blame.
  private func unreadableFile(of name: String) -> String? {
    let words = git_error_last().flatMap { $0.pointee.message }.map { String(cString: $0) } ?? ""
    if words.contains("packed references file") { return commonDirectory + "/packed-refs" }
    guard words.contains("corrupted loose reference") else { return nil }
    return "\(commonDirectory)/\(name)"
  }

  /// All refs whose names begin with `prefix`, with what they point at, by name.
  ///
  /// - Throws: ``GitError/unreadableRef(path:)`` where the file of one is damaged: what is listed is all there is.
  /// - Complexity: O(*n*) in the repository's packed refs and the loose ones below `prefix`.
  package func references(
    withPrefix prefix: String
  ) throws(GitError) -> [(name: String, id: ObjectID)] {
    var begun: OpaquePointer?
    let code = git_reference_iterator_glob_new(&begun, self.raw, prefix + "*")
    if code != GIT_OK.rawValue, let path = unreadableFile(of: prefix) {
      throw .unreadableRef(path: path)
    }
    let raw = try make(prefix) { made in
      made = begun
      return code
    }
    let iterator = Handle(raw, freedBy: git_reference_iterator_free)
    var found: [(name: String, id: ObjectID)] = []
    var next: OpaquePointer?
    while true {
      let code = git_reference_next(&next, iterator.raw)
      if code == GIT_ITEROVER.rawValue { break }
      try check(code, prefix)
      guard let next else { break }
      defer { git_reference_free(next) }
      let name = String(cString: git_reference_name(next))
      if let id = try reference(name) { found.append((name, id)) }
    }
    try checkLooseRefs(withPrefix: prefix, known: Set(found.map(\.name)))
    return found.sorted { $0.name < $1.name }
  }

  /// Reads what the listing has passed over, as libgit2's does with a file that holds no ref.
  private func checkLooseRefs(
    withPrefix prefix: String, known: Set<String>
  ) throws(GitError) {
    let above = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? "refs"
    var pending = [above]
    while let folder = pending.popLast() {
      for file in names(inDirectory: "\(commonDirectory)/\(folder)") {
        let name = "\(folder)/\(file)"
        guard name.hasPrefix(prefix) || prefix.hasPrefix(name + "/"), !known.contains(name),
          !name.hasSuffix(".lock")
        else { continue }
        var status = stat()
        guard lstat("\(commonDirectory)/\(name)", &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: pending.append(name)
        case S_IFREG: _ = try reference(name)
        default: break
        }
      }
    }
  }

  /// Moves a ref by compare-and-swap, waiting a few seconds for another process's lock.
  ///
  /// A lock on a ref of ours that is five seconds old, and that no living process of ours holds, was left by
  /// one that was killed; it is removed.
  ///
  /// The ref's file is on the device before it gets the ref's name, and the name is before this returns.
  ///
  /// - Parameter durable: Whether that is so for the folders above a new ref, too.
  /// - Throws: ``GitError/moved(ref:expected:actual:)`` when the ref has another value;
  ///   ``GitError/locked(path:ageInSeconds:)`` with the lock's file. The ref is as it was then.
  package func apply(_ edit: RefEdit, durable: Bool) throws(GitError) {
    let lock = "\(commonDirectory)/\(edit.name).lock"
    do {
      try moveWaiting(edit)
    } catch GitError.locked {
      // Also where it was not removed: whoever held it may have let go of it meanwhile.
      removeStaleLock(on: edit.name)
      do { try moveWaiting(edit) } catch GitError.locked {
        throw .locked(path: lock, ageInSeconds: age(of: lock))
      }
    }
    shareObjects()
    share(ref: edit.name)
    // libgit2 syncs the ref's file and folder; the folders above may be new with a new ref.
    guard durable, edit.new != nil, edit.expected == .absent else { return }
    var folder = edit.name[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let path = "\(commonDirectory)/\(folder)"
      guard colleague_fsync(path) != 0, errno != ENOENT else { continue }
      throw .system(errno: errno, doing: "syncing \(path)")
    }
  }

  /// Moves the ref, waiting up to two seconds for its lock.
  private func moveWaiting(_ edit: RefEdit) throws(GitError) {
    try retrying { () throws(GitError) in
      try WritersLock.shared(of: commonDirectory) { () throws(GitError) in
        if let new = edit.new { try move(edit, to: new) } else { try remove(edit) }
      }
    }
  }

  private func move(_ edit: RefEdit, to new: ObjectID) throws(GitError) {
    var made: OpaquePointer?
    var newID = new.raw
    var oldID = edit.expected.id.raw
    let code = git_reference_create_matching(
      &made, raw, edit.name, &newID, 1, &oldID, edit.reason)
    git_reference_free(made)
    if code == GIT_EMODIFIED.rawValue || code == GIT_EEXISTS.rawValue
      || code == GIT_ENOTFOUND.rawValue
    {
      let actual = try reference(edit.name)
      guard RefExpectation(actual) == edit.expected else {
        throw .moved(ref: edit.name, expected: edit.expected.id, actual: actual)
      }
      throw .locked(path: edit.name, ageInSeconds: nil)
    }
    guard code < 0 else { return }
    let failure = error(of: code, edit.name)
    // On a disk that has become read-only, libgit2 says of objects that they are written.
    let objects = commonDirectory + "/objects"
    guard try exists(new) || access(objects, W_OK) == 0 else {
      throw .system(errno: errno, doing: "writing to \(objects)")
    }
    throw failure
  }

  private func remove(_ edit: RefEdit) throws(GitError) {
    let found = try find(edit.name) { git_reference_lookup(&$0, raw, edit.name) }
    guard let found else {
      throw .moved(ref: edit.name, expected: edit.expected.id, actual: nil)
    }
    let reference = Handle(found, freedBy: git_reference_free)
    let actual = ObjectID(git_reference_target(reference.raw))
    guard .at(actual) == edit.expected else {
      throw .moved(ref: edit.name, expected: edit.expected.id, actual: actual)
    }
    // Compares with the value looked up above under the ref's lock.
    let code = git_reference_delete(reference.raw)
    if code == GIT_EMODIFIED.rawValue || code == GIT_ENOTFOUND.rawValue {
      throw .moved(
        ref: edit.name, expected: edit.expected.id, actual: try self.reference(edit.name))
    }
    try check(code, edit.name)
  }

  /// Whether a branch is checked out in the main or any linked worktree, or is being rebased there.
  ///
  /// - Complexity: O(*w*) in the worktrees; each one's `HEAD` is read.
  package func isCheckedOut(_ branch: String) throws(GitError) -> Bool {
    let worktrees = commonDirectory + "/worktrees"
    let places = [commonDirectory] + names(inDirectory: worktrees).map { "\(worktrees)/\($0)" }
    return places.contains { place in
      let head = firstLine(of: place + "/HEAD") ?? ""
      if head.split(whereSeparator: \.isWhitespace).elementsEqual(["ref:", Substring(branch)]) {
        return true
      }
      return ["rebase-merge", "rebase-apply"].contains {
        firstLine(of: "\(place)/\($0)/head-name") == branch
      }
    }
  }
}
