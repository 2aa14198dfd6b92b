import Git
import Records
import Series
import Vocabulary

extension OriginSearch {
  /// Whether a run's series has left another file at `path` than it found.
  func touches(_ path: String, _ delivery: DeliveredPatches) throws(RecordsError) -> Bool {
    guard let last = delivery.patches.last else { return false }
    return try git { () throws(GitError) in
      guard try repository.exists(last) else { return false }
      let tree = try repository.readCommit(last).tree
      return try repository.entry(at: path, inTree: tree)
        != repository.entry(at: path, inTree: delivery.baseTree)
    }
  }

  /// Whether a run's series puts this very line into this very file, also where a later patch takes it away.
  mutating func adds(
    _ line: PlacedCommitLine, _ record: RunRecord
  ) throws(RecordsError) -> Bool {
    try series(of: record).patches.contains { $0.fingerprint.adds(line.text, at: line.path) }
  }

  /// What a commit changes; `nil` for a merge.
  func change(of commit: Commit) throws(RecordsError) -> PatchFingerprint? {
    guard commit.parents.count < 2 else { return nil }
    return try git { () throws(GitError) in
      let before = try repository.firstParent(of: commit)?.tree
      return try PatchFingerprint(
        repository.lineDifference(from: before, to: commit.tree), in: repository)
    }
  }

  /// The lines that gave way to a line on the way from one tree to another, those near the same place alone, the
  /// nearest first; their numbers in the tree before, and their texts.
  func formerLines(
    of line: PlacedCommitLine, from before: ObjectID, to after: ObjectID
  ) throws(GitError) -> [(number: Int, text: String)] {
    let difference = try repository.lineDifference(from: before, to: after, at: [line.path])
    let blocks = difference.files.first { $0.path.isExactly(line.path) }?.blocks ?? []
    guard let block = blocks.first(where: { $0.new.contains(line.number) }), !block.old.isEmpty
    else { return [] }
    let same = line.number - block.new.lowerBound
    let near = (0...OriginSearch.reach).flatMap { $0 == 0 ? [same] : [same - $0, same + $0] }
    return near.filter(block.removed.indices.contains)
      .map { (block.old.lowerBound + $0, block.removed[$0]) }
  }

  /// Puts together what is known of a line of a run's.
  mutating func origin(
    of line: PlacedCommitLine, _ commit: Commit, in record: RunRecord, by clue: LineOrigin.Clue
  ) throws(RecordsError) -> LineOrigin {
    let series = try series(of: record)
    let merged = record.mergeStatus?.mergedCommits.first { $0.commit == line.commit }?.patches ?? []
    let adding = series.patches.filter { $0.fingerprint.adds(line.text, at: line.path) }.map(\.id)
    let isOwn = record.patches.contains(line.commit)
    let patch =
      isOwn
      ? line.commit
      : adding.last { merged.isEmpty || merged.contains($0) } ?? adding.last
        ?? merged.first ?? record.patches.last
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
    for line: PlacedCommitLine, _ commit: Commit, in series: SeriesFingerprint
  ) throws(RecordsError) -> String? {
    guard let last = series.patches.last?.id else { return nil }
    return try git { () throws(GitError) in
      let tree = try repository.readCommit(last).tree
      return try formerLines(of: line, from: tree, to: commit.tree).map(\.text)
        .first { series.whole.adds($0, at: line.path) }
    }
  }

  /// How many equal lines the commit has put into the file before this one.
  private func ordinal(
    of line: PlacedCommitLine, _ commit: Commit
  ) throws(RecordsError) -> Int {
    try git { () throws(GitError) in
      let before = try repository.firstParent(of: commit)?.tree
      let difference = try repository.lineDifference(
        from: before, to: commit.tree, at: [line.path])
      let blocks = difference.files.first { $0.path.isExactly(line.path) }?.blocks ?? []
      return blocks.reduce(0) { count, block in
        count
          + zip(block.new, block.added).count { $0 < line.number && $1 == line.text }
      }
    }
  }
}

extension PatchFingerprint {
  /// Whether it puts this very line into this very file.
  fileprivate func adds(_ text: String, at path: String) -> Bool {
    files.contains { $0.path.isExactly(path) && $0.added.contains(text) }
  }
}
