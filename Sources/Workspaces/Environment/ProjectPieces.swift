import Engine
import Vocabulary

/// Knows which missing pieces the project itself is to have: by its files, and by what its issue is about. Pure but for
/// `read`.
struct ProjectPieces {
  /// All paths of the tree.
  let paths: [String]
  /// Paths of submodules whose files are not there.
  let submodules: [String]
  /// What was asked for.
  let issue: Issue
  /// Where the tree stands in what commands have printed.
  let place: String
  /// Gives the text of a file of the tree.
  let read: (String) -> String?

  /// Folders from which modules of a project are to be installed.
  private static let roots: Set<String> = ["", "src", "lib", "python", "source"]
  /// Folders below the tree that hold what was installed.
  private static let installed = [".venv/", "venv/", "node_modules/", "vendor/", ".bundle/"]

  /// The piece, changed where more is known of it by the tree; `nil` where the project is to have it, or the issue speaks of
  /// its lack.
  ///
  /// - Parameter asking: The file that asks for it, where that is known.
  /// - Complexity: O(*n*) in the paths.
  func judge(_ piece: MissingPiece, asking: String?) -> MissingPiece? {
    if let path = submodule(of: piece) {
      return MissingPiece(.submodule, path, of: piece.tool, line: piece.line)
    }
    if isSpokenOf(piece.name) { return nil }
    switch (piece.kind, piece.tool) {
    case (.network, _), (.display, _), (.database, _), (.submodule, _), (.largeFile, _),
      (.tests, _), (.copy, _), (.repository, _):
      return piece
    case (.module, "Python"): return isOwnPython(piece.name, asking) ? nil : piece
    case (.module, "node"): return isOwnNode(piece.name) ? nil : piece
    case (.module, "Ruby"):
      let isPath = piece.name.hasPrefix("/") || piece.name.hasPrefix(".")
      return isPath || holds(piece.name + ".rb") || hasPart(first(of: piece.name, "/"))
        ? nil : piece
    case (.module, "Perl"):
      return holds(piece.name.replacing("::", with: "/") + ".pm") ? nil : piece
    case (.package, "Go"): return isOwnGo(piece.name) ? nil : piece
    case (.package, "Java"): return isOwnJava(piece.name) ? nil : piece
    case (.header, _):
      let folder = piece.name.contains("/") ? first(of: piece.name, "/") : ""
      return holds(piece.name) || (!folder.isEmpty && hasFolder(folder)) ? nil : piece
    case (.library, _):
      let stem = piece.name.hasPrefix("lib") ? String(piece.name.dropFirst(3)) : piece.name
      let plain = first(of: stem, ".")
      return hasPart(plain) || hasPart("lib" + plain) ? nil : piece
    case (.module, "Haskell"): return isOwnHaskell(piece.name) ? nil : piece
    case (.module, _), (.package, _):
      let name = first(of: first(of: piece.name, "/"), ".")
      return hasPart(name) || hasPart(name.replacing("_", with: "-")) ? nil : piece
    case (.command, _), (.file, _), (.interpreter, _): return runnable(piece)
    }
  }

  // MARK: What the issue is about

  private static let signs = [
    "import", "install", "missing", "not found", "module", "cannot find", "depend", "require",
    "optional", "without", "no such", "unavailable",
  ]

  /// Whether the issue speaks of the lack of `name`: in a line that holds both the name and a word for it.
  private func isSpokenOf(_ name: String) -> Bool {
    guard name.utf8.count >= 3 else { return false }
    return "\(issue.title)\n\(issue.body)".split(separator: "\n").contains { line in
      let words = line.split { !($0.isLetter || $0.isNumber || "_-./:@".contains($0)) }
      let isNamed = words.contains { word in
        let plain = word.drop { ".:/".contains($0) }
        return plain == name || plain.hasPrefix(name + ".") || plain.hasPrefix(name + ":")
      }
      guard isNamed else { return false }
      let lower = line.lowercased()
      return ProjectPieces.signs.contains { lower.contains($0) }
    }
  }

  // MARK: What the tree holds

  private func first(of name: String, _ separator: Character) -> String {
    String(name.prefix { $0 != separator })
  }

  /// Whether a file of the tree ends in this path.
  private func holds(_ path: String) -> Bool {
    paths.contains { $0 == path || $0.hasSuffix("/" + path) }
  }

  /// Whether a folder of the tree has this name, or these names one in the other.
  private func hasFolder(_ name: String) -> Bool {
    paths.contains { $0.hasPrefix(name + "/") || $0.contains("/\(name)/") }
  }

  /// Whether a folder, or a file without its ending, has this name.
  private func hasPart(_ name: String) -> Bool {
    guard !name.isEmpty else { return false }
    return paths.contains { path in
      let parts = path.split(separator: "/")
      if parts.dropLast().contains(where: { $0 == name }) { return true }
      return parts.last.map { $0 == name || $0.prefix { $0 != "." } == name } ?? false
    }
  }

  /// The submodule that lacks the piece.
  private func submodule(of piece: MissingPiece) -> String? {
    submodules.first { path in
      piece.name == path || piece.name.hasPrefix(path + "/")
        || piece.name.contains("/\(path)/") || piece.name.hasSuffix("/" + path)
        || piece.line.contains(path + "/") || isModule(piece, of: path)
    }
  }

  /// Whether a module is one that the submodule at `path` would have: by the path with dots, or by its last part.
  private func isModule(_ piece: MissingPiece, of path: String) -> Bool {
    guard piece.kind == .module || piece.kind == .package else { return false }
    let dotted = path.replacing("/", with: ".")
    if piece.name == dotted || piece.name.hasPrefix(dotted + ".") { return true }
    func plain(_ name: some StringProtocol) -> String {
      name.lowercased().replacing("-", with: "_")
    }
    let last = path.split(separator: "/").last ?? ""
    return plain(first(of: first(of: piece.name, "."), "/")) == plain(last)
  }

  // MARK: Languages

  /// A module of the project's own that is only not installed is none of its faults: it stands where installing would take
  /// it from, and a test asks for it.
  private func isOwnPython(_ name: String, _ asking: String?) -> Bool {
    let top = first(of: name, ".")
    let homes = pythonHomes(of: top)
    guard !homes.isEmpty else { return false }
    guard top == name, let home = homes.first(where: ProjectPieces.roots.contains) else {
      return true
    }
    guard let asking = asking.map(relative), !asking.hasPrefix("/") else { return asking != nil }
    let folder = home.isEmpty ? "" : home + "/"
    return !TestFiles.isTest(asking) || asking.hasPrefix("\(folder)\(top)/")
      || (!home.isEmpty && asking.hasPrefix(folder))
  }

  /// The folders in which a module of Python's of this name stands.
  func pythonHomes(of top: String) -> Set<String> {
    var homes: Set<String> = []
    for path in paths where path.hasSuffix(".py") {
      var parts = path.split(separator: "/").map(String.init)
      if let last = parts.popLast() { parts.append(String(last.dropLast(3))) }
      if let place = parts.firstIndex(of: top) {
        homes.insert(parts[..<place].joined(separator: "/"))
      }
    }
    return homes
  }

  private func isOwnNode(_ name: String) -> Bool {
    if name.hasPrefix(".") || name.hasPrefix("/") || name.hasPrefix("#") { return true }
    let top = first(of: name, "/")
    return paths.contains { $0.hasPrefix(top + "/") || first(of: $0, ".") == top }
  }

  private func isOwnGo(_ name: String) -> Bool {
    paths.filter { $0 == "go.mod" || $0.hasSuffix("/go.mod") }.prefix(20).contains { path in
      guard let line = read(path)?.split(separator: "\n").first(where: { $0.hasPrefix("module ") })
      else { return false }
      let module = line.dropFirst(7).split(separator: " ").first.map(String.init) ?? ""
      return !module.isEmpty && (name == module || name.hasPrefix(module + "/"))
    }
  }

  private func isOwnJava(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    return hasFolder(parts.prefix(3).joined(separator: "/"))
      || holds(parts.joined(separator: "/") + ".java")
  }

  private func isOwnHaskell(_ name: String) -> Bool {
    if holds(name.split(separator: ".").joined(separator: "/") + ".hs") { return true }
    let common = ["Control", "Data", "Test", "Text", "Network", "System", "Database", "Numeric"]
    let top = first(of: name, ".")
    return !common.contains(top) && hasPart(top)
  }

  /// Programs and files: one that is there lacks what runs it, one of what was installed is not, any other is the project's.
  private func runnable(_ piece: MissingPiece) -> MissingPiece? {
    let path = relative(piece.name)
    let isInstalled = ProjectPieces.installed.contains {
      path.hasPrefix($0) || path.contains("/" + $0)
    }
    guard path.contains("/") || piece.name.hasPrefix("./") else {
      let isBare = piece.kind == .command && !holds(path)
      return isBare ? piece : nil
    }
    if paths.contains(path) {
      return MissingPiece(.interpreter, path, of: piece.tool, line: piece.line)
    }
    guard isInstalled else { return nil }
    return MissingPiece(piece.kind, path, of: piece.tool, line: piece.line)
  }

  /// The path below the tree, where it is one.
  private func relative(_ path: String) -> String {
    var rest = path[...]
    if rest.hasPrefix(place + "/") { rest = rest.dropFirst(place.count + 1) }
    var parts: [Substring] = []
    for part in rest.split(separator: "/", omittingEmptySubsequences: false) where part != "." {
      if part == "..", let last = parts.last, last != "..", !last.isEmpty {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    // What a script of the project's joins to its own folder.
    let plain = parts.joined(separator: "/")
    guard plain.hasPrefix(place + "/") else { return plain }
    return String(plain.dropFirst(place.count + 1))
  }
}

extension ProjectPieces {
  /// The piece that there is no test, where the tree holds files that the runner of `report` looks for.
  func missingTests(of report: TestReport) -> MissingPiece? {
    guard let reader = report.readers.first.map(String.init),
      let endings = ProjectPieces.endings[reader],
      let path = paths.first(where: { path in
        let name = path.split(separator: "/").last ?? ""
        return endings.contains { ending in
          ending.hasSuffix("*") ? name.hasPrefix(ending.dropLast()) : name.hasSuffix(ending)
        }
      })
    else { return nil }
    return MissingPiece(.tests, path, of: reader)
  }

  /// How files of tests are named, by the runner that looks for them: by their end, or with `*` by their beginning.
  private static let endings: [String: [String]] = [
    "pytest": ["_test.py", "test_*"], "unittest": ["_test.py", "test_*"],
    "nose2": ["_test.py", "test_*"], "node": [".test.js", ".test.mjs", ".test.cjs", ".test.ts"],
    "jest": [".test.js", ".spec.js", ".test.ts", ".spec.ts"],
    "vitest": [".test.js", ".spec.js", ".test.ts", ".spec.ts"], "go": ["_test.go"],
    "rspec": ["_spec.rb"], "phpunit": ["Test.php"], "prove": [".t"], "exunit": ["_test.exs"],
    "busted": ["_spec.lua"],
  ]
}
