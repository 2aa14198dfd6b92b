import Vocabulary

/// The languages of files, by their names. Pure.
package enum FileLanguage {
  private static let endings: [String: String] = [
    "py": "python", "pyi": "python", "js": "javascript", "jsx": "javascript", "mjs": "javascript",
    "cjs": "javascript", "ts": "typescript", "tsx": "typescript", "mts": "typescript",
    "swift": "swift", "c": "c", "h": "c", "cc": "c++", "cpp": "c++", "cxx": "c++", "hpp": "c++",
    "hh": "c++", "go": "go", "rs": "rust", "java": "java", "kt": "kotlin", "kts": "kotlin",
    "rb": "ruby", "php": "php", "sh": "shell", "bash": "shell", "zsh": "shell", "cs": "c#",
    "scala": "scala", "lua": "lua", "pl": "perl", "pm": "perl", "html": "html", "css": "css",
    "sql": "sql", "hs": "haskell", "ex": "elixir", "exs": "elixir", "zig": "zig", "dart": "dart",
    "r": "r", "m": "objective-c", "jl": "julia", "md": "markdown", "rst": "restructuredtext",
    "yaml": "yaml", "yml": "yaml", "json": "json", "toml": "toml", "xml": "xml",
  ]

  /// The language of the file `path`, in small letters; `nil` where its name does not say.
  package static func of(_ path: String) -> String? {
    let name = path.lastPathPart
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
      return ["Makefile", "makefile", "GNUmakefile"].contains(name) ? "make" : nil
    }
    return endings[name[dot...].dropFirst().lowercased()]
  }

  /// The one language that all of `paths` whose names say so have; `nil` for several, or none.
  static func common(of paths: [String]) -> String? {
    let all = Set(paths.compactMap(of))
    return all.count == 1 ? all.first : nil
  }
}
