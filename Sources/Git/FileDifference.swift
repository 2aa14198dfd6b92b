import CLibgit2
package import Vocabulary

/// How one file differs between two trees, as a patch that is sent by mail says it.
package struct FileDifference: Hashable, Sendable {
  /// What has happened to the file.
  package enum Kind: Hashable, Sendable {
    /// It is new.
    case added
    /// It is gone.
    case deleted
    /// Its content, its mode or its type is another one.
    case changed
    /// It stood elsewhere before; `similarity` in per cent, 50 at least.
    case renamed(similarity: Int)
  }

  /// A file on one side of the difference.
  package struct Side: Hashable, Sendable {
    /// The path's bytes, which need not be UTF-8.
    package var path: [UInt8]
    /// What kind of file it is.
    package var mode: FileMode
    /// Bytes of a binary file whose content has changed; 0 for any other.
    package var size = 0
    /// The object.
    var id: ObjectID
  }

  /// What has happened.
  package var kind: Kind
  /// The file as it was; `nil` for a new one.
  package var old: Side?
  /// The file as it is; `nil` for one that is gone.
  package var new: Side?
  /// Lines that are new.
  package var added = 0
  /// Lines that are gone.
  package var removed = 0
  /// Whether it is no text.
  package var isBinary = false
  /// The difference as `git format-patch` prints it, from `diff --git` on.
  package var text: [UInt8] = []

  /// Where the file is, or was.
  package var path: [UInt8] { new?.path ?? old?.path ?? [] }
}

extension Repository {
  /// The differences of two trees file by file, by path, byte for byte as `git format-patch` prints them.
  ///
  /// Renames are found by git's own measure. Binary files come whole, as a `GIT binary patch` with full ids;
  /// how well they are compressed may differ from git. A file that became a link, or the other way round, is
  /// one difference whose text takes the one away and adds the other. Ids of text files have seven digits,
  /// and more where seven are ambiguous here.
  ///
  /// - Parameters:
  ///   - old: The tree before; `nil` for an empty one.
  ///   - new: The tree after; `nil` for an empty one.
  /// - Throws: ``GitError/notFound(_:)`` when a tree or a file's content is missing.
  /// - Complexity: O(*c*) in the content of what differs; O(*a · d*) in the added and the deleted files that have
  ///   no equal, up to git's own limit of a thousand of each.
  package func differences(
    from old: ObjectID?, to new: ObjectID?
  ) throws(GitError) -> [FileDifference] {
    // libgit2 would take a file that became a link for one that was renamed away.
    let diff = try makeDiff(
      from: old, to: new, alsoBy: GIT_DIFF_SHOW_BINARY.rawValue, types: .leftOut)
    let renames = try renames(in: diff)
    let moved = Set(renames.flatMap { [$0.old, $0.new] })
    var differences = try changesOfType(from: old, to: new)
    for index in 0..<git_diff_num_deltas(diff.raw) where !moved.contains(index) {
      differences.append(try difference(index, of: diff))
    }
    for rename in renames { differences.append(try difference(rename, of: diff)) }
    return differences.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// The paths that have become another type of file.
  private func changesOfType(
    from old: ObjectID?, to new: ObjectID?
  ) throws(GitError) -> [FileDifference] {
    let diff = try makeDiff(from: old, to: new)
    var differences: [FileDifference] = []
    for index in 0..<git_diff_num_deltas(diff.raw) {
      guard let delta = git_diff_get_delta(diff.raw, index)?.pointee,
        delta.status == GIT_DELTA_TYPECHANGE
      else { continue }
      differences.append(try changeOfType(delta, from: old, to: new))
    }
    return differences
  }

  /// One file's difference, its text included.
  private func difference(
    _ index: Int, of diff: borrowing Handle
  ) throws(GitError) -> FileDifference {
    var raw: OpaquePointer?
    try check(git_patch_from_diff(&raw, diff.raw, index), "diff")
    defer { git_patch_free(raw) }
    guard let delta = git_diff_get_delta(diff.raw, index)?.pointee else { throw .notFound("diff") }
    var difference = FileDifference(delta)
    difference.isBinary = try isBinary(difference, delta.flags)
    try put(raw, into: &difference)
    return difference
  }

  /// The difference of a file that was moved, its text included.
  private func difference(
    _ rename: Rename, of diff: borrowing Handle
  ) throws(GitError) -> FileDifference {
    guard let old = git_diff_get_delta(diff.raw, rename.old)?.pointee.old_file,
      let new = git_diff_get_delta(diff.raw, rename.new)?.pointee.new_file
    else { throw .notFound("diff") }
    var difference = FileDifference(
      kind: .renamed(similarity: rename.similarity), old: .init(old), new: .init(new))
    guard
      let patch = try patch(of: rename, in: diff, alsoBy: GIT_DIFF_SHOW_BINARY.rawValue)
    else {
      difference.isBinary = try isBinary(difference, 0)
      try put(nil, into: &difference)
      return difference
    }
    difference.isBinary = try isBinary(
      difference, git_patch_get_delta(patch.raw)?.pointee.flags ?? 0)
    try put(patch.raw, into: &difference)
    return difference
  }

  /// Gives a difference the lines and the text of its patch; `nil` where the contents are the same.
  private func put(
    _ raw: OpaquePointer?, into difference: inout FileDifference
  ) throws(GitError) {
    var hunks: [UInt8] = []
    if let raw {
      try check(git_patch_line_stats(nil, &difference.added, &difference.removed, raw), "diff")
      var buffer = git_buf()
      try check(git_patch_to_buf(&buffer, raw), "diff")
      defer { git_buf_dispose(&buffer) }
      hunks = DiffText.hunks(of: bytes(of: buffer))
    }
    if difference.isBinary, difference.old?.id != difference.new?.id {
      if let side = difference.old { difference.old?.size = try size(of: side) }
      if let side = difference.new { difference.new?.size = try size(of: side) }
    }
    difference.text = try text(of: difference, hunks)
  }

  /// The difference of a path that has become another type of file.
  private func changeOfType(
    _ delta: git_diff_delta, from old: ObjectID?, to new: ObjectID?
  ) throws(GitError) -> FileDifference {
    var whole = FileDifference(delta)
    let diff = try makeDiff(
      from: old, to: new, alsoBy: GIT_DIFF_SHOW_BINARY.rawValue, types: .split)
    for wanted in [GIT_DELTA_DELETED, GIT_DELTA_ADDED] {
      for index in 0..<git_diff_num_deltas(diff.raw) {
        guard let part = git_diff_get_delta(diff.raw, index)?.pointee, part.status == wanted,
          bytes(of: part.new_file.path) == whole.new?.path
        else { continue }
        let half = try difference(index, of: diff)
        whole.text += half.text
        whole.added += half.added
        whole.removed += half.removed
        whole.isBinary = whole.isBinary || half.isBinary
        whole.old?.size += half.old?.size ?? 0
        whole.new?.size += half.new?.size ?? 0
      }
    }
    return whole
  }

  private func text(
    of difference: FileDifference, _ hunks: [UInt8]
  ) throws(GitError) -> [UInt8] {
    let (before, after) = (difference.old?.id ?? .zero, difference.new?.id ?? .zero)
    let isWhole = difference.isBinary
    let ids = (
      isWhole ? before.description : try shortName(of: before),
      isWhole ? after.description : try shortName(of: after)
    )
    return DiffText.header(of: difference, ids: before == after ? nil : ids, hunks: hunks) + hunks
  }

  /// The first digits of a blob's id, seven or as many more as tell it from all others here.
  private func shortName(of id: ObjectID) throws(GitError) -> String {
    guard id != .zero else { return String(repeating: "0", count: 7) }
    let odb = Handle(try make("odb") { git_repository_odb(&$0, raw) }, freedBy: git_odb_free)
    var (oid, found) = (id.raw, git_oid())
    for count in 7..<40 {
      let code = git_odb_exists_prefix(&found, odb.raw, &oid, count)
      if code != GIT_EAMBIGUOUS.rawValue { return id.abbreviated(to: count) }
    }
    return id.description
  }

  /// The size of a file's content; 0 for a submodule, which has none here.
  private func size(of side: FileDifference.Side) throws(GitError) -> Int {
    side.mode == .submodule ? 0 : try blobSize(side.id)
  }

  /// Whether either side is no text; looked up where libgit2, which says `flags`, had no need to.
  private func isBinary(
    _ difference: FileDifference, _ flags: UInt32
  ) throws(GitError) -> Bool {
    if flags & GIT_DIFF_FLAG_BINARY.rawValue != 0 { return true }
    let isKnown = flags & GIT_DIFF_FLAG_NOT_BINARY.rawValue != 0
    guard !isKnown, let new = difference.new, new.mode != .submodule, new.id != .zero else {
      return false
    }
    return try readBlob(new.id).prefix(DiffText.textWindow).contains(0)
  }
}

extension FileDifference {
  /// What libgit2 says of the file; without lines and text.
  fileprivate init(_ delta: git_diff_delta) {
    old = delta.status == GIT_DELTA_ADDED ? nil : Side(delta.old_file)
    new = delta.status == GIT_DELTA_DELETED ? nil : Side(delta.new_file)
    kind =
      switch delta.status {
      case GIT_DELTA_ADDED: .added
      case GIT_DELTA_DELETED: .deleted
      default: .changed
      }
  }
}

extension FileDifference.Side {
  fileprivate init(_ file: git_diff_file) {
    path = bytes(of: file.path)
    mode = FileMode(rawValue: UInt32(file.mode)) ?? .file
    id = ObjectID(file.id)
  }
}

/// The bytes of a C string; none for `nil`.
private func bytes(of text: UnsafePointer<CChar>?) -> [UInt8] {
  guard let text else { return [] }
  var bytes: [UInt8] = []
  var next = text
  while next.pointee != 0 {
    bytes.append(UInt8(bitPattern: next.pointee))
    next += 1
  }
  return bytes
}

private func bytes(of buffer: git_buf) -> [UInt8] {
  guard let start = buffer.ptr else { return [] }
  return Array(UnsafeRawBufferPointer(start: start, count: buffer.size))
}
