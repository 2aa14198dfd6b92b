import Text
package import Vocabulary

/// Comments that say TODO, FIXME or XXX, stood there a year ago, and are due.
///
/// Due is what names an issue that a commit says is closed, a version that was released since, a date that has passed, or
/// what stands in a file that changes often. How old a comment is is known by the tree of a year ago, in which it has to
/// stand; no line is blamed, so that ten thousand of them cost no more than their bytes.
package struct TodoSource: SuggestionFinding {
  /// Makes one.
  package init() {}

  package var source: Suggestion.Source { .todo }

  /// The most comments that are looked at.
  static let limit = 20_000

  package func find(in project: inout Project) -> SourceResult {
    guard let before = project.aYearAgo() else {
      return SourceResult(isComplete: !project.isOverdue)
    }
    let closing = closedIssues(project.newestCommits())
    let releases = Releases(of: project)
    let counts = project.changeCounts()
    let busy = TodoSource.busy(counts)
    var drafts: [SuggestionDraft] = []
    var seen = 0
    for file in project.files where TodoSource.isRead(file.path) {
      guard !project.isOverdue, seen < TodoSource.limit else {
        return SourceResult(drafts, isComplete: false)
      }
      guard let bytes = project.bytes(of: file.id), TodoComment.mayHave(bytes) else { continue }
      let comments = TodoComment.all(in: bytes, of: file.path)
      seen += comments.count
      guard comments.contains(where: { $0.words >= 3 }) else { continue }
      let old = Set(
        project.bytes(of: file.path, at: before).map { TodoComment.all(in: $0, of: file.path) }?
          .map { SuggestionDraft.normal($0.text) } ?? [])
      for comment in comments where comment.words >= 3 {
        guard old.contains(SuggestionDraft.normal(comment.text)) else { continue }
        let due = reasons(comment, closing, releases, project.now)
        let changes = counts[file.path] ?? 0
        guard !due.isEmpty || changes >= busy else { continue }
        drafts.append(draft(comment, in: file.path, due, changes, before))
      }
    }
    return SourceResult(drafts, isComplete: !project.isCut)
  }

  /// How many of the newest changes make a file one that changes often: as many as the twentieth has, and five at least.
  private static func busy(_ counts: [ExactText: Int]) -> Int {
    let sorted = counts.values.sorted(by: >)
    return max(5, sorted.count > 20 ? sorted[20] : 5)
  }

  /// Whether a file may hold such comments.
  static func isRead(_ path: String) -> Bool {
    SourceEndings.hasComments.contains(ending(path)) && !isForeign(path)
  }

  // MARK: Why it is due

  /// Why a comment is due, in words; none where nothing says so.
  private func reasons(
    _ comment: TodoComment, _ closing: [Int: Project.PastCommit], _ releases: Releases, _ now: Int
  ) -> [(words: String, commit: ObjectID?, weight: Double)] {
    var found: [(words: String, commit: ObjectID?, weight: Double)] = []
    for number in comment.issues {
      guard let commit = closing[number] else { continue }
      found.append(("it names #\(number), which \(commit.id.abbreviated()) closes", commit.id, 0.8))
    }
    for version in comment.versions {
      guard let newest = releases.newest, newest.version >= version,
        let first = releases.first(from: version)
      else { continue }
      found.append(("the version that it names is out: \(first.name)", first.commit.id, 0.85))
    }
    for python in comment.pythons {
      guard let least = releases.leastPython, least >= python || least.equals(python) else {
        continue
      }
      found.append(
        (
          "the project needs Python \(least.numbers.map(String.init).joined(separator: ".")) by now",
          nil, 0.8
        ))
    }
    if let year = comment.year, let passed = comment.passed(by: now) {
      found.append(("the \(passed) that it names, \(year), has passed", nil, 0.7))
    }
    return found
  }

  /// The commits that say that they close an issue, by its number.
  private func closedIssues(_ commits: [Project.PastCommit]) -> [Int: Project.PastCommit] {
    var closed: [Int: Project.PastCommit] = [:]
    for commit in commits {
      for number in ClosedIssues.numbers(in: commit.message) { closed[number] = commit }
    }
    return closed
  }

  // MARK: Words

  private func draft(
    _ comment: TodoComment, in path: String,
    _ due: [(words: String, commit: ObjectID?, weight: Double)], _ changes: Int,
    _ before: Project.PastCommit
  ) -> SuggestionDraft {
    var evidence = [
      Suggestion.Evidence(path: path, line: comment.line, text: comment.shown),
      Suggestion.Evidence(
        commit: before.id,
        command:
          "git grep -nF \(shellQuoted(comment.marked)) \(before.id.abbreviated()) -- \(shellQuoted(path))",
        text: "the comment stood there more than a year ago"),
    ]
    for reason in due { evidence.append(.init(commit: reason.commit, text: reason.words)) }
    if due.isEmpty {
      evidence.append(
        .init(
          command: "git log --oneline -- \(shellQuoted(path))",
          text: "\(changes) of the newest changes are of this file"))
    }
    let weight = due.map(\.weight).max() ?? min(0.45, 0.2 + Double(changes) / 100)
    let title = "\(comment.word) in \(code(path)) is due: \(clipped(comment.text, to: 90))"
    let why =
      due.first.map { "\($0.words)." } ?? "the file is worked on often, and the comment has stayed."
    return SuggestionDraft(
      .todo, about: [path, comment.text], title: title,
      matter:
        "A comment at \(code("\(path):\(comment.line)")) has said for more than a year that something is left to do:\n\n"
        + block(comment.shown) + "\n\nIt is due: " + why,
      criteria: [
        "What the comment asks for is done, or the reason why it is not needed stands in its place",
        "The comment is gone", "The tests pass",
      ], evidence: evidence, reasons: due.map(\.words), strength: weight)
  }
}

/// Endings of files that sources read.
enum SourceEndings {
  /// Those of source text.
  static let sources: Set<String> = [
    "py", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "js", "mjs", "cjs", "ts", "jsx", "tsx",
    "swift", "sh", "bash", "java", "kt", "cs", "go", "rs", "php", "scala", "dart", "d", "zig",
  ]
  /// Those of files with comments.
  static let hasComments = sources.union([
    "rb", "pl", "pm", "lua", "hs", "ml", "ex", "exs", "erl", "clj", "r", "jl", "m", "mm", "pyx",
    "toml", "yml", "yaml", "cfg", "ini", "cmake", "mk", "sql", "vue", "css", "scss", "nix",
  ])
}
