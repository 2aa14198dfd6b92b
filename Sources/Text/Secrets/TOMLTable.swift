/// A table of a TOML document: as much of TOML as configurations of gitleaks use.
///
/// Keys have strings, numbers, or lists of strings; each value is a list here. The keys of a table `[rules.allowlist]` are
/// those of the rule before it, with `allowlist.` before them.
struct TOMLTable {
  /// What stands in its brackets; empty for what comes before the first.
  let name: String
  private var values: [String: [String]] = [:]

  private init(name: String) { self.name = name }

  /// The values of a key; `nil` where it is missing.
  subscript(_ key: String) -> [String]? { values[key] }

  /// The tables in `text`, in order; what cannot be read is left out.
  static func all(in text: String) -> [TOMLTable] {
    var tables: [TOMLTable] = []
    var prefix = ""
    var lines = text.lines()[...]
    while var line = lines.popFirst() {
      line = line.drop(while: \.isWhitespace)
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("[") {
        let name = String(line.filter { !"[] ".contains($0) })
        if let last = tables.last, name.hasPrefix(last.name + ".") {
          prefix = name.dropFirst(last.name.count + 1) + "."
        } else {
          prefix = ""
          tables.append(TOMLTable(name: name))
        }
        continue
      }
      guard let equals = line.firstIndex(of: "="), !tables.isEmpty else { continue }
      let key = prefix + line[..<equals].filter { !$0.isWhitespace }
      var value = String(line[line.index(after: equals)...])
      while opensList(value), let more = lines.popFirst() { value += "\n" + more }
      tables[tables.count - 1].values[key] = strings(in: value)
    }
    return tables
  }

  /// Whether a value begins a list that has no end yet: outside of strings a bracket is open.
  private static func opensList(_ value: String) -> Bool {
    guard value.drop(while: \.isWhitespace).hasPrefix("[") else { return false }
    var isClosed = false
    _ = strings(in: value) { isClosed = $0 == "]" || isClosed }
    return !isClosed
  }

  /// The strings in a value; a number is one without quotes.
  private static func strings(in value: String, outside: (Character) -> Void = { _ in }) -> [String]
  {
    var strings: [String] = []
    var bare = ""
    var rest = value[...]
    while let first = rest.first {
      if let quote = ["'''", "'", "\""].first(where: { rest.hasPrefix($0) }) {
        rest = rest.dropFirst(quote.count)
        strings.append(string(in: &rest, endingWith: quote))
      } else if first == "#" {
        rest = rest.drop { $0 != "\n" }
      } else {
        outside(first)
        if first.isNumber || first == "." { bare.append(first) }
        rest = rest.dropFirst()
      }
    }
    return strings.isEmpty && !bare.isEmpty ? [bare] : strings
  }

  private static func string(in rest: inout Substring, endingWith quote: String) -> String {
    var string = ""
    while !rest.isEmpty, !rest.hasPrefix(quote) {
      var next = rest.removeFirst()
      // Only a basic string knows escapes; of those, all that are needed stand for what follows the backslash.
      if next == "\\", quote == "\"", let escaped = rest.popFirst() { next = escaped }
      string.append(next)
    }
    rest = rest.dropFirst(quote.count)
    return string
  }
}
