/// What a program could take the start of a line for.
struct LineStart {
  private let line: Substring
  /// The line without white space before it.
  private let words: Substring

  init(_ line: Substring) {
    self.line = line
    words = line.drop { $0 == " " || $0 == "\t" }
  }

  /// Whether it makes a heading of the line before it, or ends a message.
  var isUnderline: Bool {
    guard let first = words.first, first == "-" || first == "=" else { return false }
    let marks = words.drop { $0 == first }
    return line.count - words.count < 4 && marks.allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// Whether it has to be quoted: a heading or a comment, the head of a patch or of a mail, a command, or a field that
  /// acts.
  var needsQuote: Bool {
    actsInTitle || isCommand
      || key.map { ActingWords.headers.contains($0) || $0.hasSuffix("-by") } == true
  }

  /// Whether it acts as a title as well.
  var actsInTitle: Bool {
    if words.hasPrefix("#") || isHead { return true }
    let bare = words.drop { $0.isWhitespace || $0 == "|" || $0 == "*" }.lowercased()
    if bare.hasPrefix("breaking change") || bare.hasPrefix("breaking-change") { return true }
    return key.map { ActingWords.keys.contains($0) || LineStart.isSignature($0) } == true
  }

  /// Whether a field of this name, in small letters, says that somebody answers for a commit; `order-by` does not.
  private static func isSignature(_ key: String) -> Bool {
    let words = key.split(separator: "-")
    guard words.last == "by", let deed = words.dropLast().last else { return false }
    return deed.hasSuffix("ed") || ActingWords.deeds.contains(deed)
  }

  /// Whether it looks like a field of any name, which git takes for a trailer; one that is indented is none.
  var isField: Bool {
    !line.isEmpty && words.startIndex == line.startIndex
      && (key != nil || words.hasPrefix("(cherry picked from commit"))
  }

  /// Whether a patch or a mail begins with it.
  private var isHead: Bool {
    let heads = ["diff -", "Index: ", "--- ", "+++ ", "*** ", "@@ "]
    if heads.contains(where: words.hasPrefix) { return true }
    guard words.hasPrefix("From ") || words.hasPrefix(">From ") else { return false }
    let word = words.split(separator: " ").dropFirst().first ?? ""
    return word.count >= 40 && word.allSatisfy(\.isHexDigit) || hasTimeOfDay
  }

  private var hasTimeOfDay: Bool {
    guard let colon = words.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
    let around = words.utf8[..<colon].suffix(2) + words.utf8[colon...].dropFirst().prefix(2)
    return around.count == 4 && around.allSatisfy(ByteSet.digit.contains)
  }

  /// Whether a forge or a bot obeys it.
  private var isCommand: Bool {
    if words.hasPrefix("bors ") { return true }
    guard words.hasPrefix("/") else { return false }
    let name = words.dropFirst().prefix { $0 == "_" || $0 == "-" || $0.isASCII && $0.isLetter }
    let next = words.dropFirst(1 + name.count).first
    return !name.isEmpty && next?.isWhitespace != false
  }

  /// What stands before the colon, in small letters, where it can be the name of a field.
  private var key: String? {
    guard let colon = words.firstIndex(of: ":"), !words[colon...].hasPrefix("://") else {
      return nil
    }
    let name = words[..<colon].reversed().drop { $0 == " " || $0 == "\t" }.count
    let token = words.prefix(name)
    guard !token.isEmpty, token.utf8.count <= 80,
      token.utf8.allSatisfy({ ByteSet.word.contains($0) || $0 == 0x2d })
    else { return nil }
    return token.lowercased()
  }
}

/// A fence of Markdown, between which lines are code (CommonMark, section 4.5).
struct Fence {
  /// The mark that ends it.
  let mark: String

  /// The fence that is open after `line`.
  static func after(_ line: Substring, in fence: Fence?) -> Fence? {
    let words = line.drop { $0 == " " }
    guard line.count - words.count < 4, let first = words.first, first == "`" || first == "~" else {
      return fence
    }
    let count = words.prefix { $0 == first }.count
    let rest = words.dropFirst(count)
    guard let fence else {
      let opens = count >= 3 && (first == "~" || !rest.contains("`"))
      return opens ? Fence(mark: String(repeating: first, count: count)) : nil
    }
    let ends = fence.mark.first == first && count >= fence.mark.count
    return ends && rest.allSatisfy(\.isWhitespace) ? nil : fence
  }
}

/// A line at which `git am --scissors` drops all that stands before it; see mailinfo.c.
enum Scissors {
  private static let marks: Set<String> = [">8", "8<", ">%", "%<"]

  /// Whether the line may be one: it has scissors, and a dash.
  static func are(in line: Substring) -> Bool {
    line.contains("-") && marks.contains { line.contains($0) }
  }

  /// The line with its scissors open.
  static func opened(in line: Substring) -> String {
    marks.sorted().reduce(String(line)) { line, mark in
      line.replacing(mark, with: "\(mark.prefix(1)) \(mark.suffix(1))")
    }
  }
}
