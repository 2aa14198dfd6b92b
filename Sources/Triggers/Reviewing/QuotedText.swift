import Vocabulary

/// A text that answers to lines it quotes with `>`, as people write mails. Pure.
struct QuotedText {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Each piece of text with the lines quoted before it, and the place in the code that these show.
  ///
  /// The quoted lines may be a difference: its file and the line after the last one quoted are then the
  /// comment's. What only greets, introduces a quotation or signs is no comment.
  ///
  /// - Parameter splittingLists: Whether each item of a list is a comment of its own.
  func comments(splittingLists: Bool) -> [ReviewComment] {
    var comments: [ReviewComment] = []
    var place = QuotedPlace()
    var quoted: [Substring] = []
    var said: [Substring] = []
    func flush() {
      let pieces = splittingLists ? QuotedText.items(in: said) : [said.joined(separator: "\n")]
      for piece in pieces {
        let text = QuotedText.trimmed(piece)
        guard QuotedText.saysSomething(text) else { continue }
        var comment = ReviewComment(text: text, path: place.path, line: place.line)
        let lines = quoted.joined(separator: "\n")
        if !lines.allSatisfy(\.isWhitespace) { comment.quoted = lines }
        comments.append(comment.locatedByItself)
      }
      said = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "-- " { break }
      if line.hasPrefix(">") {
        if said.contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
          flush()
          quoted = []
        }
        said = []
        let bare = line.dropFirst().first == " " ? line.dropFirst(2) : line.dropFirst()
        place.take(bare)
        quoted.append(bare)
      } else {
        said.append(line)
      }
    }
    flush()
    return comments
  }

  /// The items of a list with what stands below each; the whole where there is no list.
  private static func items(in lines: [Substring]) -> [String] {
    func isItem(_ line: Substring) -> Bool {
      if ["- ", "* ", "+ "].contains(where: line.hasPrefix) { return true }
      let digits = line.prefix(while: \.isNumber)
      guard !digits.isEmpty, digits.count < 4 else { return false }
      let rest = line.dropFirst(digits.count)
      return rest.hasPrefix(". ") || rest.hasPrefix(") ")
    }
    func isPlaced(_ line: Substring) -> Bool {
      ReviewComment(text: String(line)).locatedByItself.line != nil
    }
    guard lines.contains(where: { isItem($0) || isPlaced($0) }) else {
      return [lines.joined(separator: "\n")]
    }
    var items: [[Substring]] = [[]]
    for line in lines {
      if isItem(line) || isPlaced(line) { items.append([]) }
      items[items.count - 1].append(line)
    }
    // What introduces the list is none of its items.
    let lead = trimmed(items[0].joined(separator: "\n"))
    if lead.hasSuffix(":") { items.removeFirst() }
    return items.map { $0.joined(separator: "\n") }
  }

  /// The text without blank lines at its ends and without the mark of a list's item.
  private static func trimmed(_ text: String) -> String {
    var rest = IssueReader.trimmedLines(text)[...]
    rest = rest.drop(while: \.isWhitespace)
    for mark in ["- [ ] ", "- ", "* ", "+ "] where rest.hasPrefix(mark) {
      return String(rest.dropFirst(mark.count))
    }
    let digits = rest.prefix(while: \.isNumber)
    let after = rest.dropFirst(digits.count)
    if !digits.isEmpty, digits.count < 4, after.hasPrefix(". ") || after.hasPrefix(") ") {
      return String(after.dropFirst(2))
    }
    return String(rest)
  }

  /// Whether a text is more than a greeting, the line before a quotation, thanks, or a tag.
  private static func saysSomething(_ text: String) -> Bool {
    let lines = text.split(separator: "\n").filter { line in
      let low = line.lowercased()
      let isTag = ["reviewed-by:", "acked-by:", "tested-by:", "cc:"].contains(where: low.hasPrefix)
      let introduces =
        low.hasSuffix("wrote:") || low.hasSuffix("schrieb:") || low == "[...]"
        || low == "[…]"
      let greets = [
        "hi", "hello", "hey", "dear", "thanks", "thank you", "regards", "cheers", "best",
      ]
      .contains {
        low == $0 || low.hasPrefix($0 + ",") || low.hasPrefix($0 + " ") && low.hasSuffix(",")
      }
      return !isTag && !introduces && !greets
    }
    return lines.contains { $0.contains { $0.isLetter || $0.isNumber } }
  }
}

/// The place in the code that quoted lines of a difference have come to.
private struct QuotedPlace {
  private(set) var path: String?
  private(set) var line: Int?

  mutating func take(_ text: Substring) {
    if text.hasPrefix("diff --git ") || text.hasPrefix("--- ") {
      line = nil
    } else if text.hasPrefix("+++ ") {
      let name = text.dropFirst(4).prefix { $0 != "\t" }
      path = name == "/dev/null" ? path : String(name.hasPrefix("b/") ? name.dropFirst(2) : name)
      line = nil
    } else if text.hasPrefix("@@ ") {
      let start = text.firstRange(of: " +").map { text[$0.upperBound...] } ?? ""
      line = Int(start.prefix(while: \.isNumber)).flatMap { $0 < 1 << 30 ? $0 - 1 : nil }
    } else if let last = line, !text.hasPrefix("-") {
      line = last + 1
    }
  }
}

extension ReviewComment {
  /// The comment with the place that its text begins with, as compilers name it: `path:line: words`.
  var locatedByItself: ReviewComment {
    guard path == nil, let head = text.split(separator: "\n").first else { return self }
    let parts = head.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let number = Int(parts[1]), number > 0,
      !parts[0].contains(where: \.isWhitespace),
      parts[0].contains(".") || parts[0].contains("/")
    else { return self }
    var located = self
    located.path = String(parts[0])
    located.line = number
    located.text = String(
      text.dropFirst(parts[0].count + parts[1].count + 2).drop(while: \.isWhitespace))
    return located
  }
}
