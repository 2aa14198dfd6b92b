import CLibgit2

/// How alike two files are by git's measure, so that the same renames are found, with the same percentages.
///
/// A file is cut at line feeds, and after 64 bytes without one. Two files are as alike as the share of such
/// pieces, in bytes, that the larger one has in common with the other.
final class Likeness {
  /// Pieces of a file by their hashes: the bytes they come to.
  private var pieces: [UInt32: Int] = [:]
  private let size: Int
  private let isRegular: Bool

  private init(of content: UnsafeRawBufferPointer, isRegular: Bool) {
    size = content.count
    self.isRegular = isRegular
    let isText = !content.prefix(DiffText.textWindow).contains(0)
    var (first, second): (UInt32, UInt32) = (0, 0)
    var count = 0
    for (place, byte) in content.enumerated() {
      let isBeforeLineFeed = place + 1 < content.count && content[place + 1] == 0x0a
      if isText, byte == 0x0d, isBeforeLineFeed { continue }
      (first, second) = (first << 7 ^ second >> 25, second << 7 ^ first >> 25)
      first &+= UInt32(byte)
      count += 1
      if count < 64 && byte != 0x0a { continue }
      pieces[(first &+ second &* 0x61) % 107_927, default: 0] += count
      (first, second, count) = (0, 0, 0)
    }
    if count > 0 { pieces[(first &+ second &* 0x61) % 107_927, default: 0] += count }
  }

  /// Per cent, from 0 to 100.
  private func percentage(with other: Likeness) -> Int32 {
    let larger = max(size, other.size)
    guard isRegular, other.isRegular, larger > 0 else { return 0 }
    let common = pieces.reduce(0) { $0 + min($1.value, other.pieces[$1.key] ?? 0) }
    return Int32(Double(common * 60_000 / larger) * 100 / 60_000)
  }

  /// Joins each added file of `diff` with the deleted one it is most alike, where there is one that it is at
  /// least half alike.
  static func findRenames(in diff: borrowing Handle) throws(GitError) {
    var options = git_diff_find_options()
    try check(
      git_diff_find_options_init(&options, UInt32(GIT_DIFF_FIND_OPTIONS_VERSION)), "diff")
    options.flags = GIT_DIFF_FIND_RENAMES.rawValue
    var measure = git_diff_similarity_metric()
    measure.buffer_signature = { out, file, start, count, _ in
      let mode = file?.pointee.mode ?? 0
      let likeness = Likeness(
        of: UnsafeRawBufferPointer(start: start, count: count),
        isRegular: mode & 0o170000 == 0o100000)
      out?.pointee = Unmanaged.passRetained(likeness).toOpaque()
      return 0
    }
    measure.free_signature = { signature, _ in
      if let signature { Unmanaged<Likeness>.fromOpaque(signature).release() }
    }
    measure.similarity = { score, one, other, _ in
      guard let one, let other else { return 0 }
      let left = Unmanaged<Likeness>.fromOpaque(one).takeUnretainedValue()
      let right = Unmanaged<Likeness>.fromOpaque(other).takeUnretainedValue()
      score?.pointee = left.percentage(with: right)
      return 0
    }
    let code = withUnsafeMutablePointer(to: &measure) { pointer in
      options.metric = pointer
      return git_diff_find_similar(diff.raw, &options)
    }
    try check(code, "diff")
  }
}
