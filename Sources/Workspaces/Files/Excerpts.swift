import Vocabulary

extension Excerpt {
  /// The most an observation of ours prints, in bytes, the line that says what is missing included.
  static let limit = 64 << 10

  /// `text`, cut at ``limit`` between two characters, and saying so.
  init(cutting text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count > Excerpt.limit else {
      self.init(text)
      return
    }
    var end = Excerpt.limit - 64
    while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    self.init(String(decoding: bytes[..<end], as: UTF8.self), omitted: bytes.count - end)
  }
}

extension Excerpt {
  /// The excerpt with a line about why git finds no repository, where it says so.
  var explained: Excerpt {
    guard text.contains("fatal: not a git repository") else { return self }
    var explained = self
    let words =
      "[commands see the project's files and no '.git'; reads and searches of ours know its history]\n"
    let isCut = !explained.tail.isEmpty
    let end = isCut ? explained.tail : explained.head
    let line = (end.hasSuffix("\n") || end.isEmpty ? "" : "\n") + words
    if isCut { explained.tail += line } else { explained.head += line }
    return explained
  }
}

extension String {
  /// The text that `bytes` spell, cut after so many characters, and saying so.
  ///
  /// - Complexity: O(*limit*).
  init(_ bytes: ArraySlice<UInt8>, clippedTo limit: Int) {
    let text = String(decoding: bytes.prefix(limit * 4 + 4), as: UTF8.self)
    let head = text.prefix(limit)
    let isWhole = head.endIndex == text.endIndex && bytes.count <= limit * 4 + 4
    self = isWhole ? text : head + "…"
  }
}

/// Whether git would take the bytes for a binary file's: a zero byte among the first 8,000.
func isBinary(_ bytes: [UInt8]) -> Bool { bytes.prefix(8000).contains(0) }
