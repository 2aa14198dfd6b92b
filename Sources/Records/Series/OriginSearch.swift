import Engine
package import Git
import Vocabulary

/// Finds out from which run, patch and step a line comes.
package struct OriginSearch: ~Copyable {
  let repository: Repository
  let secrets: [String]
  /// What all runs have delivered, once that was needed.
  private var deliveries: [Delivery]?
  private var prints: [String: SeriesPrint] = [:]

  /// A search in `repository`.
  ///
  /// - Parameter secrets: Literal texts that must not be in what is told.
  package init(in repository: consuming Repository, hiding secrets: [String]) {
    self.repository = repository
    self.secrets = secrets
  }

  /// Where a line comes from; `nil` for a line that is none of ours.
  ///
  /// A commit is known for ours, in this order: by the run it names; by a verdict that names it; by changing
  /// what a patch changes; by a patch that has added the very line to the very file. What was there before a
  /// run began is never that run's.
  ///
  /// - Complexity: O(*n*) in the runs, archived ones too, for a commit that names none; and the run's
  ///   steps for the one that is found.
  package mutating func origin(
    of line: PlacedCommitLine
  ) throws(RecordsError) -> LineOrigin? {
    let commit = try git { () throws(GitError) in try repository.readCommit(line.commit) }
    if !commit.runs.isEmpty { return try namedOrigin(of: line, commit) }
    for delivery in try allDeliveries() where delivery.landings.contains(line.commit) {
      let record = try StoredRun(delivery.run, in: repository).record
      return try origin(of: line, commit, in: record, by: .verdict)
    }
    return try likeOrigin(of: line, commit)
  }

  /// The origin of a line whose commit names runs: of several, the one that has added the line.
  private mutating func namedOrigin(
    of line: PlacedCommitLine, _ commit: Commit
  ) throws(RecordsError) -> LineOrigin? {
    var first: RunRecord?
    for run in commit.runs {
      guard let record = (try? StoredRun(run, in: repository))?.record, !record.patches.isEmpty
      else { continue }
      first = first ?? record
      if try adds(line, record) { return try origin(of: line, commit, in: record, by: .trailer) }
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
    let isTelling = line.text.contains { $0.isLetter || $0.isNumber }
    var byText: RunRecord?
    var print: ChangePrint?
    for delivery in try allDeliveries() where try touches(line.path, delivery) {
      // What the run began from is not its own.
      if try git({ () throws(GitError) in try repository.leads(line.commit, to: delivery.base) }) {
        continue
      }
      let record = try StoredRun(delivery.run, in: repository).record
      let series = try series(of: record)
      if print == nil { print = try change(of: commit) }
      let prints = series.patches.map(\.print) + [series.whole]
      if let print, prints.contains(where: print.isSame) {
        return try origin(of: line, commit, in: record, by: .change)
      }
      if isTelling, try adds(line, record) { byText = record }
    }
    guard let byText else { return nil }
    return try origin(of: line, commit, in: byText, by: .text)
  }

  /// The line of ours that stood where a line of a commit came in; `nil` where there was none.
  ///
  /// The lines that the same block took away are looked at, the one at the same place first. Where a person
  /// had changed that one too, the lines before it are, and so on, twenty times at most.
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

  /// The lines that gave way to a line where it came in, each in the commit that had brought it in, the one at
  /// the same place first.
  private func replacedLines(
    by line: PlacedCommitLine
  ) throws(RecordsError) -> [PlacedCommitLine] {
    try git { () throws(GitError) in
      let commit = try repository.readCommit(line.commit)
      guard let parent = commit.parents.first else { return [] }
      let before = try repository.readCommit(parent).tree
      let difference = try repository.lineDifference(
        from: before, to: commit.tree, at: [line.path])
      let blocks = difference.files.first { $0.path == line.path }?.blocks ?? []
      guard let block = blocks.first(where: { $0.new.contains(line.number) }), !block.old.isEmpty
      else { return [] }
      let lines = block.old.lowerBound...(block.old.upperBound - 1)
      let blamed = try repository.blame(line.path, at: parent, lines: lines)
      let same = min(line.number - block.new.lowerBound, block.old.count - 1)
      let order = [same] + (0..<block.old.count).filter { $0 != same }
      return order.compactMap { place in
        let number = block.old.lowerBound + place
        guard let hunk = blamed.first(where: { $0.lines.contains(number) }) else { return nil }
        return PlacedCommitLine(
          commit: hunk.commit, path: hunk.originalPath, number: hunk.original(of: number),
          text: block.removed[place])
      }
    }
  }

  /// What all runs have delivered, those that are archived first.
  private mutating func allDeliveries() throws(RecordsError) -> [Delivery] {
    if let deliveries { return deliveries }
    var found = try Archive.deliveries(in: repository)
    for id in try RunIndex.ids(in: repository) {
      // One that cannot be read is the doctor's to report.
      if let run = try? StoredRun(id, in: repository) { found.append(Delivery(run.record)) }
    }
    found.removeAll { $0.patches.isEmpty }
    deliveries = found
    return found
  }

  /// What a run's series changes, read once.
  mutating func series(of record: RunRecord) throws(RecordsError) -> SeriesPrint {
    if let known = prints[record.run.id] { return known }
    let series = try SeriesPrint(record, in: repository)
    prints[record.run.id] = series
    return series
  }
}
