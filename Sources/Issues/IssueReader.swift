import FoundationEssentials
import Text
package import Vocabulary

/// Reads issues: Markdown or plain text with optional YAML front matter, or a forge's JSON. Pure.
package enum IssueReader {
  /// The largest issue, in bytes.
  package static let byteLimit = 1 << 20
  /// The longest title, in characters; a longer one goes to the body as a whole.
  static let titleLimit = 200
  /// The longest title, in bytes: one character may be made of any number.
  static let titleByteLimit = 800

  /// The issue in `bytes`.
  ///
  /// The first heading is the title, the first line that is not empty where there is no heading. The
  /// `- [ ]` items outside fenced blocks are the acceptance criteria. Text that begins with `{` is
  /// taken for JSON as `gh issue view --json number,title,body` prints it.
  package static func read(
    _ bytes: [UInt8], origin: Issue.Origin
  ) throws(IssueError) -> Issue {
    guard bytes.count <= byteLimit else { throw .tooLarge }
    guard !bytes.contains(0) else { throw .binary }
    let content = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
    guard let decoded = String(validating: content, as: UTF8.self) else { throw .notUTF8 }
    let text = decoded.replacing("\r\n", with: "\n")
    guard text.contains(where: { !$0.isWhitespace }) else { throw .empty }
    if text.first(where: { !$0.isWhitespace }) == "{" { return try fromForge(content) }
    guard !isList(text) else { throw .json("it is a list of issues, and one run takes one issue") }
    let (matter, rest) = try FrontMatter.split(text)
    return try issue(rest, matter, origin)
  }

  private static func issue(
    _ text: Substring, _ matter: FrontMatter?, _ origin: Issue.Origin
  ) throws(IssueError) -> Issue {
    var title = matter?.title.map { oneLine($0) } ?? ""
    var body = String(text)
    if title.isEmpty { (title, body) = titleAndBody(of: text) }
    guard !title.isEmpty else { throw .noTitle }
    (title, body) = bounded(title, trimmedLines(body))
    return Issue(
      title: title, body: trimmedLines(body), criteria: criteria(in: body), origin: origin,
      labels: matter?.labels ?? [], wishes: matter?.wishes ?? Issue.Wishes())
  }

  /// Title and body, with a title that is too long cut, and whole at the body's start.
  static func bounded(_ title: String, _ body: String) -> (title: String, body: String) {
    guard title.utf8.count > titleByteLimit || title.count > titleLimit else {
      return (title, body)
    }
    let mark = "…"
    var short = ""
    for scalar in title.prefix(titleLimit - 1).unicodeScalars {
      guard (short + mark).utf8.count + UTF8.width(scalar) <= titleByteLimit else { break }
      short.unicodeScalars.append(scalar)
    }
    return (short + mark, title + "\n\n" + body)
  }

  /// The first heading, `# …` or underlined, else the first line that says something; and the rest.
  private static func titleAndBody(of text: Substring) -> (title: String, body: String) {
    let lines = text.lines()
    var first: Int?
    for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
      if first == nil, line.contains(where: { $0.isLetter || $0.isNumber }) { first = index }
      if line.hasPrefix("#") {
        let heading = oneLine(String(line.drop { $0 == "#" }))
        if !heading.isEmpty { return (heading, without(index...index, in: lines)) }
      }
      if line.hasPrefix("```") { break }
    }
    guard let first else { return ("", "") }
    let hasRule = first + 1 < lines.count && isRule(lines[first + 1])
    let rest = without(first...(hasRule ? first + 1 : first), in: lines)
    return (oneLine(String(lines[first])), rest)
  }

  private static func isRule(_ line: Substring) -> Bool {
    line.count >= 3 && (line.allSatisfy { $0 == "=" } || line.allSatisfy { $0 == "-" })
  }

  private static func without(_ gone: ClosedRange<Int>, in lines: [Substring]) -> String {
    (lines[..<gone.lowerBound] + lines[(gone.upperBound + 1)...]).joined(separator: "\n")
  }

  /// The text of each item `- [ ] …`, ticked or not, outside fenced blocks.
  static func criteria(in body: String) -> [String] {
    var isFenced = false
    var criteria: [String] = []
    for line in body.lines() {
      let text = line.drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix("```") || text.hasPrefix("~~~") { isFenced.toggle() }
      guard !isFenced, let bullet = text.first, "-*+".contains(bullet) else { continue }
      let rest = text.dropFirst().drop { $0 == " " }
      for box in ["[ ] ", "[x] ", "[X] "] where rest.hasPrefix(box) {
        criteria.append(oneLine(String(rest.dropFirst(box.count))))
      }
    }
    return criteria
  }
}

extension IssueReader {
  /// Whether the text is a list as `gh issue list --json` prints it; Markdown begins with `[` too.
  private static func isList(_ text: String) -> Bool {
    let start = text.lazy.filter { !$0.isWhitespace }.prefix(3)
    return start.prefix(2).elementsEqual("[{") || start.elementsEqual("[]")
  }

  /// Why JSON with half of a character is no issue.
  static let loneSurrogateWords =
    "it has an escape for half of a character, such as \\ud83d without its other half"

  private static func fromForge(_ bytes: ArraySlice<UInt8>) throws(IssueError) -> Issue {
    let forge: ForgeIssue
    do {
      forge = try JSONDecoder().decode(ForgeIssue.self, from: Data(bytes))
    } catch {
      throw .json(
        hasLoneSurrogate(bytes)
          ? loneSurrogateWords : "it is not one JSON object with number, title and body")
    }
    return try issue(forge)
  }

  /// The issue of what a forge says.
  static func issue(_ forge: ForgeIssue) throws(IssueError) -> Issue {
    guard forge.title.utf8.count + forge.body.utf8.count <= byteLimit else { throw .tooLarge }
    var title = oneLine(forge.title)
    guard !title.isEmpty else { throw .json("it has no title") }
    var body = forge.body.replacing("\r\n", with: "\n")
    (title, body) = bounded(title, body)
    return Issue(
      title: title, body: trimmedLines(body), criteria: criteria(in: body),
      origin: forge.number.map { .forge(number: $0) } ?? .standardInput, labels: forge.labels)
  }
}
