/// What the lexer and the templates have to know of a language. Data only.
struct Language: Hashable, Sendable {
  /// The name, for people.
  var name: String
  /// What begins a comment that ends with the line.
  var lineComments: [String] = ["//"]
  /// What begins and ends a comment of any length.
  var blockComment: (open: String, close: String)? = ("/*", "*/")
  /// Characters that quote a text on one line.
  var quotes: [UInt8] = [0x22, 0x27]
  /// Texts that quote over lines.
  var longQuotes: [String] = []
  /// Words that are no names.
  var keywords: Set<String>
  /// Words that begin a condition.
  var conditionWords: Set<String> = ["if", "while", "elif", "guard", "until", "assert"]
  /// Words that begin a result.
  var resultWords: Set<String> = ["return", "yield", "throw"]
  /// `and`, `or`, `not` as the language writes them.
  var and = "&&", or = "||", not = "!"
  /// The words for nothing, true and false.
  var null = "null", yes = "true", no = "false"
  /// Whether blocks are made by indentation.
  var isIndented = false
  /// Whether statements end with a semicolon.
  var endsStatements = true
  /// Calls that can be put around any value, beside those seen in the file.
  var wrappers: [String] = []
  /// Methods that put a value into a collection.
  var adders: [String] = []

  /// Families of comparisons, each of which can stand for any other of its family.
  var comparisons = [["<", "<=", ">", ">=", "==", "!="]]

  static func == (left: Language, right: Language) -> Bool { left.name == right.name }
  func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// The language of a file, by the end of its name; `nil` for what is no source text.
  static func of(_ path: String) -> Language? {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "py": return python
    case "c", "h", "cc", "cpp", "cxx", "hpp", "hh": return c
    case "js", "mjs", "cjs", "ts", "jsx", "tsx": return javaScript
    case "swift": return swift
    case "sh", "bash": return shell
    case "java", "kt", "cs": return java
    case "go": return go
    case "rs", "php", "scala", "dart", "d", "zig": return cLike
    default: return nil
    }
  }

  static let python = Language(
    name: "Python", lineComments: ["#"], blockComment: nil, longQuotes: ["\"\"\"", "'''"],
    keywords: [
      "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
      "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
      "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ], and: "and", or: "or", not: "not ", null: "None", yes: "True", no: "False",
    isIndented: true, endsStatements: false,
    wrappers: [
      "len", "max", "min", "abs", "sorted", "list", "set", "int", "str", "sum", "any", "all",
    ],
    adders: ["append", "add"])

  private static let braceWords: Set<String> = [
    "if", "else", "while", "for", "do", "switch", "case", "default", "break", "continue", "return",
    "goto", "throw", "try", "catch", "finally", "new", "delete", "class", "struct", "enum",
    "union", "static", "const", "public", "private", "protected", "final", "void", "typedef",
    "sizeof", "import", "package", "extends", "implements", "interface", "in", "of", "instanceof",
  ]

  static let c = Language(
    name: "C",
    keywords: braceWords.union([
      "int", "char", "long", "short", "unsigned", "signed", "float", "double", "size_t", "extern",
      "inline", "volatile", "register", "auto", "template", "namespace", "using", "bool",
    ]), null: "NULL", yes: "1", no: "0")

  static let javaScript = Language(
    name: "JavaScript", quotes: [0x22, 0x27], longQuotes: ["`"],
    keywords: braceWords.union([
      "var", "let", "function", "typeof", "async", "await", "yield", "export", "from", "delete",
    ]),
    wrappers: ["Math.max", "Math.min", "Math.abs", "Math.floor"], adders: ["push", "add"])

  static let swift = Language(
    name: "Swift", quotes: [0x22], longQuotes: ["\"\"\""],
    keywords: [
      "if", "else", "while", "for", "in", "repeat", "switch", "case", "default", "break",
      "continue", "return", "throw", "throws", "try", "catch", "guard", "defer", "func", "var",
      "let", "struct", "class", "enum", "extension", "protocol", "import", "init", "static",
      "private", "public", "internal", "mutating", "where", "as", "is", "do", "async", "await",
    ], null: "nil", endsStatements: false, wrappers: ["max", "min", "abs"],
    adders: ["append", "insert"])

  static let java = Language(
    name: "Java",
    keywords: braceWords.union([
      "int", "long", "char", "boolean", "double", "float", "byte", "short", "var", "throws",
      "abstract", "synchronized", "super",
    ]), wrappers: ["Math.max", "Math.min", "Math.abs"], adders: ["add"])

  static let go = Language(
    name: "Go", longQuotes: ["`"],
    keywords: [
      "if", "else", "for", "range", "switch", "case", "default", "break", "continue", "return",
      "func", "var", "const", "type", "struct", "interface", "map", "chan", "go", "defer",
      "select", "package", "import", "goto", "fallthrough",
    ], null: "nil", endsStatements: false, wrappers: ["len", "max", "min"])

  static let shell = Language(
    name: "shell", lineComments: ["#"], blockComment: nil,
    keywords: [
      "if", "then", "else", "elif", "fi", "while", "until", "do", "done", "for", "in", "case",
      "esac", "function", "return", "local", "export", "echo", "exit", "test",
    ], null: "\"\"", yes: "true", no: "false", endsStatements: false,
    comparisons: [
      ["-lt", "-le", "-gt", "-ge", "-eq", "-ne"], ["<", "<=", ">", ">=", "==", "!="], ["!=", "="],
    ])

  static let cLike = Language(name: "a language like C", keywords: braceWords)
}
