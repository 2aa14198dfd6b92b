package import Vocabulary

/// Finds the files that a test command runs, and what those run. Pure but for the reading.
///
/// A command is text for a shell: its words are held against the names of the files there are. What is meant is what
/// judges, not what is judged: a shell script of the tests that sources or starts a program of the project's does not make
/// that a judge.
package struct CommandFiles {
  /// Gives the text of a file; `nil` where there is none, or it is too large to be a script.
  private let read: (String) -> String?
  private var found: [ExactText: JudgingPart] = [:]

  /// How deep scripts are followed.
  private static let depth = 4

  /// The files that `command` runs, each with the part of it that judges.
  ///
  /// - Parameter read: Gives the text of a file at the base, by its path from the top.
  package static func of(
    _ command: String, read: (String) -> String?
  ) -> [ExactText: JudgingPart] {
    withoutActuallyEscaping(read) { read in
      var files = CommandFiles(read: read)
      for piece in pieces(of: command) { files.follow(piece, in: "", depth: 0, isDirect: true) }
      return files.found
    }
  }

  private init(read: @escaping (String) -> String?) { self.read = read }

  /// Takes what a piece of shell text names.
  ///
  /// - Parameter isDirect: Whether it is the command itself, or the rule or script of its name; not a script's text.
  private mutating func follow(_ text: String, in folder: String, depth: Int, isDirect: Bool) {
    guard depth < CommandFiles.depth else { return }
    var folder = folder
    let words = CommandFiles.words(of: text)
    for (place, word) in words.enumerated() {
      let before = place > 0 ? words[place - 1] : ""
      switch word {
      case "cd" where depth == 0 && isDirect && place + 1 < words.count:
        folder = CommandFiles.normal("\(folder)/\(words[place + 1])") ?? folder
      case "make", "gmake", "bmake":
        makefile(after: words[(place + 1)...], in: folder, depth, isDirect)
      case "npm", "pnpm", "yarn", "bun":
        scripts(after: words[(place + 1)...], in: folder, depth, isDirect)
      case "tox": keep("tox.ini", .whole, in: folder)
      case "nox": keep("noxfile.py", .whole, in: folder)
      case "rake": keep("Rakefile", .whole, in: folder)
      case "just":
        keep("justfile", .whole, in: folder)
        keep("Justfile", .whole, in: folder)
      case "task": keep("Taskfile.yml", .whole, in: folder)
      default: file(word, after: before, in: folder, depth, isDirect)
      }
    }
  }

  /// A word that names a file of the project.
  private mutating func file(
    _ word: String, after before: String, in folder: String, _ depth: Int, _ isDirect: Bool
  ) {
    guard let (path, text) = located(word, in: folder), found[path] == nil else { return }
    let isSourced = before == "." || before == "source"
    let kind = ScriptKind(path, text: text)
    let isOfTests = TestFiles.isTest(path) || TestFiles.soundsLikeCheck(path)
    switch kind {
    case .shell:
      // The program under test may be a script as well; what a test script starts is one unless it says otherwise.
      guard isOfTests || (isDirect && !isSourced) || CommandFiles.callsRunner(text) else {
        return
      }
      found[path] = .whole
      follow(text, in: CommandFiles.parent(of: path), depth: depth + 1, isDirect: false)
      if !CommandFiles.parent(of: path).isEmpty {
        follow(text, in: "", depth: depth + 1, isDirect: false)
      }
    case .script:
      if isOfTests || CommandFiles.checks(text) || (isDirect && CommandFiles.tells(text)) {
        found[path] = .whole
      }
    case .source: if isOfTests { found[path] = .whole }
    case .content:
      // What is compared with, or fed in; not what a word of an option happens to name.
      if isDirect || isOfTests { found[path] = .whole }
    }
  }

  /// The file that a word names, as seen from `folder` or the top.
  private func located(_ word: String, in folder: String) -> (path: String, text: String)? {
    var name = word
    while name.hasPrefix("./") { name = String(name.dropFirst(2)) }
    guard !name.isEmpty, !name.hasPrefix("/"), !name.hasPrefix("-"), name.count < 300 else {
      return nil
    }
    for path in Set([folder.isEmpty ? name : "\(folder)/\(name)", name]).sorted(by: {
      $0.count > $1.count
    }) {
      guard let plain = CommandFiles.normal(path) else { continue }
      if let text = read(plain) { return (plain, text) }
    }
    return nil
  }

  private mutating func keep(_ name: String, _ part: JudgingPart, in folder: String) {
    let path = folder.isEmpty ? name : "\(folder)/\(name)"
    if read(path) != nil { found[path] = part }
  }

  /// The rules of a makefile that the goals after `make` reach.
  private mutating func makefile(
    after words: ArraySlice<String>, in folder: String, _ depth: Int, _ isDirect: Bool
  ) {
    var (folder, names, goals) = (folder, ["GNUmakefile", "makefile", "Makefile"], [String]())
    var rest = words.makeIterator()
    while let word = rest.next(), !CommandFiles.ends.contains(word) {
      switch word {
      case "-C", "--directory":
        folder = CommandFiles.normal("\(folder)/\(rest.next() ?? "")") ?? folder
      case "-f", "--file", "--makefile": names = [rest.next() ?? ""]
      case let option where option.hasPrefix("-"): break
      case let variable where variable.contains("="): break
      default: goals.append(word)
      }
    }
    for name in names {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      guard let text = read(path) else { continue }
      let rules = Makefile(text).rules(reachedFrom: goals)
      found[path] = rules.isEmpty ? .whole : .part(rules)
      return follow(rules, in: folder, depth: depth + 1, isDirect: isDirect)
    }
  }

  /// The script of a package.json that the words after `npm` name.
  private mutating func scripts(
    after words: ArraySlice<String>, in folder: String, _ depth: Int, _ isDirect: Bool
  ) {
    let rest = words.prefix { !CommandFiles.ends.contains($0) }.filter { !$0.hasPrefix("-") }
    let path = folder.isEmpty ? "package.json" : "\(folder)/package.json"
    guard let text = read(path), let name = rest.first(where: { $0 != "run" && $0 != "run-script" })
    else { return }
    let script = name == "t" || name == "tst" ? "test" : name
    guard let scripts = JSONMembers(text)?.texts(of: "scripts") else {
      found[path] = .whole
      return
    }
    found[path] = JudgingPart.of(path, text: text)
    for part in ["pre\(script)", script, "post\(script)"] {
      if let line = scripts[part] {
        follow(line, in: folder, depth: depth + 1, isDirect: isDirect)
      }
    }
  }

  /// The pieces of a command that stand in brackets of their own, where a change of the folder ends, and what stands
  /// outside of them.
  private static func pieces(of command: String) -> [String] {
    var (outside, inside): (String, [String]) = ("", [])
    var (depth, quote): (Int, Character?) = (0, nil)
    for character in command {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "(" {
        depth += 1
        if depth == 1 {
          inside.append("")
          continue
        }
      } else if character == ")", depth > 0 {
        depth -= 1
      }
      if depth > 0 {
        inside[inside.count - 1].append(character)
      } else {
        outside.append(character)
      }
    }
    return [outside] + inside
  }

  /// Words that end a simple command.
  private static let ends: Set<String> = [";", "&&", "||", "|", "&", "\n"]

  /// Whether a script starts a test runner.
  private static func callsRunner(_ text: String) -> Bool {
    let runners: Set<String> = [
      "pytest", "unittest", "tox", "nox", "nose2", "jest", "mocha", "vitest", "ctest", "rspec",
      "phpunit", "bats", "prove", "busted",
      "meson",
    ]
    let words = words(of: text)
    return words.contains(where: runners.contains)
      || zip(words, words.dropFirst()).contains { first, second in
        [
          "make", "npm", "yarn", "go", "cargo", "swift", "mix", "gradle", "mvn", "dune", "rake",
          "cabal", "stack",
        ]
        .contains(first) && ["test", "check"].contains(second)
      }
  }

  /// Whether a script holds assertions and looks at other files of the project.
  private static func checks(_ text: String) -> Bool {
    let asserts = [
      "assert", "expect(", "unittest", "pytest", "sys.exit(1)", "process.exit(1)", "exit 1", "die ",
    ]
    return asserts.contains { text.contains($0) } && looksAtOthers(text)
  }

  /// Whether a script tells how tests came out, and looks at other files of the project: what a command names first is
  /// its own runner then.
  private static func tells(_ text: String) -> Bool {
    let words = [
      "not ok", "ok -", "passed", "failed", "PASS", "FAIL", "exit(", "exitCode", "SystemExit",
    ]
    return words.contains { text.contains($0) } && looksAtOthers(text)
  }

  private static func looksAtOthers(_ text: String) -> Bool {
    [
      "import ", "require", "from ", "use ", "load", "include", "source(", "subprocess", "system(",
    ].contains { text.contains($0) }
  }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// `path` without `.` and `..`; `nil` where it leaves the project.
  private static func normal(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
