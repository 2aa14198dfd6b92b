import Engine
import Git
import Repair
import Text
package import Vocabulary

/// Places that have the fault which a fix has taken away elsewhere: the same shape of tokens as before the fix.
///
/// A fix is a commit whose subject says so, small enough for its lines to be told apart, or a merged series of ours, whose
/// patches are such commits too. A pattern that stands in more than a few places is a habit of the project, and no fault.
package struct TwinSource: SuggestionFinding {
  /// Makes one.
  package init() {}

  package var source: Suggestion.Source { .twin }

  /// The newest fixes that are looked at.
  private static let fixLimit = 200
  /// The most places that a fault is believed to stand in.
  private static let placeLimit = 3

  /// What a fix has changed at one place.
  private struct Fix {
    let commit: Project.PastCommit
    let path: String
    let line: Int
    let before: String
    let after: String
    let pattern: LineShapes.Pattern
    let language: String
  }

  package func find(in project: inout Project) -> SourceResult {
    var fixes: [[String]: Fix] = [:]
    var count = 0
    for commit in project.newestCommits() where TwinSource.isFix(commit) {
      guard count < TwinSource.fixLimit else { break }
      guard !project.isOverdue else { return SourceResult(isComplete: false) }
      count += 1
      for fix in self.fixes(of: commit, in: &project) where fixes[fix.pattern.shape] == nil {
        fixes[fix.pattern.shape] = fix
      }
    }
    guard !fixes.isEmpty else { return SourceResult() }
    var places: [[String]: [(path: String, line: Int, text: String)]] = [:]
    let firsts = Set(
      fixes.keys.map { shape in shape.prefix(through: shape.firstIndex(of: "\n") ?? shape.count - 1)
      }
      .map(Array.init))
    let heights = Set(fixes.keys.map { $0.count { $0 == "\n" } })
    for file in project.files
    where SourceEndings.sources.contains(ending(file.path)) && !isForeign(file.path) {
      guard !project.isOverdue else { return SourceResult(isComplete: false) }
      guard let bytes = project.bytes(of: file.id, limit: 256 << 10),
        let shapes = LineShapes(path: file.path, bytes: bytes)
      else { continue }
      for start in 0..<shapes.count {
        // Whatever follows, the first line of a pattern has the shape that it has alone.
        guard firsts.contains(shapes.pattern(of: start..<(start + 1)).shape) else { continue }
        for height in heights where start + height <= shapes.count {
          let lines = start..<(start + height)
          let shape = shapes.pattern(of: lines).shape
          guard fixes[shape] != nil else { continue }
          places[shape, default: []].append(
            (file.path, shapes.textLines(of: start).lowerBound, shapes.text(of: lines)))
        }
      }
    }
    let drafts = places.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap {
      shape, found in
      guard let fix = fixes[shape], found.count <= TwinSource.placeLimit else {
        return [SuggestionDraft]()
      }
      return found.filter { SourceEndings.kind(of: $0.path) == fix.language }
        .map { draft(of: fix, at: $0, among: found.count) }
    }
    return SourceResult(drafts, isComplete: !project.isCut)
  }

  /// Whether the subject of a commit says that it mends a fault.
  static func isFix(_ commit: Project.PastCommit) -> Bool {
    guard commit.parents.count == 1 else { return false }
    let words = commit.subject.lowercased().split { !$0.isLetter }
    let signs: Set<Substring> = [
      "fix", "fixes", "fixed", "fixing", "bug", "bugfix", "hotfix", "correct", "corrects",
    ]
    let others: Set<Substring> = [
      "typo", "typos", "lint", "flake", "docs", "doc", "readme", "ci", "test", "tests", "changelog",
      "style",
      "formatting", "spelling", "docstring", "docstrings", "build", "release", "link", "links",
      "comment", "comments",
      "mypy", "typing", "pylint", "black", "isort", "warnings",
    ]
    return words.contains(where: signs.contains) && !words.contains(where: others.contains)
  }

  /// What a fix has changed, where it is small: in three files of source text at most, and in eight places.
  private func fixes(of commit: Project.PastCommit, in project: inout Project) -> [Fix] {
    guard let parent = commit.parents.first.flatMap({ project.read($0) }) else { return [] }
    let paths = project.changedPaths(of: commit).filter {
      SourceEndings.sources.contains(ending($0)) && !isForeign($0)
    }
    let changed = paths.filter { !TwinSource.isTest($0) }
    guard !changed.isEmpty, changed.count <= 3,
      let difference = try? project.repository.lineDifference(
        from: parent.tree, to: commit.tree, at: changed)
    else { return [] }
    let blocks = difference.files.flatMap(\.blocks)
    guard blocks.count <= 8 else { return [] }
    var found: [Fix] = []
    for file in difference.files {
      guard let old = file.change.old, file.change.new != nil,
        let bytes = project.bytes(of: old.id, limit: 256 << 10),
        let shapes = LineShapes(path: file.path, bytes: bytes)
      else { continue }
      for block in file.blocks where (1...3).contains(block.removed.count) && !block.added.isEmpty {
        let lines = shapes.lines(within: block.old)
        guard !lines.isEmpty, lines.count <= 3 else { continue }
        let pattern = shapes.pattern(of: lines)
        guard pattern.count >= 8, pattern.marks >= 3, TwinSource.isCode(block.removed) else {
          continue
        }
        found.append(
          Fix(
            commit: commit, path: file.path, line: block.old.lowerBound,
            before: block.removed.joined(separator: "\n"),
            after: block.added.joined(separator: "\n"),
            pattern: pattern, language: SourceEndings.kind(of: file.path)))
      }
    }
    return found
  }

  private static func isTest(_ path: String) -> Bool { TestFiles.isTest(path) }

  /// Whether the lines do something: imports, texts and versions alone do not.
  private static func isCode(_ lines: [String]) -> Bool {
    lines.contains { line in
      let text = line[...].trimmingSpace
      return ![
        "import ", "from ", "#include", "use ", "require", "__version__", "version", "\"", "'", "#",
        "//",
      ]
      .contains { text.hasPrefix($0) }
    }
  }

  private func draft(
    of fix: Fix, at place: (path: String, line: Int, text: String), among count: Int
  ) -> SuggestionDraft {
    let id = fix.commit.id.abbreviated()
    let proof =
      "--- \(fix.path)\n+++ \(fix.path)\n"
      + (fix.before.lines().map { "-\($0)" } + fix.after.lines().map { "+\($0)" }).joined(
        separator: "\n")
    return SuggestionDraft(
      .twin, about: [place.path, place.text, fix.pattern.shape.joined(separator: " ")],
      title:
        "\(code(place.path)) has what \(code(id)) has fixed elsewhere: \(code(oneLine(place.text), limit: 70))",
      matter:
        "The commit \(code(id)) (\(code(fix.commit.subject))) has changed this in \(code(fix.path)):\n\n"
        + block(proof, language: "diff")
        + "\n\nThe same stands at \(code("\(place.path):\(place.line)")) still:\n\n"
        + block(place.text)
        + "\n\nIf the fault is there too, it wants the same fix.",
      criteria: [
        "\(code(place.path)) does what \(code(fix.path)) does since \(code(id)), or a test shows that it need not",
        "A test fails without the change", "The tests pass",
      ],
      evidence: [
        .init(path: place.path, line: place.line, text: oneLine(place.text)),
        .init(commit: fix.commit.id, command: "git show \(id)", text: oneLine(fix.commit.subject)),
      ], reasons: [fix.after],
      strength: min(0.95, 0.35 + Double(fix.pattern.count) / 80 + Double(fix.pattern.marks) / 40)
        / Double(max(1, count)))
  }
}

extension SourceEndings {
  /// Endings of one language, by one name.
  static func kind(of path: String) -> String {
    switch ending(path) {
    case "c", "h", "cc", "cpp", "cxx", "hpp", "hh": "c"
    case "js", "mjs", "cjs", "ts", "jsx", "tsx": "js"
    case let other: other
    }
  }
}
