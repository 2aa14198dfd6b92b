import Text

/// How much of a file decides what the tests are and what they say.
package enum JudgingPart: Hashable, Sendable {
  /// None of it, as far as its name tells.
  case none
  /// All of it: it is a test, or configures a runner and does nothing else.
  case whole
  /// This text of it: the sections, scripts or lines about tests in a file that is about other things too.
  case part(String)

  /// The judging part of a file by its name and text. Pure.
  ///
  /// - Parameter text: What is in it.
  package static func of(_ path: String, text: String) -> JudgingPart {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if TestFiles.isTest(path) || isConfiguration(path) { return .whole }
    switch name.lowercased() {
    case "pyproject.toml":
      return sections(of: text) { header in
        [
          "tool.pytest", "tool.coverage", "tool.tox", "tool.nox", "tool.hatch.envs",
          "tool.pdm.scripts", "tool.poe",
        ]
        .contains { header == $0 || header.hasPrefix($0 + ".") }
      }
    case "setup.cfg":
      return sections(of: text) { header in
        ["tool:pytest", "aliases", "nosetests", "unittest", "behave"].contains(header)
          || header.hasPrefix("coverage")
      }
    case "cargo.toml":
      return some(
        section(of: text) { $0.hasPrefix("[test]") || $0 == "test" || $0.hasPrefix("profile.test") }
          + lines(of: text, holding: ["autotests", "harness", "test = ", "test=", "doctest"]))
    case "package.json": return packageScripts(text)
    case "cmakelists.txt": return some(BuildFile(text).judging(.cmake))
    case "meson.build": return some(BuildFile(text).judging(.meson))
    case "package.swift": return some(blocks(of: text, opening: ".testTarget("))
    case "mix.exs": return some(lines(of: text, holding: ["test", "aliases"]))
    default: return .none
    }
  }

  /// Whether the file configures how tests are found, run or told, and does nothing else.
  ///
  /// - Parameter path: Its path, or its name alone.
  package static func isConfiguration(_ path: String) -> Bool {
    let parts = path.lowercased().split(separator: "/")
    let lower = parts.last.map(String.init) ?? ""
    if configurations.contains(lower) { return true }
    // Python's runners load what an installed package says that they are to load.
    if parts.dropLast().contains(where: { $0.hasSuffix(".dist-info") || $0.hasSuffix(".egg-info") })
    {
      return true
    }
    if parts.count > 1, parts[parts.count - 2] == ".cargo", lower.hasPrefix("config") {
      return true
    }
    let stem = lower.prefix { $0 != "." }
    return [
      "jest", "vitest", "vite", "karma", "playwright", "cypress", "ava", "wdio", "nightwatch",
      "web-test-runner",
    ]
    .contains(stem) && lower.contains(".config.") && (stem != "vite" || lower.contains("test"))
      || lower.hasPrefix(".mocharc") || lower.hasPrefix("karma.conf")
      || lower.hasPrefix("jest.setup")
      || lower.hasPrefix("vitest.setup")
  }

  private static let configurations: Set<String> = [
    "conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "tox.toml", "noxfile.py",
    "nose.cfg", "unittest.cfg",
    ".coveragerc", "behave.ini", ".behaverc", ".stestr.conf", "sitecustomize.py",
    "usercustomize.py",
    "jasmine.json", ".taprc", ".nycrc", ".nycrc.json", ".c8rc.json", ".rspec", ".busted",
    ".proverc",
    "phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml", "codeception.yml", "nextest.toml",
    "ctestconfig.cmake", "ctestcustom.cmake", ".bats", "testng.xml", "junit-platform.properties",
    ".npmrc", ".yarnrc", ".yarnrc.yml", "bunfig.toml", "go.work",
  ]

  private static func some(_ text: String) -> JudgingPart { text.isEmpty ? .none : .part(text) }

  /// The sections of a TOML or INI file whose header is meant, with their headers.
  private static func sections(
    of text: String, where isMeant: (String) -> Bool
  ) -> JudgingPart { some(section(of: text, where: isMeant)) }

  private static func section(of text: String, where isMeant: (String) -> Bool) -> String {
    var kept: [Substring] = []
    var isKept = false
    for line in text.lines() {
      let bare = line.trimmingSpace
      if bare.hasPrefix("["), let end = bare.lastIndex(of: "]") {
        let header = bare[bare.index(after: bare.startIndex)..<end]
          .drop { $0 == "[" }.prefix { $0 != "]" }
        isKept = isMeant(String(header).lowercased())
      }
      if isKept, !bare.isEmpty, !bare.hasPrefix("#"), !bare.hasPrefix(";") { kept.append(bare) }
    }
    return kept.joined(separator: "\n")
  }

  private static func lines(of text: String, holding words: [String]) -> String {
    text.lines().map(\.trimmingSpace).filter { line in
      !line.hasPrefix("#") && words.contains { line.contains($0) }
    }.joined(separator: "\n")
  }

  /// The calls that begin with `opening`, each up to its closing parenthesis.
  private static func blocks(of text: String, opening: String) -> String {
    var found: [String] = []
    for piece in text.split(separator: opening, omittingEmptySubsequences: false).dropFirst() {
      var depth = 1
      let body = piece.prefix { character in
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        return depth > 0
      }
      found.append(body.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
    return found.joined(separator: "\n")
  }

  /// The members of a package.json that say how it is tested, in a fixed order.
  private static func packageScripts(_ text: String) -> JudgingPart {
    guard let members = JSONMembers(text) else { return .whole }
    let judging = [
      "scripts", "jest", "mocha", "ava", "vitest", "tap", "c8", "nyc", "jasmine", "wireit",
    ]
    return some(
      judging.compactMap { name in members[name].map { "\(name): \($0)" } }
        .joined(separator: "\n"))
  }
}

/// The members of a JSON object, each with its value as text without white space between its parts.
struct JSONMembers {
  private let members: [String: String]

  /// Takes `text` apart; `nil` where it is no object, or ends too early.
  init?(_ text: String) {
    var members: [String: String] = [:]
    var (name, value, depth) = ("", "", 0)
    var (isText, isEscaped, isName) = (false, false, true)
    for character in text.unicodeScalars {
      if isText {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isText = false
        }
        if depth == 1 && isName {
          if isText || isEscaped { name.unicodeScalars.append(character) }
        } else {
          value.unicodeScalars.append(character)
        }
        continue
      }
      switch character {
      case "\"":
        isText = true
        if !(depth == 1 && isName) { value.unicodeScalars.append(character) }
      case "{", "[":
        depth += 1
        if depth > 1 { value.unicodeScalars.append(character) }
      case "}", "]":
        depth -= 1
        if depth > 0 { value.unicodeScalars.append(character) } else { members[name] = value }
        if depth < 0 { return nil }
      case ":" where depth == 1 && isName: isName = false
      case "," where depth == 1:
        members[name] = value
        (name, value, isName) = ("", "", true)
      case " ", "\t", "\n", "\r": break
      default: value.unicodeScalars.append(character)
      }
    }
    guard depth == 0, !isText, !members.isEmpty else { return nil }
    self.members = members
  }

  /// The value of the member `name`; `nil` where there is none.
  subscript(name: String) -> String? { members[name] }

  /// The texts of a value that is an object of texts, by their names.
  func texts(of name: String) -> [String: String] {
    guard let value = members[name], let inner = JSONMembers(value) else { return [:] }
    return inner.members.compactMapValues { text -> String? in
      guard text.hasPrefix("\""), text.hasSuffix("\""), text.count > 1 else { return nil }
      return String(text.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing(
        "\\\\", with: "\\")
    }
  }
}
