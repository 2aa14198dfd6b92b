import Engine
package import Git
import Vocabulary

/// Finds out from which run, patch and step a line comes.
package struct OriginSearch: ~Copyable {
  private let repository: Repository
  private let secrets: [String]
  /// All runs that have delivered something, once they were needed.
  private var records: [RunRecord]?
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
    for record in try deliveries() {
      let landings = record.verdict?.landings ?? []
      guard landings.contains(where: { $0.commit == line.commit }) else { continue }
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
    for record in try deliveries() where try touches(line.path, record, in: repository) {
      // What the run began from is not its own.
      if try git({ () throws(GitError) in
        try repository.leads(line.commit, to: record.run.base)
      }) {
        continue
      }
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
}

// MARK: What runs have delivered

extension OriginSearch {
  /// The records of all runs that have delivered a series, those that are archived first.
  private mutating func deliveries() throws(RecordsError) -> [RunRecord] {
    if let records { return records }
    var found: [RunRecord] = []
    for id in try Archive.ids(in: repository) {
      // One that cannot be read is the doctor's to report.
      if let run = try? Archive.run(id, in: repository) { found.append(run.record) }
    }
    for id in try RunIndex.ids(in: repository) {
      if let run = try? StoredRun(id, in: repository) { found.append(run.record) }
    }
    found.removeAll { $0.phase != .delivered || $0.patches.isEmpty }
    records = found
    return found
  }

  private mutating func series(of record: RunRecord) throws(RecordsError) -> SeriesPrint {
    if let known = prints[record.run.id] { return known }
    let series = try SeriesPrint(record, in: repository)
    prints[record.run.id] = series
    return series
  }

  /// Whether a run's series has left another file at `path` than it found.
  private func touches(
    _ path: String, _ record: RunRecord, in repository: borrowing Repository
  ) throws(RecordsError) -> Bool {
    guard let last = record.patches.last else { return false }
    return try git { () throws(GitError) in
      guard try repository.exists(last) else { return false }
      let tree = try repository.readCommit(last).tree
      return try repository.entry(at: path, inTree: tree)
        != repository.entry(at: path, inTree: record.run.baseTree)
    }
  }

  private mutating func adds(
    _ line: PlacedCommitLine, _ record: RunRecord
  ) throws(RecordsError) -> Bool {
    try series(of: record).whole.adds(line.text, at: line.path)
  }

  private func change(of commit: Commit) throws(RecordsError) -> ChangePrint? {
    guard commit.parents.count < 2 else { return nil }
    return try git { () throws(GitError) in
      var before: ObjectID?
      if let parent = commit.parents.first { before = try repository.readCommit(parent).tree }
      return try ChangePrint(
        repository.lineDifference(from: before, to: commit.tree), in: repository)
    }
  }

  /// Puts together what is known of a line of a run's.
  private mutating func origin(
    of line: PlacedCommitLine, _ commit: Commit, in record: RunRecord, by clue: LineOrigin.Clue
  ) throws(RecordsError) -> LineOrigin {
    let series = try series(of: record)
    let landed = record.verdict?.landings.first { $0.commit == line.commit }?.patches ?? []
    let adding = series.patches.filter { $0.print.adds(line.text, at: line.path) }.map(\.id)
    let isOwn = record.patches.contains(line.commit)
    let patch =
      isOwn
      ? line.commit
      : adding.last { landed.isEmpty || landed.contains($0) } ?? adding.last
        ?? landed.first ?? record.patches.last
    let stored = try StoredRun(record.run.id, in: repository)
    var origin = LineOrigin(
      run: record.run.id, record: record, patch: patch, clue: clue, delivered: line.text,
      isAsDelivered: isOwn || !adding.isEmpty)
    if !origin.isAsDelivered {
      origin.delivered = try deliveredLine(for: line, commit, in: series)
    }
    let note = try git { () throws(GitError) in
      try repository.note(on: line.commit, ref: RefNames.notes)
    }
    if let note {
      origin.rationale = note
    } else if let patch {
      origin.rationale = try stored.rationale(of: patch, hiding: secrets, in: repository)
    }
    if let text = origin.delivered {
      let ordinal = try ordinal(of: line, commit)
      origin.step = try stored.step(
        writing: text, at: line.path, ordinal: ordinal, in: repository)
    }
    return origin
  }

  /// The line of ours that stood where a person has put another one in this very commit.
  private func deliveredLine(
    for line: PlacedCommitLine, _ commit: Commit, in series: SeriesPrint
  ) throws(RecordsError) -> String? {
    guard let last = series.patches.last?.id else { return nil }
    return try git { () throws(GitError) in
      let tree = try repository.readCommit(last).tree
      let difference = try repository.lineDifference(from: tree, to: commit.tree, at: [line.path])
      let blocks = difference.files.first { $0.path == line.path }?.blocks ?? []
      guard let block = blocks.first(where: { $0.new.contains(line.number) }), !block.old.isEmpty
      else { return nil }
      let same = min(line.number - block.new.lowerBound, block.old.count - 1)
      let order = [same] + (0..<block.old.count).filter { $0 != same }
      return order.map { block.removed[$0] }
        .first { series.whole.adds($0, at: line.path) }
    }
  }

  /// How many equal lines the commit has put into the file before this one.
  private func ordinal(
    of line: PlacedCommitLine, _ commit: Commit
  ) throws(RecordsError) -> Int {
    try git { () throws(GitError) in
      var before: ObjectID?
      if let parent = commit.parents.first { before = try repository.readCommit(parent).tree }
      let difference = try repository.lineDifference(
        from: before, to: commit.tree, at: [line.path])
      let blocks = difference.files.first { $0.path == line.path }?.blocks ?? []
      return blocks.reduce(0) { count, block in
        count
          + zip(block.new, block.added).count { $0 < line.number && $1 == line.text }
      }
    }
  }
}

extension ChangePrint {
  /// Whether it puts this very line into this very file.
  fileprivate func adds(_ text: String, at path: String) -> Bool {
    files.contains { $0.path == path && $0.added.contains(text) }
  }
}
