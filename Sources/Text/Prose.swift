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

/// `text` with its paragraphs and list items wrapped at `width` columns.
///
/// Lines that continue an item are indented below its first word. Quotes, headings, other indented lines and fenced ones
/// stay as they are; so does code within an item, between two backquotes, where it fits into a line of its own.
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
    lines += filled(paragraph.map(String.init), to: width, neverBefore: acts)
    paragraph = []
  }
  for line in text.lines() {
    let isFence = line.hasPrefix("```") || line.hasPrefix("~~~")
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
      let isText = !isFenced && !isFence
      lines += isText ? filledItem(line, to: width, neverBefore: acts) : [String(line)]
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

/// The list item `line` in lines of at most `width` columns; as it is where it fits, or is none.
private func filledItem(
  _ line: Substring, to width: Int, neverBefore acts: (Substring) -> Bool
) -> [String] {
  let words = line.drop { $0 == " " }
  let indent = line.count - words.count
  guard line.count > width, indent < 4 else { return [String(line)] }
  var mark = words.prefix { $0.isASCII && $0.isNumber }.count
  mark = mark > 0 && words.itemNumber != nil ? mark + 1 : "-*+".contains(words.first ?? " ") ? 1 : 0
  guard mark > 0, words.dropFirst(mark).first == " " else { return [String(line)] }
  let hang = String(repeating: " ", count: indent + mark + 1)
  let room = width - hang.count
  let parts = spans(of: words.dropFirst(mark + 1).split(separator: " "), fitting: room)
  let head = line.prefix(indent + mark) + " "
  return filled(parts, to: room, neverBefore: acts).enumerated().map {
    ($0.offset == 0 ? head : hang[...]) + $0.element
  }
}

/// The words, those of code between two backquotes as one where it takes at most `room` columns.
private func spans(of words: [Substring], fitting room: Int) -> [String] {
  func opens(_ text: String) -> Bool { !text.count(where: { $0 == "`" }).isMultiple(of: 2) }
  var parts: [String] = []
  var place = 0
  while place < words.count {
    var (span, end) = (String(words[place]), place + 1)
    while opens(span), end < words.count, span.count <= room {
      span += " " + words[end]
      end += 1
    }
    let isWhole = !opens(span) && span.count <= room
    parts.append(isWhole ? span : String(words[place]))
    place = isWhole ? end : place + 1
  }
  return parts
}

/// The words in lines; where one that may not begin a line does not fit, the line ends before an earlier one.
private func filled(
  _ words: [String], to width: Int, neverBefore acts: (Substring) -> Bool
) -> [String] {
  var lines: [String] = []
  var line: [String] = []
  var count = 0
  for word in words {
    if !line.isEmpty, count + 1 + word.count > width {
      let isFree = !acts(word[...])
      let cut = isFree ? line.count : line.indices.dropFirst().last { !acts(line[$0][...]) }
      if let cut {
        lines.append(line[..<cut].joined(separator: " "))
        line = Array(line[cut...])
        count = line.reduce(line.count - 1) { $0 + $1.count }
      }
    }
    count = line.isEmpty ? word.count : count + 1 + word.count
    line.append(word)
  }
  return lines + [line.joined(separator: " ")]
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
