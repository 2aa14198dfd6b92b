/// `text` with each run of white space and control characters as one space, trimmed.
package func oneLine(_ text: String) -> String {
  var line = ""
  var gap = false
  for scalar in text.unicodeScalars {
    let isGap = scalar.value < 0x20 || scalar.value == 0x7f || scalar.properties.isWhitespace
    if isGap {
      gap = !line.isEmpty
    } else {
      if gap { line.append(" ") }
      gap = false
      line.unicodeScalars.append(scalar)
    }
  }
  return line
}

/// `line`, cut at a word boundary where there is one, with `…`, to at most `limit` characters.
package func clipped(_ line: String, to limit: Int) -> String {
  guard line.count > limit else { return line }
  let head = line.prefix(max(1, limit - 1))
  if let space = head.lastIndex(of: " "),
    head.distance(from: head.startIndex, to: space) > limit / 2
  {
    return head[..<space] + "…"
  }
  return head + "…"
}

/// `text` with its paragraphs wrapped at `width` columns.
///
/// List items, quotes, headings, indented and fenced lines stay as they are.
///
/// - Parameter acts: Whether a word may not begin a line that wrapping makes; it stays on the line before, however long
///   that gets.
package func wrapped(
  _ text: String, to width: Int, neverBefore acts: (Substring) -> Bool = { _ in false }
) -> String {
  var lines: [String] = []
  var paragraph: [Substring] = []
  var (isFenced, isInList) = (false, false)
  func flush() {
    guard !paragraph.isEmpty else { return }
    lines += filled(paragraph, to: width, neverBefore: acts)
    paragraph = []
  }
  for line in text.lines() {
    let isFence = line.hasPrefix("```")
    if isFence { isFenced.toggle() }
    if line.isEmpty { isInList = false }
    // A number at a line's start may as well be a sentence's last word, unless it can begin or continue a list.
    let number = line.itemNumber
    let isItem = number != nil && (number == 1 || isInList || paragraph.isEmpty)
    if isItem { isInList = true }
    let isVerbatim =
      isFenced || isFence || isItem || line.isEmpty || " \t-*>#|+".contains(line.first ?? " ")
    if isVerbatim {
      flush()
      lines.append(String(line))
    } else {
      paragraph += line.split(separator: " ")
    }
  }
  flush()
  while lines.last?.isEmpty == true { lines.removeLast() }
  return lines.joined(separator: "\n")
}

extension Substring {
  /// The number of the list item that begins here, as in `1. …` and `2) …`; `nil` where none does.
  fileprivate var itemNumber: Int? {
    let digits = prefix { $0.isASCII && $0.isNumber }
    let rest = dropFirst(digits.count)
    guard digits.count < 10, rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return nil }
    return Int(digits)
  }
}

private func filled(
  _ words: [Substring], to width: Int, neverBefore acts: (Substring) -> Bool
) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in words {
    if line.isEmpty {
      line = String(word)
    } else if line.count + 1 + word.count <= width || acts(word) {
      line += " " + word
    } else {
      lines.append(line)
      line = String(word)
    }
  }
  return lines + [line]
}

/// `1 test`, `2 tests`; the plural by an `s` unless given.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
}

/// `text` without blank lines at its ends.
package func trimmedLines(_ text: String) -> String {
  var lines = text.lines()[...]
  let isBlank: (Substring) -> Bool = { $0.allSatisfy(\.isWhitespace) }
  lines = lines.drop(while: isBlank)
  while let last = lines.last, isBlank(last) { lines = lines.dropLast() }
  return lines.joined(separator: "\n")
}
