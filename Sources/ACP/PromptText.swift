package import Text

/// What a person says in a prompt: a word to us, or text for an issue or an answer. Pure.
package enum PromptText: Hashable, Sendable {
  /// Take up the run that was broken off: `/resume` or `/continue`.
  case resume
  /// A new issue, whatever the session's run waits for: `/issue TEXT`; `again` where it may have been worked on before:
  /// `/again TEXT`.
  case issue(String, again: Bool)
  /// Anything else.
  case text(String)

  /// The commands, with what they do, as an editor offers them.
  package static let commands: [(name: String, about: String, input: String?)] = [
    ("resume", "Take up the run of this session that was broken off", nil),
    ("issue", "Begin a run on another issue, also where a question is open", "the issue"),
    ("again", "Begin a run on an issue that was worked on before", "the issue"),
  ]

  /// Whether a text is nothing but a word for going on: `continue`, `resume` or `go on`.
  package static func meansGoOn(_ text: String) -> Bool {
    let word = text.lowercased().split { !$0.isLetter }.joined(separator: " ")
    return text.utf8.count < 40
      && ["continue", "resume", "go on", "please continue"].contains(word)
  }

  /// Reads the content blocks of a prompt.
  ///
  /// Text blocks are joined in order. What an editor attaches comes after all of them, each quoted line by line under a
  /// line that names it: it is data, and no line of it is a title, a criterion or a command.
  ///
  /// - Throws: ``ProtocolError``: `emptyPrompt` where a person has written nothing, `unreadableContent` for images, sound
  ///   and what is no block, `badParameter` where there is no list of blocks.
  package init(_ blocks: JSON?) throws(ProtocolError) {
    guard case .array(let elements)? = blocks else { throw .badParameter("prompt") }
    var (words, attached): ([String], [String]) = ([], [])
    for block in elements {
      switch block["type"]?.string {
      case "text":
        guard let text = block["text"]?.string else { throw .badParameter("prompt.text") }
        words.append(text)
      case "resource_link": attached.append(try PromptText.link(block))
      case "resource": attached.append(try PromptText.resource(block["resource"]))
      case let type: throw .unreadableContent(type ?? "nothing")
      }
    }
    let said = words.joined().trimmed
    guard !said.isEmpty else { throw .emptyPrompt }
    self = try PromptText.reading(said, attached.map { "\n\n" + $0 }.joined())
  }

  private static func reading(
    _ said: String, _ attached: String
  ) throws(ProtocolError) -> PromptText {
    guard said.hasPrefix("/") else { return .text(said + attached) }
    let word = said.dropFirst().prefix { $0.isLetter }
    let rest = String(said.dropFirst(word.count + 1)).trimmed
    switch word {
    case "resume", "continue": return rest.isEmpty ? .resume : .text(said + attached)
    case "issue", "again":
      guard !rest.isEmpty else { throw .emptyPrompt }
      return .issue(rest + attached, again: word == "again")
    // A path, or a command of the editor's own: words like others.
    default: return .text(said + attached)
    }
  }

  private static func link(_ block: JSON) throws(ProtocolError) -> String {
    guard let uri = block["uri"]?.string else { throw .badParameter("prompt.uri") }
    return "Named beside it: \(line(block["name"]?.string ?? uri)) (\(line(uri)))"
  }

  private static func resource(_ resource: JSON?) throws(ProtocolError) -> String {
    guard let uri = resource?["uri"]?.string else { throw .badParameter("prompt.resource") }
    guard let text = resource?["text"]?.string else {
      return "Attached: \(line(uri)), which is no text and is not shown"
    }
    let quoted = text.lines().map { $0.isEmpty ? ">" : "> \($0)" }
    return "Attached: \(line(uri))\n\n\(quoted.joined(separator: "\n"))"
  }

  /// One line of at most 500 characters, without what acts on a terminal.
  private static func line(_ text: String) -> String {
    String(visible(text).split(whereSeparator: \.isNewline).joined(separator: " ").prefix(500))
  }
}

/// `text` in a fenced block of Markdown that nothing in it ends.
///
/// - Complexity: O(*n*) in the text.
func fenced(_ text: String) -> String {
  let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
  let fence = String(repeating: "`", count: max(3, longest + 1))
  return "\(fence)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
