import Text
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
      let own = said.dropLast(Attribution.length(atEndOf: said))
      let pieces = splittingLists ? QuotedText.items(in: own) : [own.joined(separator: "\n")]
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
    let lines = QuotedText.unwrapped(
      text.split(separator: "\n", omittingEmptySubsequences: false))
    for (index, line) in lines.enumerated() {
      if line == "-- " || QuotedText.isListFooter(lines[index...]) { break }
      if line.hasPrefix(">") {
        if said.contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
          flush()
          quoted = []
        }
        said = []
        place.take(quoted: line)
        quoted.append(line.withoutQuotationMark)
      } else {
        said.append(line)
      }
    }
    flush()
    return comments
  }

  /// The columns at which mailers wrap: a line of fewer was not too long, one of more was not wrapped.
  private static let wrapping = 60...80
  /// The columns beyond which a mailer takes no word more.
  private static let columns = 72

  /// The lines with what a mailer has wrapped off a quoted line, and left without a mark, at the line's end again.
  ///
  /// That is a line right below one that had no room for its first word, where the quotation goes on below it, or it
  /// begins as no sentence does.
  private static func unwrapped(_ lines: [Substring]) -> [Substring] {
    var joined: [Substring] = []
    // The columns of the last piece of a quoted line; none after other lines.
    var columns: Int?
    for (place, line) in lines.enumerated() {
      guard let width = columns, let word = line.split(separator: " ").first, line.first != ">",
        wrapping.contains(width), width + 1 + word.count > Self.columns
      else {
        columns = line.first == ">" ? line.count : nil
        joined.append(line)
        continue
      }
      let next = place + 1 < lines.count ? lines[place + 1] : ""
      let isBetween = next.first == ">"
      let isSentence = word.first.map { $0.isUppercase || $0.isNumber } ?? true
      guard isBetween || !isSentence else {
        columns = nil
        joined.append(line)
        continue
      }
      joined[joined.count - 1] = joined[joined.count - 1] + " " + line
      columns = line.count
    }
    return joined
  }

  /// Whether the lines are what a mailing list puts below each mail: a rule, and a few lines with the list's name
  /// or address.
  private static func isListFooter(_ lines: ArraySlice<Substring>) -> Bool {
    guard let rule = lines.first?.trimmedEnd, rule.count >= 5,
      rule.allSatisfy({ $0 == "_" }) || rule.hasPrefix("-=-=-")
    else { return false }
    let below = lines.dropFirst().lazy.filter { !$0.allSatisfy(\.isWhitespace) }.prefix(13)
    guard let first = below.first?.lowercased(), below.count < 13 else { return false }
    return ["mailing list", "@", "http", "groups.io"].contains(where: first.contains)
  }

  /// The items of a list with what stands below each; the whole where there is no list.
  private static func items(in lines: ArraySlice<Substring>) -> [String] {
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
    var rest = trimmedLines(text)[...]
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

  /// Whether a text is more than salutations, tags and marks of what was left out.
  private static func saysSomething(_ text: String) -> Bool {
    var isSigned = false
    for line in text.split(separator: "\n") {
      let low = line.lowercased()
      let isTag = ["reviewed-by:", "acked-by:", "tested-by:", "cc:"].contains(where: low.hasPrefix)
      if isTag || ["[...]", "[…]", "[snip]"].contains(low) { continue }
      if let salutation = Salutation(line) {
        isSigned = salutation == .farewell
      } else if isSigned, Salutation.isName(line) {
        continue
      } else if line.contains(where: { $0.isLetter || $0.isNumber }) {
        return true
      }
    }
    return false
  }
}

/// The place in the code that quoted lines of a difference have come to.
struct QuotedPlace {
  private(set) var path: String?
  private(set) var line: Int?
  /// The name of the old file, where only it has come.
  private var oldPath: String?
  /// How often the difference is quoted.
  private var depth = 0
  /// The lines of the old and of the new file that the hunk still has.
  private var left = (old: 0, new: 0)
  /// The two lines before.
  private var last: (Substring, Substring) = ("", "")

  /// Goes on by a line with its marks of quotation: as many as the difference has are taken off, and a line with
  /// fewer is none of it.
  mutating func take(quoted line: Substring) {
    var (bare, marks) = (line, 0)
    while bare.hasPrefix(">"), marks < 32 {
      bare = bare.withoutQuotationMark
      marks += 1
    }
    if ["diff --git ", "--- a/", "--- /dev/null", "@@ -"].contains(where: bare.hasPrefix),
      left == (0, 0) || !bare.hasPrefix("---")
    {
      depth = marks
    }
    guard marks >= depth else { return }
    bare = line
    for _ in 0..<max(1, depth) { bare = bare.withoutQuotationMark }
    take(bare)
  }

  /// Goes on by a line of the difference.
  ///
  /// Within a hunk a line that looks like a header is what it counts for: a line that is gone or new.
  mutating func take(_ text: Substring) {
    defer { last = (last.1, text) }
    if text.hasPrefix("diff --git ") {
      (line, left) = (nil, (0, 0))
      path = text.ranges(of: " b/").last.map { String(text[$0.upperBound...]) } ?? path
    } else if text.hasPrefix("@@ ") {
      // Where the rest of the hunk before was left out, its last lines are this one's header.
      if left != (0, 0), last.0.hasPrefix("--- "), last.1.hasPrefix("+++ ") {
        oldPath = QuotedPlace.name(in: last.0)
        path = QuotedPlace.name(in: last.1) ?? oldPath
      }
      begin(text)
    } else if left != (0, 0) {
      // A piece that was wrapped off the line before and marked as quoted is no line of the file.
      let isPiece = last.1.count > 60 && !(text.first.map { " +-\\\t".contains($0) } ?? true)
      if !isPiece { advance(by: text.first) }
    } else if text.hasPrefix("--- ") {
      (line, oldPath) = (nil, QuotedPlace.name(in: text))
    } else if text.hasPrefix("+++ ") {
      (line, path) = (nil, QuotedPlace.name(in: text) ?? oldPath ?? path)
    }
  }

  private mutating func advance(by mark: Character?) {
    if mark == "\\" { return }
    if mark != "+" { left.old = max(0, left.old - 1) }
    guard mark != "-" else { return }
    left.new = max(0, left.new - 1)
    line = line.map { $0 + 1 }
  }

  /// Begins the hunk of a line `@@ -1,2 +3,4 @@`.
  private mutating func begin(_ head: Substring) {
    (line, left) = (nil, (0, 0))
    let words = head.split(separator: " ").dropFirst().prefix(2)
    guard let old = words.first, let new = words.last, old.first == "-", new.first == "+",
      let (_, oldCount) = QuotedPlace.range(old.dropFirst()),
      let (start, newCount) = QuotedPlace.range(new.dropFirst())
    else { return }
    (line, left) = (start - (newCount == 0 ? 0 : 1), (oldCount, newCount))
  }

  /// The start and the length of `3,4`, or of `3`; `nil` for what no file has.
  private static func range(_ text: Substring) -> (start: Int, count: Int)? {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard let start = numbers.first ?? nil, (0..<1 << 30).contains(start),
      let count = numbers.count > 1 ? numbers[1] : 1, (0..<1 << 30).contains(count)
    else { return nil }
    return (start, count)
  }

  /// The file's name in a line such as `+++ b/shop/basket.py`; `nil` where there is no file.
  private static func name(in line: Substring) -> String? {
    let name = line.dropFirst(4).prefix { $0 != "\t" }
    guard name != "/dev/null" else { return nil }
    return String(name.hasPrefix("a/") || name.hasPrefix("b/") ? name.dropFirst(2) : name)
  }
}

extension Substring {
  /// The line without its first `>` and a space after that.
  fileprivate var withoutQuotationMark: Substring {
    guard first == ">" else { return self }
    return dropFirst().first == " " ? dropFirst(2) : dropFirst()
  }

  /// The line without white space at its end.
  fileprivate var trimmedEnd: Substring {
    lastIndex { !$0.isWhitespace }.map { self[...$0] } ?? ""
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
    let words = text.dropFirst(parts[0].count + parts[1].count + 2).drop(while: \.isWhitespace)
    guard !words.isEmpty else { return self }
    var located = self
    located.path = String(parts[0])
    located.line = number
    located.text = String(words)
    return located
  }
}
