import Text

/// The sections of an INI file, as Python's tools write them: values go on in lines that are indented.
struct INIOutline {
  private var sections: [String: [String: [String]]] = [:]

  /// The outline of `text`.
  init(_ text: String) {
    var (section, key) = ("", "")
    for line in text.lines() {
      let plain = line.trimmed
      if plain.isEmpty || plain.hasPrefix("#") || plain.hasPrefix(";") { continue }
      if line.hasPrefix("[") {
        section = String(plain.dropFirst().prefix { $0 != "]" })
        sections[section] = sections[section] ?? [:]
        key = ""
      } else if line.first?.isWhitespace == true, !key.isEmpty {
        sections[section, default: [:]][key, default: []].append(plain)
      } else if let mark = plain.firstIndex(where: { "=:".contains($0) }) {
        key = plain[..<mark].trimmed
        let value = plain[plain.index(after: mark)...].trimmed
        sections[section, default: [:]][key] = value.isEmpty ? [] : [value]
      }
    }
  }

  /// The lines of a value; empty where there is none.
  func lines(_ key: String, of section: String) -> [String] { sections[section]?[key] ?? [] }

  /// Whether there is the section.
  func has(_ section: String) -> Bool { sections[section] != nil }
}
