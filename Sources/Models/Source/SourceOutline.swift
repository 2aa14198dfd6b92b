import Text

/// The definitions of a source text, with their extents in lines, for putting one in the place of another. Pure.
struct SourceOutline {
  /// One definition.
  struct Definition: Hashable {
    /// The name, with what tells it from another of the same name, such as `get size`.
    var name: String
    /// Its lines, from the first of its head to the last of its body, counted from 0.
    var lines: Range<Int>
    /// The lines right above that belong to it: comments and decorators.
    var lead: Range<Int>
    /// How deep its head is indented, in bytes.
    var indentation: Int
    /// Whether it can hold others: a class, not a function.
    var isContainer: Bool
    /// The place of the one it stands in; `nil` at the top.
    var parent: Int?
  }

  /// The lines, without line feeds.
  let lines: [Substring]
  let language: SourceLanguage
  /// The definitions in the order of their first lines; those within a function are left out.
  private(set) var definitions: [Definition] = []
  /// Whether all of the text could be read, so that the extents are sure.
  private(set) var isSure = true
  private let mask: CodeMask
  private let bytes: [UInt8]
  /// The byte at which each line begins; one more for the end.
  let starts: [Int]

  /// The outline of `text`.
  ///
  /// - Complexity: O(*n*) in the bytes.
  init(_ text: String, _ language: SourceLanguage) {
    lines = text.lines()
    self.language = language
    bytes = Array(text.utf8)
    mask = CodeMask(bytes, language)
    var starts = [0]
    for line in lines { starts.append(min(bytes.count, (starts.last ?? 0) + line.utf8.count + 1)) }
    self.starts = starts
    if mask.isOpen { isSure = false }
    switch language.body {
    case .braces: findBraced()
    case .indentation, .end: findIndented()
    }
    for index in definitions.indices { definitions[index].lead = lead(of: definitions[index]) }
  }

  /// The definitions within the one at `index`; those at the top for `nil`.
  func children(of index: Int?) -> [Definition] { definitions.filter { $0.parent == index } }

  /// The text of some lines, each with its line feed.
  func text(of range: Range<Int>) -> String { lines[range].map { $0 + "\n" }.joined() }

  /// Whether a line holds code.
  func holdsCode(_ line: Int) -> Bool {
    (starts[line]..<starts[line + 1]).contains { mask.isCode[$0] && bytes[$0] > 0x20 }
      || !isComment(line) && !isBlank(line)
  }

  private func isBlank(_ line: Int) -> Bool { lines[line].allSatisfy(\.isWhitespace) }

  /// Whether a line holds a comment and nothing else.
  private func isComment(_ line: Int) -> Bool {
    let text = lines[line].drop { $0 == " " || $0 == "\t" }
    if language.lineComments.contains(where: text.hasPrefix) { return true }
    return language.hasBlockComments
      && (text.hasPrefix("/*") || text.hasPrefix("* ") || text == "*" || text.hasPrefix("*/"))
      && !(starts[line]..<starts[line + 1]).contains { mask.isCode[$0] && bytes[$0] > 0x20 }
  }

  private func indentation(of line: Int) -> Int {
    lines[line].utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
  }

  private func lead(of definition: Definition) -> Range<Int> {
    var first = definition.lines.lowerBound
    while first > 0, !isBlank(first - 1) {
      let isDecorator = lines[first - 1].drop { $0 == " " || $0 == "\t" }.first == "@"
      // A comment that stands for what was left out belongs to nothing.
      let isGap = lines[first - 1].contains("...") || lines[first - 1].contains("…")
      guard isComment(first - 1) && !isGap || isDecorator else { break }
      first -= 1
    }
    return first..<definition.lines.lowerBound
  }

  // MARK: By indentation

  private mutating func findIndented() {
    var open: [Int] = []
    for line in lines.indices where !isBlank(line) {
      let depth = indentation(of: line)
      let start = starts[line] + depth
      guard start < bytes.count, mask.isCode[start] else { continue }
      while let last = open.last, definitions[last].lines.upperBound <= line { open.removeLast() }
      if let last = open.last, !definitions[last].isContainer { continue }
      guard let head = wordedHead(lines[line].drop { $0 == " " || $0 == "\t" }) else { continue }
      let end = language.body == .end ? endLine(of: line, depth) : indentedEnd(of: line, depth)
      guard let end else {
        isSure = false
        continue
      }
      definitions.append(
        Definition(
          name: head.name, lines: line..<end, lead: line..<line, indentation: depth,
          isContainer: head.isContainer, parent: open.last))
      open.append(definitions.count - 1)
    }
  }

  /// The line after the body that is deeper than `depth`.
  private func indentedEnd(of line: Int, _ depth: Int) -> Int? {
    var end = line + 1
    // A head over several lines ends with one that is no deeper, such as `) -> int:`.
    var isHead = !lines[line].trimmed.hasSuffix(":")
    for place in (line + 1)..<max(line + 1, lines.count) where !isBlank(place) {
      let start = starts[place] + indentation(of: place)
      let isText = start < bytes.count && !mask.isCode[start] && !isComment(place)
      if indentation(of: place) <= depth, !isText {
        guard isHead, let first = lines[place].trimmed.first, ")]".contains(first) else { break }
        isHead = false
      }
      if !isComment(place) || indentation(of: place) > depth { end = place + 1 }
    }
    return end
  }

  private func endLine(of line: Int, _ depth: Int) -> Int? {
    for place in (line + 1)..<max(line + 1, lines.count) where !isBlank(place) {
      guard indentation(of: place) <= depth else { continue }
      return lines[place].trimmed == "end" && indentation(of: place) == depth ? place + 1 : nil
    }
    return nil
  }

  // MARK: By braces

  private mutating func findBraced() {
    var open: [(definition: Int?, line: Int)] = []
    var parentheses = 0
    // The first byte of code of what is being said; `nil` before there is one.
    var head: Int?
    var line = 0
    for place in bytes.indices {
      while line + 1 < lines.count, place >= starts[line + 1] { line += 1 }
      guard mask.isCode[place] else { continue }
      let byte = bytes[place]
      if head == nil, byte > 0x20 { head = place }
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses = max(0, parentheses - 1)
      case UInt8(ascii: ";") where parentheses == 0: head = nil
      case UInt8(ascii: "{"):
        let found =
          parentheses == 0
          ? head.flatMap { definition(from: $0, to: place, in: line, within: open) } : nil
        open.append((found, line))
        if parentheses == 0 { head = nil }
      case UInt8(ascii: "}"):
        guard let closed = open.popLast() else {
          isSure = false
          return
        }
        if parentheses == 0 { head = nil }
        if let index = closed.definition { close(index, at: place, in: line) }
      case 0x0a where parentheses == 0:
        if let first = head, endsStatement(at: place, from: first) { head = nil }
      default: break
      }
    }
    if !open.isEmpty { isSure = false }
  }

  /// Whether the end of a line ends what began at `head`: a directive, and whatever is no beginning of a definition.
  private func endsStatement(at place: Int, from head: Int) -> Bool {
    if bytes[head] == 0x23 { return true }
    guard language != .c, language != .java else { return false }
    let text = code(head..<place)
    let isOpen = text.last.map { ",(=:|&+>".contains($0) } ?? true
    return !isOpen && wordedHead(text[...]) == nil
      && bytes[place...].first { $0 > 0x20 } != UInt8(ascii: "{")
  }

  /// The code in some bytes, with one space for each stretch of white space.
  private func code(_ range: Range<Int>) -> String {
    String(decoding: range.filter { mask.isCode[$0] }.map { bytes[$0] }, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The index of the definition that the text before a brace begins; `nil` where it begins none.
  private mutating func definition(
    from head: Int, to brace: Int, in last: Int, within open: [(definition: Int?, line: Int)]
  ) -> Int? {
    // Within a function nothing can be put in another's place.
    guard open.allSatisfy({ $0.definition.map { definitions[$0].isContainer } ?? false }) else {
      return nil
    }
    let text = code(head..<brace)
    guard let found = wordedHead(text[...]) ?? signature(text) else { return nil }
    var line = last
    while starts[line] > head { line -= 1 }
    // What stands before it on its line would be lost.
    guard starts[line] + indentation(of: line) == head else {
      isSure = false
      return nil
    }
    definitions.append(
      Definition(
        name: found.name, lines: line..<line, lead: line..<line,
        indentation: indentation(of: line), isContainer: found.isContainer,
        parent: open.last?.definition))
    return definitions.count - 1
  }

  private mutating func close(_ index: Int, at place: Int, in line: Int) {
    definitions[index].lines = definitions[index].lines.lowerBound..<(line + 1)
    let rest = (place + 1)..<max(place + 1, min(starts[line + 1], bytes.count))
    let others = rest.contains {
      bytes[$0] > 0x20 && mask.isCode[$0] && !";,)".utf8.contains(bytes[$0])
    }
    if others { isSure = false }
  }
}
