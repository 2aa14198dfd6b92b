import Vocabulary
import YAML

/// The YAML between two lines `---` at the head of an issue. It can only narrow the mandate.
struct FrontMatter: Hashable {
  /// The title, in the place of a heading.
  var title: String?
  /// Labels.
  var labels: [String] = []
  /// What it asks for.
  var wishes = Issue.Wishes()

  /// The most front matter that is read, in bytes.
  private static let byteLimit = 16 << 10

  /// The front matter of `text`, `nil` when it has none, and the text after it.
  static func split(_ text: String) throws(IssueError) -> (FrontMatter?, Substring) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---" else { return (nil, text[...]) }
    guard let end = lines.dropFirst().firstIndex(where: { $0 == "---" || $0 == "..." }) else {
      guard !beginsMapping(lines.dropFirst().first ?? "") else {
        throw .frontMatter("it has no line '---' that ends it")
      }
      return (nil, text[...])
    }
    let yaml = lines[1..<end].joined(separator: "\n")
    guard yaml.utf8.count <= byteLimit else {
      throw .frontMatter("it is longer than \(byteLimit) bytes")
    }
    let rest = lines[(end + 1)...].joined(separator: "\n")
    return (try FrontMatter(yaml: yaml), rest[...])
  }

  /// Whether the line looks like `key: value`.
  private static func beginsMapping(_ line: Substring) -> Bool {
    guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return false }
    let isKey = line[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_" || $0 == "-") }
    let next = line[line.index(after: colon)...].first
    return isKey && (next == nil || next == " " || next == "\t")
  }

  private init(yaml: String) throws(IssueError) {
    let node: YAMLNode?
    do { node = try YAMLNode.document(in: yaml) } catch {
      throw .frontMatter("it is no YAML that can be read")
    }
    guard let node else { return }
    guard case .mapping(let pairs) = node else { throw .frontMatter("it is no mapping") }
    for pair in pairs {
      let value = pair.value
      switch pair.key.text {
      case "title": title = try FrontMatter.text(value, "title")
      case "base": wishes.base = try FrontMatter.text(value, "base")
      case "paths": wishes.paths = try FrontMatter.globs(value, "paths")
      case "may-change-tests":
        wishes.mayChangeTests = try FrontMatter.globs(value, "may-change-tests")
      case "labels": labels = try FrontMatter.list(value, "labels")
      case "budget": wishes.budget = try FrontMatter.budget(value)
      case let name:
        throw .frontMatter(
          "'\(name ?? "?")' is none of title, base, paths, labels, budget, may-change-tests")
      }
    }
  }

  private static func text(_ node: YAMLNode, _ key: String) throws(IssueError) -> String {
    guard let text = node.text else { throw .frontMatter("'\(key)' is no text") }
    return text
  }

  private static func list(_ node: YAMLNode, _ key: String) throws(IssueError) -> [String] {
    if let text = node.text { return text.commaSeparated }
    guard case .sequence(let sequence) = node else { throw .frontMatter("'\(key)' is no list") }
    var texts: [String] = []
    for item in sequence { texts.append(try text(item, key)) }
    return texts
  }

  /// Globs of paths below the project's root.
  private static func globs(_ node: YAMLNode, _ key: String) throws(IssueError) -> [String] {
    var globs: [String] = []
    for text in try list(node, key) {
      guard let glob = Mandate.glob(text) else { throw .path(text) }
      globs.append(glob)
    }
    return globs
  }

  private static func budget(_ node: YAMLNode) throws(IssueError) -> Budget {
    var parts: [String] = []
    if let text = node.text {
      parts = [text]
    } else if case .mapping(let pairs) = node {
      for pair in pairs {
        parts.append("\(try text(pair.key, "budget"))=\(try text(pair.value, "budget"))")
      }
    } else {
      throw .frontMatter("'budget' is a list, and has to be a text or a mapping")
    }
    do { return try BudgetText.parse(parts.joined(separator: ",")) } catch {
      throw .frontMatter("the budget is wrong: \(error.sentence)")
    }
  }
}
