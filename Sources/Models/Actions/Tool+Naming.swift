import Text

extension Tool {
  /// The function that a model means by `name`; `nil` where it means none, or could mean two.
  init?(meant name: String) {
    guard let known = knownName(name, among: Tool.allCases.map(\.rawValue)) else { return nil }
    self.init(rawValue: known)
  }

  /// Whether a function's name is in `name`, so that it is more likely glued to something than made up.
  static func isWithin(_ name: String) -> Bool {
    allCases.contains { name.lowercased().contains($0.rawValue) }
  }
}

/// The one of `known` that `name` means once it is freed of what services glue onto it: a folder in front
/// (`functions.edit`), words of the format behind (`editjson`, `edit<|channel|>commentary`, `edit:0`, `edit()`), capital
/// letters, white space. `nil` where the rest is none of them, or could be two.
func knownName(_ name: String, among known: [String]) -> String? {
  if known.contains(name) { return name }
  let text = name.trimmed.lowercased()
  let marks: Set<Character> = ["<", "(", "{", "[", "\"", "|"]
  let bare = text.prefix { !$0.isWhitespace && !marks.contains($0) }
  let parts = bare.replacing("__", with: ".").split { [".", ":", "/"].contains($0) }
  let found = Set(
    parts.compactMap { part -> String? in
      let endings = ["", "_json", "-json", "json"]
      return endings.lazy.filter(part.hasSuffix).map { String(part.dropLast($0.count)) }
        .first(where: known.contains)
    })
  return found.count == 1 ? found.first : nil
}
