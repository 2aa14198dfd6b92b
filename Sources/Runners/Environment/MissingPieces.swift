package import Vocabulary

/// Finds in what a command printed the words by which tools say that something is missing. Pure.
package struct MissingPieces: Sendable {
  /// A piece, and the line it was found in.
  package struct Found: Hashable, Sendable {
    /// What is missing.
    package var piece: MissingPiece
    /// The number of the line, from 0.
    package var line: Int
  }

  /// All that was found, in the order printed.
  package let found: [Found]
  /// The lines, without escape sequences.
  let lines: [Line]

  /// How many lines before one tell what it is about.
  private static let reach = 40

  /// Reads `text`.
  ///
  /// - Complexity: O(*n*) in the text, times the rules.
  package init(in text: String) {
    let output = Output(Array(text.utf8))
    lines = output.lines
    let rules = MissingRule.all.filter { rule in rule.isPossible(in: output) }
    var found: [Found] = []
    if !rules.isEmpty {
      for number in lines.indices {
        if let piece = MissingPieces.piece(at: number, in: lines, rules) {
          found.append(Found(piece: piece, line: number))
        }
      }
    }
    self.found = found
  }

  /// What the line says is missing.
  private static func piece(
    at number: Int, in lines: [Line], _ rules: [MissingRule]
  ) -> MissingPiece? {
    guard lines[number].bytes.count < 4000 else { return nil }
    let line = bare(lines[number])
    for rule in rules {
      guard let name = rule.name(in: line) else { continue }
      if !rule.near.isEmpty {
        let before = lines[max(0, number - reach)...number]
        guard before.contains(where: { $0.contains(rule.near) }) else { continue }
      }
      if !rule.next.isEmpty {
        let after = lines[(number + 1)...].prefix(2)
        guard after.contains(where: { $0.trimmed.hasPrefix(rule.next) }) else { continue }
      }
      if rule.kind == .header, isOfProject(name, seeing: lines[(number + 1)...].prefix(1)) {
        continue
      }
      if rule.kind == .database, name.isEmpty {
        guard let port = port(before: number, in: lines) else { continue }
        return piece(rule, port, line)
      }
      // The folder stands in the paragraph before.
      let isFolder = rule.kind == .file && rule.tool == "CMake"
      let folder = isFolder ? lines[..<number].last { !$0.trimmed.isEmpty } : nil
      return piece(rule, folder?.trimmed.text ?? name, line)
    }
    return nil
  }

  private static func piece(_ rule: MissingRule, _ name: String, _ line: Line) -> MissingPiece? {
    var piece = MissingPiece(
      rule.kind, name, of: rule.tool, line: String(line.text.prefix(300)))
    switch (rule.kind, rule.tool) {
    case (.database, _):
      // Any server can be one of the project's own; these are known by their ports.
      guard let service = services[name] else { return nil }
      piece.name = service
    case (.package, "pytest"):
      piece.name = plugins(in: name)
      if piece.name.isEmpty { return nil }
    case (.package, "Tcl"): piece.name = String(name.prefix { $0 != " " })
    case (.package, "Go"): piece.name = String(name.prefix { $0 != "@" })
    case (.module, "Perl"):
      if name.hasSuffix(".pm") {
        piece.name = name.dropLast(3).split(separator: "/").joined(separator: "::")
      }
    case (.module, "node"): piece.name = packageName(name)
    case (.package, "Ruby"): piece.name = String(name.prefix { $0 != "'" && $0 != " " })
    default: break
    }
    return piece
  }

  /// The line without what runners and tools write before each: pytest's `E`, the sign of a comment in TAP, Gradle's
  /// arrow, Maven's word in brackets, node's key.
  static func bare(_ line: Line) -> Line {
    var line = line.trimmed
    for mark in ["E   ", "# ", "> ", "[ERROR] "] {
      if let rest = line.after(mark) { line = rest.trimmed }
    }
    if let inner = line.after("error: '")?.before("'") { line = inner }
    return line
  }

  /// Whether a header is included as one of the project's own: in quotation marks, and without a folder.
  private static func isOfProject(_ name: String, seeing next: ArraySlice<Line>) -> Bool {
    !name.contains("/") && next.contains { $0.contains("\"\(name)\"") }
  }

  /// The name of a package that a module is of: `lodash/fp` is of `lodash`, `@a/b/c` of `@a/b`.
  private static func packageName(_ name: String) -> String {
    if let range = name.firstRange(of: "/node_modules/") {
      return packageName(String(name[range.upperBound...]))
    }
    guard !name.hasPrefix("."), !name.hasPrefix("/") else { return name }
    return name.split(separator: "/").prefix(name.hasPrefix("@") ? 2 : 1).joined(separator: "/")
  }

  /// The port of a known server that the nearest line before line `number` speaks of.
  private static func port(before number: Int, in lines: [Line]) -> String? {
    for line in lines[max(0, number - reach)..<number].reversed() {
      let words = line.bytes.split { !(0x30...0x39).contains($0) }.map { Line($0).text }
      if let port = words.first(where: { services[$0] != nil }) { return port }
    }
    return nil
  }

  /// Servers by their ports.
  private static let services = [
    "5432": "PostgreSQL", "3306": "MySQL", "6379": "Redis", "27017": "MongoDB", "5672": "RabbitMQ",
    "9200": "Elasticsearch", "11211": "memcached", "1433": "SQL Server", "9092": "Kafka",
  ]

  /// The plugins of pytest that these words need: options, or the plugins' own names; empty where none is known.
  private static func plugins(in words: String) -> String {
    let parts = words.split { $0 == " " || $0 == "," }.map(String.init)
    guard parts.contains(where: { $0.hasPrefix("-") }) else {
      return parts.joined(separator: ", ")
    }
    var names: [String] = []
    for part in parts {
      let option = String(part.prefix { $0 != "=" })
      let found = options.first {
        option == $0.option || $0.isPrefix && option.hasPrefix($0.option)
      }
      if let found, !names.contains(found.plugin) { names.append(found.plugin) }
    }
    return names.joined(separator: ", ")
  }

  /// Options of pytest that a plugin adds.
  private static let options: [(option: String, isPrefix: Bool, plugin: String)] = [
    ("--cov", true, "pytest-cov"), ("--no-cov", true, "pytest-cov"),
    ("-n", false, "pytest-xdist"), ("--numprocesses", false, "pytest-xdist"),
    ("--dist", false, "pytest-xdist"), ("--timeout", true, "pytest-timeout"),
    ("--asyncio-mode", false, "pytest-asyncio"), ("--benchmark", true, "pytest-benchmark"),
    ("--ds", false, "pytest-django"), ("--reuse-db", false, "pytest-django"),
    ("--reruns", true, "pytest-rerunfailures"), ("--html", false, "pytest-html"),
    ("--mypy", true, "pytest-mypy"), ("--flake8", false, "pytest-flake8"),
    ("--black", false, "pytest-black"), ("--isort", false, "pytest-isort"),
    ("--random-order", true, "pytest-random-order"), ("--doctest-plus", true, "pytest-doctestplus"),
    ("--randomly-seed", false, "pytest-randomly"), ("--snapshot", true, "syrupy"),
    ("--mpl", true, "pytest-mpl"), ("--nbval", true, "nbval"), ("--forked", false, "pytest-forked"),
  ]
}

extension MissingRule {
  /// Whether a line of the output can be of this rule.
  func isPossible(in output: Output) -> Bool { output.holds(oneOf: [key]) }
}
