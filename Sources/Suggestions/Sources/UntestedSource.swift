import Engine
import Text
package import Vocabulary

/// Files that change again and again without a test, where most others of their folder have one.
///
/// A file has a test where the name of a test file says so, or a test names the file's module. Files that are small, made by
/// programs, or there to be configured need none.
package struct UntestedSource: SuggestionFinding {
  /// Makes one.
  package init() {}

  package var source: Suggestion.Source { .untested }

  private static let idle: Set<String> = [
    "__init__", "__main__", "setup", "conf", "config", "settings", "version", "_version",
    "constants",
    "consts", "types", "typing", "index", "main", "manage", "compat", "_compat", "exceptions",
    "errors",
    "mod", "lib", "package", "gulpfile", "webpack", "rollup", "noxfile", "tasks", "fabfile",
    "conftest",
    "ez_setup", "versioneer", "types_d", "interfaces", "enums",
  ]

  package func find(in project: inout Project) -> SourceResult {
    let sources = project.files.filter { UntestedSource.isSource($0.path) }
    let tests = UntestedSource.tests(of: project)
    guard !tests.isEmpty, sources.count >= 3 else { return SourceResult() }
    let commits = project.newestCommits().prefix(300)
    var changes: [ExactText: [Project.PastCommit]] = [:]
    var withTests: [ExactText: Int] = [:]
    for commit in commits {
      guard !project.isOverdue else { return SourceResult(isComplete: false) }
      let paths = project.changedPaths(of: commit)
      guard paths.count <= 15 else { continue }
      let hasTest = paths.contains(where: TestFiles.isTest)
      for path in paths where UntestedSource.isSource(path) {
        changes[path, default: []].append(commit)
        if hasTest { withTests[path, default: 0] += 1 }
      }
    }
    let named = UntestedSource.words(of: tests.prefix(2000).map(\.path))
    let kinds = Dictionary(grouping: sources) { "\(folder($0.path)).\(ending($0.path))" }
    var drafts: [SuggestionDraft] = []
    for (_, files) in kinds.sorted(by: { $0.key < $1.key }) where files.count >= 3 {
      let tested = files.filter { hasTest($0.path, named) }
      guard tested.count >= 2, Double(tested.count) >= 0.5 * Double(files.count) else { continue }
      for file in files where !hasTest(file.path, named) {
        let made = changes[file.path] ?? []
        guard made.count >= 3, (withTests[file.path] ?? 0) * 3 < made.count,
          let text = project.text(of: file.path), UntestedSource.isLarge(text),
          !isNamed(file.path, by: tests, project)
        else { continue }
        drafts.append(draft(file.path, made, tested.map(\.path), files.count))
      }
    }
    return SourceResult(drafts, isComplete: !project.isCut)
  }

  /// Whether a test of the project speaks of a file, by its name or by what it imports.
  func isTested(_ path: String, in project: borrowing Project) -> Bool {
    let tests = UntestedSource.tests(of: project)
    return hasTest(path, UntestedSource.words(of: tests.prefix(2000).map(\.path)))
      || isNamed(path, by: tests, project)
  }

  private static func tests(of project: borrowing Project) -> [Project.File] {
    project.files.filter {
      TestFiles.isTest($0.path) && SourceEndings.sources.contains(ending($0.path))
    }
  }

  private static func isSource(_ path: String) -> Bool {
    SourceEndings.sources.contains(ending(path)) && !TestFiles.isTest(path) && !isForeign(path)
      && !idle.contains(stem(path).lowercased()) && !path.hasSuffix(".d.ts")
      && !["h", "hpp", "sh"].contains(ending(path))
      && ![
        "docs", "doc", "examples", "example", "scripts", "tools", "benchmarks", "bench",
        "migrations", ".github",
      ]
      .contains(String(path.split(separator: "/").first ?? ""))
  }

  /// The parts of names of test files: what they may be tests of.
  private static func words(of paths: [String]) -> Set<String> {
    var found: Set<String> = []
    for path in paths {
      var name = stem(path).lowercased()
      found.insert(name)
      for affix in ["test_", "tests_", "spec_"] where name.hasPrefix(affix) {
        name.removeFirst(affix.count)
      }
      for affix in ["_test", "_tests", "_spec", "tests", "test", "spec", "-test"]
      where name.hasSuffix(affix) && name.count > affix.count {
        name.removeLast(affix.count)
      }
      found.insert(name)
      // Tests in a folder of the module's name.
      for part in path.lowercased().split(separator: "/").dropLast() {
        found.insert(String(part.hasPrefix("test_") ? part.dropFirst(5) : part))
      }
    }
    return found
  }

  private func hasTest(_ path: String, _ named: Set<String>) -> Bool {
    let name = stem(path).lowercased()
    let bare = String(name.drop { $0 == "_" })
    return named.contains(name) || named.contains(bare)
      || named.contains { $0.count > 3 && (bare.hasPrefix($0 + "_") || $0.hasPrefix(bare + "_")) }
  }

  /// Whether the file says enough to be tested: thirty lines that are no comments, and a branch or a loop.
  private static func isLarge(_ text: String) -> Bool {
    let lines = text.lines().map(\.trimmingSpace).filter {
      !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix("//")
    }
    return lines.count >= 30
      && lines.contains { line in
        ["if ", "for ", "while ", "switch ", "if("].contains { line.hasPrefix($0) }
      }
  }

  /// Whether a test speaks of the module.
  private func isNamed(_ path: String, by tests: [Project.File], _ project: borrowing Project)
    -> Bool
  {
    let name = stem(path)
    guard name.count >= 3 else { return true }
    for test in tests.prefix(500) {
      guard let text = project.text(of: test.path) else { continue }
      for line in text.lines() where line.range(of: name) != nil {
        let isImport = ["import ", "from ", "require(", "#include", "use "].contains {
          line.range(of: $0) != nil
        }
        if isImport { return true }
      }
    }
    return false
  }

  private func draft(
    _ path: String, _ made: [Project.PastCommit], _ tested: [String], _ count: Int
  ) -> SuggestionDraft {
    var evidence = made.prefix(3).map {
      Suggestion.Evidence(commit: $0.id, text: oneLine($0.subject))
    }
    evidence.insert(
      .init(
        path: path, command: "git log --oneline --stat -- \(shellQuoted(path))",
        text: "\(made.count) of the newest changes are of it"),
      at: 0)
    evidence.append(
      .init(
        text: "\(tested.count) of the \(count) files beside it have a test, such as \(tested[0])"))
    return SuggestionDraft(
      .untested, about: [path],
      title: "A test is missing for \(code(path)), which is changed often",
      matter:
        "\(code(path)) was changed by \(counted(made.count, "commit")) lately, most of them without a test. Most of the files beside it have one; no test names this one.",
      criteria: [
        "A test runs the main paths of \(code(path)), and fails where one of them is broken",
        "The tests pass",
      ], evidence: evidence, strength: min(0.9, 0.35 + Double(made.count) / 30))
  }
}
