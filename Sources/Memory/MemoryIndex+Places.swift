import Git
import Text
import Vocabulary

extension MemoryIndex {
  /// The lines of one file that are looked for.
  private static let lineLimit = 1500
  /// The series of which lines of one file are told.
  private static let seriesLimit = 2
  /// The newest commits of a file that are looked at.
  private static let commitLimit = 200
  /// The commits in which two files have to change together.
  private static let leastTogether = 3
  /// The files that another one is said to change with.
  private static let togetherLimit = 3
  /// The paths of a commit that says which files change together.
  private static let togetherPaths = 24
  /// The fixes from which on a file's are told of.
  private static let leastFixes = 3

  /// Why lines of a file are as they are: the series that brought most of them, by their very text, whatever commits
  /// they came by. A later series counts where several brought the same.
  func rationale(
    of lines: [String], in path: String, besides: Set<RunID>
  ) throws(MemoryError) -> [Recollection] {
    let file = Name(.path, path).hash
    var counts: [Series: Int] = [:]
    for hash in Set(lines.prefix(MemoryIndex.lineLimit).compactMap { LineHash.of($0) }) {
      let newest = try database.first(
        """
        SELECT run, place FROM lines JOIN runs ON number = run WHERE path = ? AND line = ?
          AND isTold = 1 AND coalesce(status, '') <> 'rejected' ORDER BY began DESC, number LIMIT 1
        """, [.integer(file), .integer(hash)]
      ) { Series(run: $0.integer(0), place: $0.integer(1)) }
      if let newest { counts[newest, default: 0] += 1 }
    }
    let texts = RecollectionText(redactor)
    var found: [Recollection] = []
    let ranked = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    for (series, count) in ranked where found.count < MemoryIndex.seriesLimit {
      guard let card = try card(of: series.run), !besides.contains(card.id),
        let patch = try patch(of: series)
      else { continue }
      found.append(texts.rationale(of: card, patch, lines: count, in: path))
    }
    return found
  }

  /// A patch by its place in a run's series.
  private struct Series: Hashable, Comparable {
    var run: Int
    var place: Int

    static func < (one: Series, other: Series) -> Bool {
      (one.run, one.place) < (other.run, other.place)
    }
  }

  private func patch(of series: Series) throws(MemoryError) -> RunDocument.Patch? {
    try database.first(
      "SELECT id, subject, why FROM patches WHERE run = ? AND place = ?",
      [.integer(series.run), .integer(series.place)]
    ) { row in
      row.bytes(0).flatMap { ObjectID(bytes: $0) }.map {
        RunDocument.Patch(id: $0, subject: row.text(1) ?? "", why: row.text(2) ?? "")
      }
    }
  }

  /// What the files' own history says, one recollection a file: a change that was taken back, files that change with it,
  /// how often it had to be fixed. Files of which there is nothing to say are left out.
  func history(of paths: [String]) throws(MemoryError) -> [Recollection] {
    let texts = RecollectionText(redactor)
    var found: [Recollection] = []
    for path in paths {
      guard
        let number = try database.first(
          "SELECT number FROM paths WHERE path = ?", [.text(path)], { $0.integer(0) })
      else { continue }
      let commits = try newestCommits(of: number)
      var lines: [String] = []
      let revert = commits.first { $0.isRevert }
      if let revert {
        let words = CommitSubject(of: revert.subject).reverted.map { "“\(texts.line($0))”" }
        lines.append(
          "\(texts.line(path)): \(words ?? "a change") was taken back by \(revert.id.abbreviated())"
        )
      }
      let together = try filesTogether(with: number, in: commits)
      if !together.isEmpty {
        let list = together.map { "\(texts.line($0.path)) (\($0.count) of \(commits.count))" }
        lines.append("\(texts.line(path)) changes together with \(list.joined(separator: ", "))")
      }
      let fixes = commits.filter(\.isFix)
      if fixes.count >= MemoryIndex.leastFixes, let last = fixes.first {
        lines.append(
          "\(fixes.count) of its last \(commits.count) commits are fixes, the newest: \(texts.line(last.subject))"
        )
      }
      guard !lines.isEmpty else { continue }
      found.append(texts.history(lines, commit: revert?.id ?? fixes.first?.id ?? commits.first?.id))
    }
    return found
  }

  /// A commit that changed a file.
  private struct FileCommit {
    var number: Int
    var id: ObjectID
    var subject: String
    var isFix: Bool
    var isRevert: Bool
  }

  private func newestCommits(of path: Int) throws(MemoryError) -> [FileCommit] {
    try database.all(
      """
      SELECT number, id, subject, isFix, isRevert FROM touches JOIN commits ON number = commits
        WHERE path = ? ORDER BY touches.time DESC, commits LIMIT \(MemoryIndex.commitLimit)
      """, [.integer(path)]
    ) { row in
      row.bytes(1).flatMap { ObjectID(bytes: $0) }.map {
        FileCommit(
          number: row.integer(0), id: $0, subject: row.text(2) ?? "", isFix: row.integer(3) == 1,
          isRevert: row.integer(4) == 1)
      }
    }
  }

  /// The files that at least half of the commits change as well, those that most of them do first.
  private func filesTogether(
    with path: Int, in commits: [FileCommit]
  ) throws(MemoryError) -> [(path: String, count: Int)] {
    guard commits.count >= MemoryIndex.leastTogether else { return [] }
    var counts: [Int: Int] = [:]
    for commit in commits {
      let others = try database.all(
        "SELECT path FROM touches WHERE commits = ? LIMIT \(MemoryIndex.togetherPaths + 1)",
        [.integer(commit.number)]
      ) { $0.integer(0) }
      guard others.count <= MemoryIndex.togetherPaths else { continue }
      for other in others where other != path { counts[other, default: 0] += 1 }
    }
    let least = max(MemoryIndex.leastTogether, (commits.count + 1) / 2)
    let often = counts.filter { $0.value >= least }
      .sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(MemoryIndex.togetherLimit)
    var found: [(path: String, count: Int)] = []
    for (number, count) in often {
      let path = try database.first(
        "SELECT path FROM paths WHERE number = ?", [.integer(number)]
      ) { $0.text(0) }
      if let path { found.append((path, count)) }
    }
    return found
  }
}
