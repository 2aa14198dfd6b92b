import Text
import Vocabulary

/// What a commit's message says of what it is for. Pure.
struct CommitSubject {
  /// The first line, in one line of at most 120 characters.
  let text: String
  /// Whether it says that something was at fault and is not any more.
  let isFix: Bool
  /// Whether it takes another commit back.
  let isRevert: Bool

  /// Reads a message.
  init(of message: String) {
    let line = message.lines().first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    text = clipped(oneLine(clippedBytes(String(line), to: 4096)), to: 120)
    isRevert =
      text.hasPrefix("Revert ") || text.hasPrefix("revert: ")
      || message.contains("\nThis reverts commit ")
    let words = Words.of(text)
    let isOfWords = words.contains {
      ["typo", "typos", "spelling", "whitespace", "lint"].contains($0)
    }
    isFix =
      !isRevert && !isOfWords && !text.hasPrefix("fixup!")
      && words.contains { CommitSubject.fixing.contains($0) }
  }

  /// The subject of the commit that is taken back, as git writes it into a subject; `nil` where it does not.
  var reverted: String? {
    guard text.hasPrefix("Revert \""), let end = text.utf8.lastIndex(of: UInt8(ascii: "\"")) else {
      return nil
    }
    let start = text.index(text.startIndex, offsetBy: 8)
    return start < end ? String(text[start..<end]) : nil
  }

  private static let fixing: Set<String> = [
    "fix", "fixes", "fixed", "fixing", "bug", "bugs", "bugfix", "hotfix", "repair", "repairs",
    "repaired", "correct", "corrects", "corrected", "regression", "crash", "crashes", "mend",
    "mends",
    "resolve", "resolves", "resolved",
  ]
}
