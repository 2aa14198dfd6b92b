import Series
import Text
import Vocabulary

/// Splits a reply into fenced blocks, SEARCH/REPLACE blocks and the words around them.
struct BlockScanner {
  /// A block of a reply.
  enum Block: Hashable {
    /// A fenced block: the first word after the fence, the rest of that line, what is in it, and the path
    /// on the line above it, empty where there is none.
    case fence(word: String, rest: String, content: String, above: String)
    /// A replacement, with the path found above it.
    case replacement(path: String?, search: String, replacement: String)

    /// What a person would call it.
    var kind: String {
      switch self {
      case .fence(let word, _, _, _): word.isEmpty ? Corrections.bareFence : word
      case .replacement: "SEARCH/REPLACE"
      }
    }
  }

  /// The blocks, in order.
  private(set) var blocks: [Block] = []
  /// Whether the last block has no end.
  private(set) var isCut = false
  /// The correction for the first block that is malformed; scanning ends there.
  private(set) var fault: String?
  /// Whether a malformed block may belong to the edit before it, so that none may be carried out.
  private(set) var isSpoilt = false
  private var outside: [Substring] = []
  private let lines: [Substring]
  private var index = 0
  private var lastPath: String?
  /// The open fence that only wraps SEARCH/REPLACE blocks; `nil` where none is open.
  private var wrapper: Fence?

  init(_ text: String) { lines = text.lines() }

  /// The text outside of all blocks and without the paths above them, trimmed.
  var words: String { outside.joined(separator: "\n").trimmed }

  /// Reads all of it.
  mutating func scan() {
    while index < lines.count {
      let line = lines[index]
      if let open = Marker(line, "<") {
        scanReplacement(open)
      } else if let wrapper, wrapper.isClosed(by: line) {
        self.wrapper = nil
        index += 1
      } else if let block = Block(inOneLine: line) {
        blocks.append(block)
        index += 1
      } else if let fence = Fence(line) {
        if holdsReplacement(fence) {
          wrapper = fence
          index += 1
        } else {
          scanFence(fence)
        }
      } else {
        outside.append(line)
        index += 1
      }
    }
  }

  /// Whether the fence that begins here is only the wrapping of SEARCH/REPLACE blocks: one of them begins
  /// within its first lines.
  private func holdsReplacement(_ fence: Fence) -> Bool {
    guard !["write", "file", "plan", "finish", "ask", "run"].contains(fence.word) else {
      return false
    }
    for line in lines[(index + 1)...].prefix(3) {
      if Marker(line, "<") != nil { return true }
      if fence.isClosed(by: line) { return false }
    }
    return false
  }

  private mutating func scanFence(_ fence: Fence) {
    var above = ""
    if let last = outside.last, let path = BlockScanner.path(in: String(last)) {
      above = path
      outside.removeLast()
    }
    index += 1
    guard let end = end(of: fence, above) else { return }
    let content = lines[index..<min(end, lines.count)]
    index = min(end + 1, lines.count)
    if end >= lines.count { isCut = true }
    blocks.append(
      .fence(
        word: fence.word, rest: fence.rest, content: content.map { $0 + "\n" }.joined(),
        above: above))
  }

  /// The line that closes the fence before `index`, the number of lines where none does; `nil` where it cannot be told,
  /// with the fault set.
  ///
  /// A fence with a word after it is nested in the block's text; where that leaves no end, the first line that could be
  /// the end is. In a document and in prose, bare fences are nested too: of an odd number the last one is the end.
  private mutating func end(of fence: Fence, _ above: String) -> Int? {
    var depth = 0
    var first: Int?
    var bare: [Int] = []
    let isProse = holdsProse(fence, above)
    for place in index..<lines.count {
      if fence.isClosed(by: lines[place]) {
        if depth == 0 {
          guard isProse else { return place }
          bare.append(place)
        } else {
          depth -= 1
        }
        first = first ?? place
      } else if fence.isNested(in: lines[place]) {
        if bare.count % 2 == 1, Fence(lines[place]).map(BlockScanner.isAction) == true { break }
        depth += 1
      }
    }
    guard bare.count > 1 else { return bare.first ?? first ?? lines.count }
    if bare.count % 2 == 1 { return bare.last }
    let head = String(repeating: fence.mark, count: fence.length + 1) + fence.info
    fault = Corrections.hiddenEnd(block: fence.word, fence: clipped(oneLine(head), to: 120))
    index = lines.count
    return nil
  }

  /// Whether a block's text may hold bare fences: a document, a command that writes one, or words.
  private func holdsProse(_ fence: Fence, _ above: String) -> Bool {
    switch fence.word {
    case "plan", "ask", "remember", "finish": return true
    case "run": return lines[index...].prefix(200).contains { $0.contains("<<") }
    case "write", "file": return FileKinds.isDocumentation(fence.rest.isEmpty ? above : fence.rest)
    default:
      let path = BlockScanner.path(in: fence.word) ?? BlockScanner.path(in: fence.rest) ?? above
      return FileKinds.isDocumentation(path)
    }
  }

  /// Whether a fence begins an action, so that the block before it has ended.
  private static func isAction(_ fence: Fence) -> Bool {
    Tool(rawValue: fence.word) != nil || ["file", "delete", "move"].contains(fence.word)
  }

  private mutating func scanReplacement(_ open: Marker) {
    let path = pathAbove() ?? lastPath
    index += 1
    let start = index
    guard let end = closing(of: open) else { return }
    index = end + 1
    let dividers = (start..<end).compactMap { place in
      Marker(lines[place], "=").map { (place: place, length: $0.length) }
    }
    let exact = dividers.filter { $0.length == open.length }
    let places = exact.isEmpty ? dividers : exact
    guard let divider = places.first, places.count == 1 else {
      isSpoilt = true
      return fault = places.isEmpty ? Corrections.noDivider : Corrections.manyDividers
    }
    func text(_ range: Range<Int>) -> String { lines[range].map { $0 + "\n" }.joined() }
    lastPath = path
    blocks.append(
      .replacement(
        path: path, search: text(start..<divider.place), replacement: text(divider.place + 1..<end))
    )
  }

  /// The line that closes the replacement which `open` began: one of as many signs, else the first after a divider.
  /// Where there is none, the fault is set and scanning ends.
  private mutating func closing(of open: Marker) -> Int? {
    var other: Int?
    var isDivided = false
    var isOverrun = false
    for place in index..<lines.count where "<=>".contains(lines[place].first ?? " ") {
      let line = lines[place]
      if let close = Marker(line, ">") {
        if close.length == open.length { return place }
        if isDivided, other == nil { other = place }
      } else if let next = Marker(line, "<"), next.isNamed, next.length == open.length {
        isOverrun = true
        break
      } else if Marker(line, "=") != nil {
        isDivided = true
      }
    }
    if let other { return other }
    index = lines.count
    isCut = !isOverrun
    isSpoilt = true
    fault = isOverrun ? Corrections.nestedReplacement : Corrections.openReplacement
    return nil
  }

  /// The path on one of the lines above, a fence's own line among them; that line is no words then.
  private mutating func pathAbove() -> String? {
    var looked = 0
    for line in lines[..<index].reversed().prefix(6) where !line.allSatisfy(\.isWhitespace) {
      looked += 1
      guard looked <= 3, Marker(line, ">") == nil else { return nil }
      if let fence = Fence(line) {
        let last = String(fence.info.split(separator: " ").last ?? "")
        if last.contains(where: { $0 == "/" || $0 == "." }), let path = BlockScanner.path(in: last)
        {
          return path
        }
      } else if let path = BlockScanner.path(in: String(line)) {
        if outside.last == line { outside.removeLast() }
        return path
      }
    }
    return nil
  }
}

/// Five to nine of a sign at the start of a line, and nothing else but a word that belongs there.
private struct Marker {
  let length: Int
  /// Whether the word is there.
  let isNamed: Bool

  private static let words: [Character: Set<String>] = [
    "<": ["SEARCH", "ORIGINAL", "OLD"], "=": [], ">": ["REPLACE", "UPDATED", "NEW"],
  ]

  init?(_ line: Substring, _ sign: Character) {
    guard line.first == sign else { return nil }
    length = line.prefix(10) { $0 == sign }
    let word = line.dropFirst(length).prefix(12).trimmed
    isNamed = Marker.words[sign, default: []].contains(word.uppercased())
    guard (5...9).contains(length), line.count < 24, word.isEmpty || isNamed else { return nil }
  }
}

extension Substring {
  /// The number of characters at the start, `limit` at most, that fulfil `isWanted`.
  fileprivate func prefix(_ limit: Int, while isWanted: (Character) -> Bool) -> Int {
    prefix(limit).prefix(while: isWanted).count
  }
}

/// The line that opens a fenced block.
struct Fence {
  let mark: Character
  let length: Int
  let info: String

  /// `nil` where the line opens none.
  init?(_ line: Substring) {
    let text = line.drop { $0 == " " }
    guard let mark = text.first, mark == "`" || mark == "~" else { return nil }
    self.mark = mark
    length = text.prefix { $0 == mark }.count
    info = text.dropFirst(length).trimmed
    guard length >= 3, !info.contains("`") else { return nil }
  }

  /// The first word of the line.
  var word: String { String(info.prefix { $0 != " " }) }
  /// The line without its first word.
  var rest: String { info.dropFirst(word.count).trimmed }

  /// Whether `line`, which does not close the block, opens one that could only be closed like this one.
  func isNested(in line: Substring) -> Bool {
    let mark = mark.asciiValue ?? 0
    let text = line.utf8.drop { $0 == 0x20 }
    guard text.first == mark else { return false }
    let info = text.drop { $0 == mark }
    return text.count - info.count >= length && !info.contains(UInt8(ascii: "`"))
  }

  /// Whether `line` closes the block.
  func isClosed(by line: Substring) -> Bool {
    // By bytes: this is asked of every line.
    let mark = mark.asciiValue ?? 0
    let text = line.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    guard text.first == mark else { return false }
    let rest = text.drop { $0 == mark }
    return text.count - rest.count >= length && rest.allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }
}

extension BlockScanner.Block {
  /// The block that begins and ends on one line, such as three signs, `finish (resolved)` and three signs.
  ///
  /// Only words that name an action are taken for one; code between signs is words.
  fileprivate init?(inOneLine line: Substring) {
    let text = line.trimmed
    let length = text.prefix { $0 == "`" }.count
    guard length >= 3, text.count > 2 * length,
      text.hasSuffix(String(repeating: "`", count: length))
    else { return nil }
    let inner = text.dropFirst(length).dropLast(length).trimmed
    let word = String(inner.prefix { $0.isLetter })
    guard !inner.contains("`"), let tool = Tool(rawValue: word), tool != .write, tool != .edit
    else {
      return nil
    }
    var rest = inner.dropFirst(word.count).trimmed
    if rest.hasPrefix("("), rest.hasSuffix(")") {
      rest = String(rest.dropFirst().dropLast()).replacing(", ", with: "\n")
    }
    self = .fence(word: word, rest: "", content: rest, above: "")
  }
}

extension BlockScanner {
  /// The path that a line consists of, without the Markdown that models put around it; `nil` where it is none.
  ///
  /// Between backquotes it may hold spaces; a name without a dot or a slash is one after `./`.
  static func path(in line: String) -> String? {
    guard line.utf8.count < 400 else { return nil }
    var text = line.trimmed
    for head in ["# ", "## ", "### ", "// ", "File:", "file:", "Path:", "path:"]
    where text.hasPrefix(head) { text = String(text.dropFirst(head.count)).trimmed }
    while let first = text.first, "*\"'".contains(first) { text.removeFirst() }
    while let last = text.last, "*\"':".contains(last) { text.removeLast() }
    let isQuoted = text.count > 2 && text.hasPrefix("`") && text.hasSuffix("`")
    while let first = text.first, "`*\"'".contains(first) { text.removeFirst() }
    while let last = text.last, "`*\"':".contains(last) { text.removeLast() }
    let isRelative = text.hasPrefix("./")
    let path = Action.path(text)
    let odd = isQuoted ? "<>|{}=;`" : "<>|(){}=,;`"
    let isPath =
      !path.isEmpty && !path.hasPrefix("/") && path.last != "."
      && !path.contains { odd.contains($0) || ($0.isWhitespace && !(isQuoted && $0 == " ")) }
      && (isRelative || path.contains("/") || path.contains(".")
        || ["Makefile", "Dockerfile"].contains(path))
    return isPath ? path : nil
  }
}
