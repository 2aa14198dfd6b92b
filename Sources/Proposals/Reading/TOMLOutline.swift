import Text

/// The tables of a TOML file, as far as proposals need them: texts, and lists of texts.
///
/// What is neither is kept as it is written. Dotted keys and inline tables are not resolved.
struct TOMLOutline {
  /// A value.
  enum Value: Hashable {
    case text(String)
    case list([String])
    case other(String)
  }

  private(set) var tables: [String: [String: Value]] = [:]

  /// The outline of `text`; lines that are none of TOML are passed over.
  init(_ text: String) {
    var table = ""
    var lines = text.lines()[...]
    while let line = lines.popFirst() {
      let line = line.trimmed
      if line.hasPrefix("[") {
        table = line.prefix { $0 != "#" }.trimmed.filter { !"[]\"'".contains($0) }
          .split(separator: ".").map(\.trimmed).joined(separator: ".")
        tables[table, default: [:]] = tables[table] ?? [:]
      } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
        let key = line[..<equals].trimmed.filter { !"\"'".contains($0) }
        let rest = line[line.index(after: equals)...].trimmed
        tables[table, default: [:]][key] = TOMLOutline.value(rest, &lines)
      }
    }
  }

  /// The lists of a table, each with its key.
  func lists(of table: String) -> [String: [String]] {
    (tables[table] ?? [:]).compactMapValues { if case .list(let items) = $0 { items } else { nil } }
  }

  /// Whether there is the table, or one below it.
  func has(_ table: String) -> Bool {
    tables.keys.contains { $0 == table || $0.hasPrefix(table + ".") }
  }

  private static func value(_ start: String, _ lines: inout ArraySlice<Substring>) -> Value {
    for quotes in ["\"\"\"", "'''"] where start.hasPrefix(quotes) {
      var parts = [String(start.dropFirst(3))]
      while !parts[parts.count - 1].contains(quotes), let next = lines.popFirst() {
        parts.append(String(next))
      }
      let text = parts.joined(separator: "\n")
      return .text(String(text.firstRange(of: quotes).map { text[..<$0.lowerBound] } ?? text[...]))
    }
    if start.hasPrefix("[") { return list(start, &lines) }
    if let quote = start.first, quote == "\"" || quote == "'" {
      return .text(String(start.dropFirst().prefix { $0 != quote }))
    }
    return .other(start.prefix { $0 != "#" }.trimmed)
  }

  /// The texts of a list over any number of lines; those of tables in it are left out.
  private static func list(_ start: String, _ lines: inout ArraySlice<Substring>) -> Value {
    var (items, item) = ([String](), "")
    var (depth, braces) = (0, 0)
    var quote: Character?
    var next: Substring? = start[...]
    while let line = next {
      for character in line {
        if let open = quote {
          if character == open {
            if braces == 0 { items.append(item) }
            quote = nil
          } else {
            item.append(character)
          }
          continue
        }
        if character == "#" { break }
        switch character {
        case "\"", "'": (quote, item) = (character, "")
        case "[": depth += 1
        case "]": depth -= 1
        case "{": braces += 1
        case "}": braces -= 1
        default: break
        }
        if depth == 0 { return .list(items) }
      }
      quote = nil
      next = lines.popFirst()
    }
    return .list(items)
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
