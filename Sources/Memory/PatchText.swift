import Git
import Text
import Vocabulary

/// What a difference as `git diff` prints it says of one file. Pure.
struct PatchText {
  /// The lines that come, in order, without their line feeds.
  private(set) var added: [Substring] = []
  /// The lines that go.
  private(set) var removed: [Substring] = []
  /// The names on the lines behind the numbers of hunks.
  private(set) var symbols: [Name] = []

  /// The lines of a file's difference that are looked at at most.
  private static let lineLimit = 4000

  /// Reads the difference of one file.
  init(_ text: String) {
    var isInHunk = false
    for line in text.lines().prefix(PatchText.lineLimit) {
      if line.hasPrefix("@@ ") {
        isInHunk = true
        guard let end = line.dropFirst(3).firstRange(of: "@@") else { continue }
        for name in Mentions.symbols(inHead: line[end.upperBound...])
        where !symbols.contains(name) { symbols.append(name) }
      } else if isInHunk, line.hasPrefix("+") {
        added.append(line.dropFirst())
      } else if isInHunk, line.hasPrefix("-") {
        removed.append(line.dropFirst())
      }
    }
  }
}

/// Lines of a file as the index knows them: by hashes.
enum LineHash {
  /// The hash of a line without the white space around it; `nil` for one that says nothing: fewer than four letters and
  /// digits.
  static func of(_ line: some StringProtocol) -> Int? {
    let bytes = Array(line.utf8)
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    var text = bytes.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    guard text.count(where: isIdentifierByte) > 3 else { return nil }
    return stableHash(text, salt: UInt8(ascii: "l"))
  }
}
