import Text

/// A dependency as a manifest has it.
struct Requirement: Hashable {
  /// The name as lock files write it.
  var name: String
  /// The versions allowed, as they are written.
  var range: String
  /// The line, from 1; `nil` where the format does not tell.
  var line: Int?
  /// How the range is written.
  var dialect: VersionRange.Dialect
}

/// What manifests and lock files say; pure, and never fails: what is not understood is left out.
enum Manifests {
  /// A name as Python's tools compare it: PEP 503.
  static func normalName(_ name: some StringProtocol) -> String {
    var normal = ""
    for character in name.lowercased() {
      if "-_.".contains(character) {
        if normal.last != "-" { normal.append("-") }
      } else {
        normal.append(character)
      }
    }
    return normal
  }

  /// The requirements of a file for pip.
  static func pip(_ text: String) -> [Requirement] {
    text.lines().enumerated().compactMap { number, line in
      let bare = line.prefix { $0 != "#" && $0 != ";" && $0 != "\\" }.trimmingSpace
      return pip(String(bare), line: number + 1)
    }
  }

  /// One requirement as PEP 508 writes it; `nil` for options, addresses, and names without a version.
  static func pip(_ text: String, line: Int?) -> Requirement? {
    let bare = text.prefix { $0 != ";" }
    let name = bare.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard let first = name.first, first.isLetter || first.isNumber else { return nil }
    var rest = bare.dropFirst(name.count).trimmingSpace
    if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
      rest = rest[rest.index(after: close)...].trimmingSpace
    }
    if rest.hasPrefix("("), rest.hasSuffix(")") { rest = rest.dropFirst().dropLast() }
    guard let sign = rest.first, "=<>~!".contains(sign) else { return nil }
    return Requirement(name: normalName(name), range: String(rest), line: line, dialect: .pip)
  }

  /// The requirements of a `pyproject.toml`: of the project, and of Poetry's main group.
  static func pyproject(_ text: String) -> [Requirement] {
    var table = ""
    var isList = false
    var found: [Requirement] = []
    for (number, line) in text.lines().enumerated() {
      let bare = line.trimmingSpace
      if bare.hasPrefix("["), !isList {
        table = bare.filter { !"[]\"' ".contains($0) }
      } else if table == "project", bare.hasPrefix("dependencies"), bare.contains("[") {
        isList = !bare.contains("]")
        found += quoted(bare.drop { $0 != "[" }).compactMap { pip($0, line: number + 1) }
      } else if isList {
        found += quoted(bare).compactMap { pip($0, line: number + 1) }
        if bare.hasPrefix("]") || bare.hasSuffix("]") && !bare.contains("[") { isList = false }
      } else if table == "tool.poetry.dependencies", let equals = bare.firstIndex(of: "="),
        !bare.hasPrefix("#")
      {
        let name = normalName(bare[..<equals].trimmingSpace.filter { !"\"'".contains($0) })
        guard name != "python", let range = version(in: bare[bare.index(after: equals)...]) else {
          continue
        }
        found.append(Requirement(name: name, range: range, line: number + 1, dialect: .poetry))
      }
    }
    return found
  }

  /// The dependencies of a `Cargo.toml`.
  static func cargo(_ text: String) -> [Requirement] {
    var table = ""
    var found: [Requirement] = []
    for (number, line) in text.lines().enumerated() {
      let bare = line.trimmingSpace
      if bare.hasPrefix("[") { table = bare.filter { !"[]\"' ".contains($0) } }
      guard ["dependencies", "dev-dependencies", "build-dependencies"].contains(table),
        let equals = bare.firstIndex(of: "="), !bare.hasPrefix("#"),
        let range = version(in: bare[bare.index(after: equals)...])
      else { continue }
      // Another name of a package is told apart by its key alone.
      guard !bare.contains("package") else { continue }
      found.append(
        Requirement(
          name: String(bare[..<equals].trimmingSpace), range: range, line: number + 1,
          dialect: .cargo))
    }
    return found
  }

  /// The dependencies of a `package.json`, both kinds.
  static func npm(_ text: String) -> [Requirement] {
    guard let root = JSON(parsing: text) else { return [] }
    let lines = text.lines()
    var found: [Requirement] = []
    for key in ["dependencies", "devDependencies"] {
      guard case .object(let members)? = root[key] else { continue }
      for (name, range) in members.sorted(by: { $0.key < $1.key }) {
        guard let range = range.string else { continue }
        let line = lines.firstIndex { $0.contains("\"\(name)\"") && $0.contains(range) }
        found.append(
          Requirement(name: name, range: range, line: line.map { $0 + 1 }, dialect: .npm))
      }
    }
    return found
  }

  /// The gems of a `Gemfile` that have a version.
  static func gems(_ text: String) -> [Requirement] {
    text.lines().enumerated().compactMap { number, line in
      let bare = line.trimmingSpace
      guard bare.hasPrefix("gem ") else { return nil }
      let texts = quoted(bare.prefix { $0 != "#" })
      guard let name = texts.first else { return nil }
      let ranges = texts.dropFirst().prefix {
        $0.first?.isNumber == true || "~<>=".contains($0.first ?? "x")
      }
      guard !ranges.isEmpty else { return nil }
      return Requirement(
        name: name, range: ranges.joined(separator: ", "), line: number + 1, dialect: .gem)
    }
  }

  /// The modules of a `go.mod`: their path and version, with the line.
  static func goModules(_ text: String) -> [(path: String, version: String, line: Int)] {
    var isList = false
    var found: [(path: String, version: String, line: Int)] = []
    for (number, line) in text.lines().enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.first == ")" { isList = false }
      if words.first == "require", words.count > 1, words[1] == "(" { isList = true; continue }
      let parts = words.first == "require" ? words.dropFirst() : isList ? words[...] : []
      guard parts.count >= 2, let path = parts.first, let version = parts.dropFirst().first,
        version.hasPrefix("v"), !path.hasPrefix("//")
      else { continue }
      found.append((String(path), String(version), number + 1))
    }
    return found
  }

  // MARK: Lock files

  /// The versions in the `[[package]]` tables of a lock file of Cargo, Poetry or uv, by name.
  static func packages(_ text: String, python: Bool) -> [String: [String]] {
    var found: [String: [String]] = [:]
    var name: String?
    for line in text.lines() {
      if line.hasPrefix("[") { name = nil }
      if line.hasPrefix("name = ") {
        name = quoted(line).first.map { python ? normalName($0) : $0 }
      }
      if line.hasPrefix("version = "), let name, let version = quoted(line).first {
        found[name, default: []].append(version)
      }
    }
    return found
  }

  /// The versions at the top of a `package-lock.json` of any version, by name.
  static func npmLock(_ text: String) -> [String: [String]] {
    guard let root = JSON(parsing: text) else { return [:] }
    var found: [String: [String]] = [:]
    if case .object(let members)? = root["packages"] {
      for (path, member) in members where path.hasPrefix("node_modules/") {
        let name = String(path.dropFirst("node_modules/".count))
        guard name.range(of: "/node_modules/") == nil, let version = member["version"]?.string,
          member["name"] == nil, member["link"] == nil
        else { continue }
        found[name] = [version]
      }
    } else if case .object(let members)? = root["dependencies"] {
      for (name, member) in members {
        if let version = member["version"]?.string { found[name] = [version] }
      }
    }
    return found
  }

  /// The versions of a `Gemfile.lock`, by name.
  static func gemLock(_ text: String) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for line in text.lines() where line.hasPrefix("    ") && !line.hasPrefix("     ") {
      let words = line.split(separator: " ")
      guard words.count == 2, words[1].hasPrefix("("), words[1].hasSuffix(")") else { continue }
      found[String(words[0]), default: []].append(
        String(words[1].dropFirst().dropLast().prefix { $0 != "-" }))
    }
    return found
  }

  /// The modules and versions that a `go.sum` knows, as `PATH VERSION`.
  static func goSums(_ text: String) -> Set<String> {
    Set(
      text.lines().compactMap { line in
        let words = line.split(separator: " ")
        guard words.count >= 2 else { return nil }
        let version = words[1].hasSuffix("/go.mod") ? words[1].dropLast("/go.mod".count) : words[1]
        return "\(words[0]) \(version)"
      })
  }

  // MARK: Parts

  /// The texts in quotes, of either kind, of a line.
  static func quoted(_ line: some StringProtocol) -> [String] {
    var found: [String] = []
    var open: Character?
    var text = ""
    for character in line {
      if let quote = open {
        if character == quote {
          found.append(text)
          open = nil
        } else {
          text.append(character)
        }
      } else if character == "\"" || character == "'" {
        (open, text) = (character, "")
      } else if character == "#" {
        break
      }
    }
    return found
  }

  /// The version of a dependency in TOML: a text, or the `version` of a table; `nil` for a path, an address, a list.
  private static func version(in value: Substring) -> String? {
    let bare = value.trimmingSpace
    if bare.hasPrefix("\"") || bare.hasPrefix("'") { return quoted(bare).first }
    guard bare.hasPrefix("{"), bare.range(of: "git") == nil, bare.range(of: "path") == nil,
      bare.range(of: "workspace") == nil, let key = bare.range(of: "version")
    else { return nil }
    return quoted(bare[key.upperBound...]).first
  }
}
