/// What has to be known of a language to tell where its definitions begin and end. Data only.
struct SourceLanguage: Hashable, Sendable {
  /// What bounds the body of a definition.
  enum Body: Hashable, Sendable {
    /// Deeper indentation.
    case indentation
    /// Braces.
    case braces
    /// A line with the word `end` as deep as the first one.
    case end
  }

  var body: Body
  /// What begins a comment that ends with the line.
  var lineComments: [String]
  /// Whether `/*` and `*/` enclose a comment.
  var hasBlockComments = false
  /// Characters that quote a text on one line.
  var quotes: [UInt8] = [0x22, 0x27]
  /// Texts that quote over lines.
  var longQuotes: [String] = []
  /// Whether a slash where a value is expected begins a pattern.
  var hasPatterns = false
  /// Words by which a line names what it takes from elsewhere.
  var importWords: [String] = []

  /// The language of a file, by the end of its name; `nil` for what is not known.
  static func of(_ path: String) -> SourceLanguage? {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "py", "pyi": return python
    case "js", "mjs", "cjs", "jsx", "ts", "tsx": return javaScript
    case "c", "h", "cc", "cpp", "cxx", "hpp", "hh": return c
    case "go": return go
    case "swift": return swift
    case "rs": return rust
    case "java", "kt", "cs", "scala", "dart": return java
    case "sh", "bash": return shell
    case "rb": return ruby
    default: return nil
    }
  }

  static let python = SourceLanguage(
    body: .indentation, lineComments: ["#"], longQuotes: ["\"\"\"", "'''"],
    importWords: ["import ", "from "])
  static let ruby = SourceLanguage(body: .end, lineComments: ["#"], importWords: ["require"])
  static let shell = SourceLanguage(body: .braces, lineComments: ["#"])
  static let c = SourceLanguage(
    body: .braces, lineComments: ["//"], hasBlockComments: true, importWords: ["#include"])
  static let java = SourceLanguage(
    body: .braces, lineComments: ["//"], hasBlockComments: true, longQuotes: ["\"\"\""],
    importWords: ["import ", "using ", "package "])
  static let swift = SourceLanguage(
    body: .braces, lineComments: ["//"], hasBlockComments: true, quotes: [0x22],
    longQuotes: ["\"\"\""], importWords: ["import "])
  static let rust = SourceLanguage(
    body: .braces, lineComments: ["//"], hasBlockComments: true, quotes: [0x22],
    importWords: ["use "])
  static let go = SourceLanguage(
    body: .braces, lineComments: ["//"], hasBlockComments: true, longQuotes: ["`"],
    importWords: ["import ", "package "])
  static let javaScript = SourceLanguage(
    body: .braces, lineComments: ["//"], hasBlockComments: true, longQuotes: ["`"],
    hasPatterns: true, importWords: ["import "])
}
