import Vocabulary

/// How one tool says that something is missing.
struct MissingRule: Sendable {
  /// What is missing then.
  let kind: MissingPiece.Kind
  /// Who asks for it.
  let tool: String
  /// The line, as data: `{}` stands for the name, `{#}` for a number, `*` for any text.
  let pattern: String
  /// The name, where the line has none.
  let fixed: String
  /// A text that one of the lines shortly before, or the line itself, has to hold; empty for none.
  let near: String
  /// The beginning of one of the two lines after it; empty for any.
  let next: String

  private let tokens: [Token]
  /// The longest text of the pattern, which is looked for first.
  let key: String

  private enum Token: Sendable {
    case text(String)
    case any, name, number
  }

  /// A rule for the line `pattern`.
  init(
    _ kind: MissingPiece.Kind, _ tool: String, _ pattern: String, fixed: String = "",
    near: String = "", next: String = ""
  ) {
    self.kind = kind
    self.tool = tool
    self.pattern = pattern
    self.fixed = fixed
    self.near = near
    self.next = next
    tokens = MissingRule.tokens(of: pattern)
    key =
      tokens.compactMap { if case .text(let text) = $0 { text } else { nil } }
      .max { $0.utf8.count < $1.utf8.count } ?? ""
  }

  private static func tokens(of pattern: String) -> [Token] {
    var tokens: [Token] = []
    var text = ""
    var rest = pattern[...]
    func end() {
      if !text.isEmpty { tokens.append(.text(text)) }
      text = ""
    }
    while let character = rest.first {
      if let (mark, token) = [("{}", Token.name), ("{#}", .number), ("*", .any)].first(where: {
        rest.hasPrefix($0.0)
      }) {
        end()
        tokens.append(token)
        rest = rest.dropFirst(mark.count)
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    end()
    return tokens
  }

  /// What the line says is missing; `nil` where it is none of this rule's, an empty name where the pattern has none.
  ///
  /// - Complexity: O(*n*) in the line's bytes: each text of the pattern is looked for once, from where the one before it
  ///   ends.
  func name(in line: Line) -> String? {
    guard line.contains(key) else { return nil }
    var rest = line
    var name: Line?
    var pending: Token?
    func take(_ token: Token?, _ found: Line) -> Bool {
      switch token {
      case .name: name = found
      case .number: return found.number != nil
      case .any, .text: break
      case nil: return found.isEmpty
      }
      return true
    }
    for token in tokens {
      guard case .text(let text) = token else {
        pending = token
        continue
      }
      if pending == nil {
        guard let after = rest.after(text) else { return nil }
        rest = after
      } else {
        guard let cut = rest.cut(at: text), take(pending, cut.before) else { return nil }
        rest = cut.after
      }
      pending = nil
    }
    guard take(pending, rest) else { return nil }
    guard let name else { return fixed }
    let plain = MissingRule.unquoted(name.trimmed)
    return plain.isEmpty || plain.utf8.count > 200 ? nil : plain
  }

  /// The text without the quotation marks around it.
  private static func unquoted(_ line: Line) -> String {
    let text = line.text[...].drop { "'\"`‘’".contains($0) }
    let signs = text.contains("(") ? "'\"`‘’:," : "'\"`‘’:,)"
    let end = text.lastIndex { !signs.contains($0) }
    return end.map { String(text[...$0]) } ?? ""
  }
}
