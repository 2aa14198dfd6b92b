/// The pieces of a file by which git measures how similar two files are.
///
/// A file is cut at line feeds, and after 64 bytes without one. Two files are as alike as the share of such
/// pieces, in bytes, that the larger one has in common with the other.
struct Similarity {
  /// The score of equal files.
  static let most = 60_000

  /// Pieces of the file by their hashes, ascending, with the bytes they come to.
  private let pieces: [(hash: UInt32, bytes: Int)]
  private let size: Int

  init(of content: [UInt8]) {
    size = content.count
    let isText = !content.prefix(DiffText.textWindow).contains(0)
    var pieces: [UInt32: Int] = [:]
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
    self.pieces = pieces.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// How alike the files are, from 0 to ``most``; 0 where their sizes alone say that it is less than `least`.
  ///
  /// - Complexity: O(*n*) in the pieces.
  func score(with other: Similarity, least: Int) -> Int {
    guard Similarity.canReach(least, size, other.size) else { return 0 }
    var common = 0
    var (mine, theirs) = (0, 0)
    while mine < pieces.count, theirs < other.pieces.count {
      let (one, two) = (pieces[mine], other.pieces[theirs])
      if one.hash == two.hash { common += min(one.bytes, two.bytes) }
      if one.hash <= two.hash { mine += 1 }
      if two.hash <= one.hash { theirs += 1 }
    }
    return common * Similarity.most / max(size, other.size)
  }

  /// Whether files of these sizes can be as alike as `least`.
  static func canReach(_ least: Int, _ size: Int, _ other: Int) -> Bool {
    let (small, large) = (min(size, other), max(size, other))
    return small > 0 && large * (most - least) >= (large - small) * most
  }
}
