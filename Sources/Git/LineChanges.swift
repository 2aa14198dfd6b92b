import CLibgit2
package import Vocabulary

/// Lines of a file that gave way to others, with no unchanged line among them.
package struct ChangedBlock: Hashable, Sendable {
  /// The numbers of the lines that are gone, from 1; empty, before the line that follows, where none are.
  package var old: Range<Int>
  /// The numbers of the lines that came, from 1; empty, before the line that follows, where none did.
  package var new: Range<Int>
  /// The lines that are gone, without their line feeds.
  package var removed: [String]
  /// The lines that came, without their line feeds.
  package var added: [String]
}

/// How the lines of one file differ between two trees.
package struct LineChange: Hashable, Sendable {
  /// What differs, whole.
  package var change: TreeChange
  /// The lines that do, from the first to the last; none for a binary file or a mere change of the mode.
  package var blocks: [ChangedBlock]

  /// The path.
  package var path: String { change.path }
}

/// How two trees differ, line by line.
package struct LineDifference: Hashable, Sendable {
  /// The files that differ, by path.
  package var files: [LineChange]
  /// What `git patch-id --stable` says of it; `nil` where that would not tell two differences apart: a file
  /// is binary, larger than 8 MiB, or differs in its kind alone.
  package var patchID: ObjectID?
}

extension Repository {
  /// How two trees differ, line by line; no tree counts as an empty one.
  ///
  /// - Parameter paths: Only what is at these paths and below them; everything where none are given. The
  ///   patch id is of the part that is left.
  /// - Complexity: O(*c* + *n*) in the directories that differ and the sizes of the files that do.
  package func lineDifference(
    from old: ObjectID?, to new: ObjectID?, at paths: [String] = []
  ) throws(GitError) -> LineDifference {
    var difference = LineDifference(files: [], patchID: nil)
    guard old != new else { return difference }
    let diff = try makeDiff(from: old, to: new, at: paths)
    var isKnown = true
    for index in 0..<git_diff_num_deltas(diff.raw) {
      guard let delta = git_diff_get_delta(diff.raw, index)?.pointee,
        let name = delta.new_file.path ?? delta.old_file.path
      else { continue }
      let path = String(cString: name)
      var raw: OpaquePointer?
      try check(git_patch_from_diff(&raw, diff.raw, index), path)
      let blocks = raw.map { changedBlocks(of: Handle($0, freedBy: git_patch_free)) } ?? []
      isKnown = isKnown && !blocks.isEmpty && delta.status != GIT_DELTA_TYPECHANGE
      let change = TreeChange(
        path: path, old: TreeEntry(delta.old_file), new: TreeEntry(delta.new_file))
      difference.files.append(LineChange(change: change, blocks: blocks))
    }
    guard isKnown, !difference.files.isEmpty else { return difference }
    var id = git_oid()
    try check(git_diff_patchid(&id, diff.raw, nil), "patch id")
    difference.patchID = ObjectID(id)
    return difference
  }

  private func changedBlocks(of patch: borrowing Handle) -> [ChangedBlock] {
    var gathering = BlockGathering()
    for hunk in 0..<git_patch_num_hunks(patch.raw) {
      for index in 0..<max(0, Int(git_patch_num_lines_in_hunk(patch.raw, hunk))) {
        var line: UnsafePointer<git_diff_line>?
        guard git_patch_get_line_in_hunk(&line, patch.raw, hunk, index) == 0,
          let line = line?.pointee
        else { continue }
        gathering.take(line)
      }
    }
    return gathering.blocks
  }
}

/// Puts lines that follow one another together.
private struct BlockGathering {
  private(set) var blocks: [ChangedBlock] = []
  /// Whether the next changed line goes on with the last block.
  private var isOpen = false
  /// The numbers of the lines that come next.
  private var (old, new) = (1, 1)

  mutating func take(_ line: git_diff_line) {
    switch UInt8(bitPattern: line.origin) {
    case UInt8(ascii: " "):
      (old, new) = (Int(line.old_lineno) + 1, Int(line.new_lineno) + 1)
      isOpen = false
    case UInt8(ascii: "-"):
      begin(old: Int(line.old_lineno))
      blocks[blocks.count - 1].removed.append(text(of: line))
      old += 1
      blocks[blocks.count - 1].old = blocks[blocks.count - 1].old.lowerBound..<old
    case UInt8(ascii: "+"):
      begin(new: Int(line.new_lineno))
      blocks[blocks.count - 1].added.append(text(of: line))
      new += 1
      blocks[blocks.count - 1].new = blocks[blocks.count - 1].new.lowerBound..<new
    default: break  // There is no line feed at the file's end.
    }
  }

  /// A hunk that has no line before its first changed one says by that where it is.
  private mutating func begin(old: Int? = nil, new: Int? = nil) {
    guard !isOpen || (old.map { $0 != self.old } ?? false) else { return }
    if let old { (self.old, self.new) = (old, self.new + old - self.old) }
    if let new, new != self.new { (self.old, self.new) = (self.old + new - self.new, new) }
    blocks.append(
      ChangedBlock(
        old: self.old..<self.old, new: self.new..<self.new, removed: [], added: []))
    isOpen = true
  }

  private func text(of line: git_diff_line) -> String {
    guard let start = line.content else { return "" }
    let bytes = UnsafeRawBufferPointer(start: start, count: line.content_len)
    return String(decoding: bytes.last == 0x0a ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }
}
