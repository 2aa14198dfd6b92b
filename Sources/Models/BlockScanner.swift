/// Takes a reply apart into fenced blocks, SEARCH/REPLACE blocks and the words around them.
struct BlockScanner {
  /// A block of a reply.
  enum Block: Hashable {
    /// A fenced block: the first word after the fence, the rest of that line, what is in it, and the
    /// line above it.
    case fence(word: String, rest: String, content: String, above: String)
    /// A replacement, with the path found above it.
    case replacement(path: String?, search: String, replacement: String)
  }

  /// The blocks, in order.
  private(set) var blocks: [Block] = []
  /// Whether the last block has no end.
  private(set) var isCut = false
  private var outside: [Substring] = []
  private let lines: [Substring]
  private var index = 0
  private var lastPath: String?

  init(_ text: String) {
    lines = text.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  /// What stands outside of all blocks, trimmed.
  var words: String { outside.joined(separator: "\n").trimmed }

  /// The kinds of blocks there are.
  var kinds: Set<String> {
    Set(
      blocks.map { block in
        if case .fence(let word, _, _, _) = block { return word }
        return "SEARCH"
      })
  }

  /// Reads all of it.
  mutating func scan() {
    while index < lines.count {
      if BlockScanner.isMarker(lines[index], "<") {
        scanReplacement()
      } else if let fence = BlockScanner.fence(in: lines[index]), !holdsReplacement(fence) {
        scanFence(fence)
      } else {
        outside.append(lines[index])
        index += 1
      }
    }
  }

  /// Five to nine of `sign` at the start of a line, and nothing else but a word.
  private static func isMarker(_ line: Substring, _ sign: Character) -> Bool {
    let count = line.prefix { $0 == sign }.count
    guard (5...9).contains(count) else { return false }
    let rest = line.dropFirst(count).trimmed
    return rest.isEmpty || (rest.count < 12 && rest.allSatisfy { $0.isLetter })
  }

  private struct Fence {
    var mark: Character
    var length: Int
    var info: String
  }

  private static func fence(in line: Substring) -> Fence? {
    let text = line.drop { $0 == " " }
    guard let mark = text.first, mark == "`" || mark == "~" else { return nil }
    let length = text.prefix { $0 == mark }.count
    guard length >= 3 else { return nil }
    let info = text.dropFirst(length).trimmed
    return info.contains("`") ? nil : Fence(mark: mark, length: length, info: info)
  }

  /// Whether the fence that begins here is only the wrapping of SEARCH/REPLACE blocks.
  private func holdsReplacement(_ fence: Fence) -> Bool {
    let word = fence.info.prefix { $0 != " " }
    guard !["write", "file", "plan", "finish", "ask"].contains(word) else { return false }
    for line in lines[(index + 1)...] {
      if BlockScanner.isMarker(line, "<") { return true }
      if BlockScanner.closes(line, fence) { return false }
    }
    return false
  }

  private static func closes(_ line: Substring, _ fence: Fence) -> Bool {
    let text = line.trimmed
    return text.count >= fence.length && text.allSatisfy { $0 == fence.mark }
  }

  private mutating func scanFence(_ fence: Fence) {
    let above = outside.last { !$0.allSatisfy(\.isWhitespace) } ?? ""
    index += 1
    var content = ""
    var isClosed = false
    while index < lines.count {
      let line = lines[index]
      index += 1
      if BlockScanner.closes(line, fence) {
        isClosed = true
        break
      }
      content += line + "\n"
    }
    if !isClosed { isCut = true }
    let word = String(fence.info.prefix { $0 != " " })
    let rest = fence.info.dropFirst(word.count).trimmed
    let isLast = String(above) == outside.last.map(String.init)
    blocks.append(
      .fence(word: word, rest: rest, content: content, above: isLast ? String(above) : ""))
  }

  private mutating func scanReplacement() {
    let path = pathAbove() ?? lastPath
    index += 1
    var parts: [[Substring]] = [[]]
    var isClosed = false
    while index < lines.count {
      let line = lines[index]
      index += 1
      if parts.count == 1, BlockScanner.isMarker(line, "=") {
        parts.append([])
      } else if parts.count == 2, BlockScanner.isMarker(line, ">") {
        isClosed = true
        break
      } else {
        parts[parts.count - 1].append(line)
      }
    }
    guard isClosed else {
      isCut = true
      return
    }
    func text(_ lines: [Substring]) -> String { lines.map { $0 + "\n" }.joined() }
    lastPath = path
    blocks.append(
      .replacement(path: path, search: text(parts[0]), replacement: text(parts[1])))
  }

  /// The path on one of the lines above, a fence's own line among them; that line is no words then.
  private mutating func pathAbove() -> String? {
    var place = index - 1
    var looked = 0
    while place >= 0, looked < 3 {
      let line = lines[place]
      place -= 1
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      looked += 1
      if BlockScanner.isMarker(line, ">") { return nil }
      if let fence = BlockScanner.fence(in: line) {
        let last = fence.info.split(separator: " ").last.map(String.init) ?? ""
        if last.contains(where: { $0 == "/" || $0 == "." }), let path = BlockScanner.path(in: last)
        {
          return path
        }
        continue
      }
      if let path = BlockScanner.path(in: String(line)) { return path }
    }
    return nil
  }

  /// The path that a line consists of, without the dressing models give it; `nil` where it is none.
  static func path(in line: String) -> String? {
    var text = line.trimmed
    for head in ["File:", "file:", "Path:", "path:", "# ", "// ", "### ", "## "]
    where text.hasPrefix(head) { text = String(text.dropFirst(head.count)).trimmed }
    while let first = text.first, "`*\"'".contains(first) { text.removeFirst() }
    while let last = text.last, "`*\"':".contains(last) { text.removeLast() }
    while text.hasPrefix("./") { text.removeFirst(2) }
    if text.hasPrefix("/workspace/") { text.removeFirst("/workspace/".count) }
    let isPath =
      !text.isEmpty && text.count < 300 && !text.hasPrefix("/")
      && !text.contains(where: { $0.isWhitespace || "<>|(){}=,;".contains($0) })
      && (text.contains("/") || text.contains(".") || ["Makefile", "Dockerfile"].contains(text))
      && text.last != "."
    return isPath ? text : nil
  }
}
