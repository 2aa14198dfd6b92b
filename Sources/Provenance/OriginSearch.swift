package import Git
package import Records
import Series
import Vocabulary

/// Finds out from which run, patch and step a line comes.
package struct OriginSearch: ~Copyable {
  /// How far from the same place a line that gave way may stand.
  static let reach = 10

  let repository: Repository
  let secrets: [String]
  /// What all runs have delivered, once that was needed.
  private var deliveries: [DeliveredPatches]?
  private var fingerprints: [RunID: SeriesFingerprint] = [:]
  private var records: [RunID: RunRecord] = [:]
  private var likenesses: [CommitPath: Likeness] = [:]

  /// A file as a commit has left it.
  private struct CommitPath: Hashable {
    let commit: ObjectID
    let path: String
  }

  /// What a commit that nothing names has to do with runs whose series touch one of its files.
  private struct Likeness {
    /// The first run whose series, or a patch of it, changes the same.
    var same: RunRecord?
    /// The runs whose lines it may hold, in the order of the deliveries.
    var others: [RunRecord] = []
  }

  /// A search in `repository`.
  ///
  /// - Parameter secrets: Literal texts that must not be in a rationale.
  package init(in repository: consuming Repository, hiding secrets: [String]) {
    self.repository = repository
    self.secrets = secrets
  }

  /// Where a line comes from; `nil` for a line that is none of ours.
  ///
  /// A commit is known for ours, in this order: by the run it names; by a merge status that names it; by changing
  /// what a patch changes; by a patch that has added the very line to the very file. What was there before a
  /// run began is never that run's. A run that cannot be read is skipped: it is the doctor's to report.
  ///
  /// - Complexity: O(*n*) in the runs, archived ones too, for a commit that names none; and the run's
  ///   steps for the one that is found.
  package mutating func origin(
    of line: PlacedCommitLine
  ) throws(RecordsError) -> LineOrigin? {
    let commit = try git { () throws(GitError) in try repository.readCommit(line.commit) }
    if !commit.runs.isEmpty { return try namedOrigin(of: line, commit) }
    for delivery in try allDeliveries() where delivery.mergedCommits.contains(line.commit) {
      guard let record = try? record(of: delivery.run) else { continue }
      return try origin(of: line, commit, in: record, by: .mergeStatus)
    }
    return try likeOrigin(of: line, commit)
  }

  /// The origin of a line whose commit names runs: of several, the one that has added the line.
  private mutating func namedOrigin(
    of line: PlacedCommitLine, _ commit: Commit
  ) throws(RecordsError) -> LineOrigin? {
    var first: RunRecord?
    for run in commit.runs {
      guard let record = try? record(of: run), !record.patches.isEmpty,
        let adds = try? adds(line, record)
      else { continue }
      first = first ?? record
      if adds { return try origin(of: line, commit, in: record, by: .trailer) }
    }
    if let first { return try origin(of: line, commit, in: first, by: .trailer) }
    let note = try git { () throws(GitError) in
      try repository.note(on: line.commit, ref: RefNames.notes)
    }
    return commit.runs.first.map { run in
      LineOrigin(run: run, clue: .trailer, isAsDelivered: true, rationale: note)
    }
  }

  /// The origin of a line whose commit nothing names: by what the commit changes, else by the line's text.
  private mutating func likeOrigin(
    of line: PlacedCommitLine, _ commit: Commit
  ) throws(RecordsError) -> LineOrigin? {
    let likeness = try likeness(of: line.commit, commit, at: line.path)
    if let same = likeness.same { return try origin(of: line, commit, in: same, by: .change) }
    guard line.text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
    var byText: RunRecord?
    for record in likeness.others where try adds(line, record) { byText = record }
    guard let byText else { return nil }
    return try origin(of: line, commit, in: byText, by: .text)
  }

  /// What a commit has to do with the runs whose series touch `path`, found out once for all its lines.
  private mutating func likeness(
    of id: ObjectID, _ commit: Commit, at path: String
  ) throws(RecordsError) -> Likeness {
    let place = CommitPath(commit: id, path: path)
    if let known = likenesses[place] { return known }
    var likeness = Likeness()
    var fingerprint: PatchFingerprint?
    for delivery in try allDeliveries() {
      // What the run began from is not its own.
      guard (try? touches(path, delivery)) == true,
        try !git({ () throws(GitError) in try repository.leads(id, to: delivery.base) }),
        let record = try? record(of: delivery.run), let series = try? series(of: record)
      else { continue }
      if fingerprint == nil { fingerprint = try change(of: commit) }
      let fingerprints = series.patches.map(\.fingerprint) + [series.whole]
      if let fingerprint, fingerprints.contains(where: fingerprint.isSame) {
        likeness.same = record
        break
      }
      likeness.others.append(record)
    }
    likenesses[place] = likeness
    return likeness
  }

  /// The line of ours that stood where a line of a commit came in; `nil` where there was none.
  ///
  /// Of the lines that the same block took away those near the same place are looked at, the nearest first. Where
  /// a person had changed that one too, the lines before it are, and so on, twenty times at most.
  package mutating func origin(
    before line: PlacedCommitLine
  ) throws(RecordsError) -> (line: PlacedCommitLine, origin: LineOrigin)? {
    var next: PlacedCommitLine? = line
    for _ in 0..<20 {
      guard let last = next else { return nil }
      let replaced = try replacedLines(by: last)
      for line in replaced {
        if let origin = try origin(of: line) { return (line, origin) }
      }
      next = replaced.first
    }
    return nil
  }

  /// The lines near the same place that gave way to a line where it came in, each in the commit that had brought
  /// it in, the nearest first; none where that is beyond the history of a shallow clone.
  private func replacedLines(
    by line: PlacedCommitLine
  ) throws(RecordsError) -> [PlacedCommitLine] {
    try git { () throws(GitError) in
      let commit = try repository.readCommit(line.commit)
      guard let parent = try repository.firstParent(of: commit) else { return [] }
      let former = try formerLines(of: line, from: parent.tree, to: commit.tree)
      guard let first = former.map(\.number).min(), let last = former.map(\.number).max() else {
        return []
      }
      let blamed: [BlamedLines]
      do throws(GitError) {
        blamed = try repository.blame(line.path, at: parent.id, lines: first...last)
      } catch {
        guard case .notFound = error else { throw error }
        return []
      }
      return former.compactMap { number, text in
        guard let hunk = blamed.first(where: { $0.lines.contains(number) }) else { return nil }
        return PlacedCommitLine(
          commit: hunk.commit, path: hunk.originalPath, number: hunk.original(of: number),
          text: text)
      }
    }
  }

  /// What all runs have delivered, those that are archived first.
  private mutating func allDeliveries() throws(RecordsError) -> [DeliveredPatches] {
    if let deliveries { return deliveries }
    var found = try Archive.deliveries(in: repository)
    for id in try RunIndex.ids(in: repository) {
      // One that cannot be read is the doctor's to report.
      if let run = try? StoredRun(id, in: repository) { found.append(DeliveredPatches(run.record)) }
    }
    found.removeAll { $0.patches.isEmpty }
    deliveries = found
    return found
  }

  /// What is known of a run, read once.
  private mutating func record(of run: RunID) throws(RecordsError) -> RunRecord {
    if let known = records[run] { return known }
    let record = try StoredRun(run, in: repository).record
    records[run] = record
    return record
  }

  /// What a run's series changes, read once.
  mutating func series(of record: RunRecord) throws(RecordsError) -> SeriesFingerprint {
    if let known = fingerprints[record.run.id] { return known }
    let series = try SeriesFingerprint(record, in: repository)
    fingerprints[record.run.id] = series
    return series
  }
}
