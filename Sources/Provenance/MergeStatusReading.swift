package import Vocabulary

/// What people did with a series. Pure.
package struct MergeStatusReading: Hashable, Sendable {
  /// What they did.
  package var word: MergeStatus.Word
  /// In which way.
  package var how: MergeStatus.Manner?
  /// The commits that hold the series or a part of it.
  package var mergedCommits: [MergeStatus.MergedCommit] = []
  /// How an edited series differs from what was delivered.
  package var changes: [MergeStatus.Change] = []

  /// The share of a series' lines that has to be found where nothing else shows where it went.
  static let leastShare = 0.6

  /// Tells from `commits` what people did with `series`.
  ///
  /// In this order: the last patch itself is there, so all of it was merged; a copy of each patch is;
  /// one commit changes what all of them do; a commit names the run, or commits hold most of the lines
  /// that the series adds (takes away, where it adds none); nothing of it is there. A commit that names
  /// another run as its origin is that run's.
  ///
  /// - Parameters:
  ///   - commits: The branch's commits since the series' base that may matter, older ones first.
  ///   - own: The series' own branch.
  package init(of series: SeriesFingerprint, in commits: [UpstreamCommit], own: SeriesBranch) {
    let ids = series.patches.map(\.id)
    let commits = commits.filter { $0.runs.isEmpty || $0.runs.contains(series.run) }
    let present = Set(commits.map(\.id))
    if let tip = ids.last, present.contains(tip) {
      self.init(merged: ids)
      return
    }
    let copies = MergeStatusReading.copies(of: series, in: commits)
    if copies.count == ids.count, let last = copies.last {
      let isSquashed =
        ids.count == 1 && last.seen.authorship != series.patches[0].authorship
      self.init(
        word: .merged, how: isSquashed ? .squashed : .rebased,
        mergedCommits: copies.map(\.mergedCommit))
      return
    }
    if let squash = commits.first(where: { $0.fingerprint?.isSame(as: series.whole) ?? false }) {
      self.init(
        word: .merged, how: .squashed, mergedCommits: [.init(squash.id, of: ids, isExact: true)])
      return
    }
    self.init(
      of: series, copies.map(\.mergedCommit),
      MergeStatusReading.reworked(series, in: commits, but: Set(copies.map(\.seen.id))), own)
  }

  /// The reading of a series whose very patches are on the branch.
  package init(merged patches: [ObjectID]) {
    self.init(
      word: .merged, how: .asDelivered,
      mergedCommits: patches.map { MergeStatus.MergedCommit($0, of: [$0], isExact: true) })
  }

  /// Tells what it comes to where not all of the series is there as it was.
  private init(
    of series: SeriesFingerprint, _ copies: [MergeStatus.MergedCommit],
    _ reworked: [UpstreamCommit],
    _ own: SeriesBranch
  ) {
    let missing = series.patches.filter { patch in !copies.contains { $0.patches == [patch.id] } }
    if !reworked.isEmpty {
      let fingerprints = reworked.compactMap(\.fingerprint)
      let mergedCommits = reworked.map {
        MergeStatus.MergedCommit($0.id, of: patches(missing, in: $0), isExact: false)
      }
      self.init(
        word: .edited, how: .reworked, mergedCommits: copies + mergedCommits,
        changes: differences(from: missing.map(\.fingerprint), to: fingerprints))
    } else if !copies.isEmpty {
      let waits = own == .present || own == .unknown
      self.init(
        word: waits ? .open : .edited, how: .partly, mergedCommits: copies,
        changes: waits ? [] : differences(from: missing.map(\.fingerprint), to: []))
    } else {
      switch own {
      case .present, .unknown: self.init(word: .open)
      case .gone: self.init(word: .rejected, how: .removed)
      case .superseded: self.init(word: .rejected, how: .superseded)
      }
    }
  }

  private init(
    word: MergeStatus.Word, how: MergeStatus.Manner? = nil,
    mergedCommits: [MergeStatus.MergedCommit] = [], changes: [MergeStatus.Change] = []
  ) {
    self.word = word
    self.how = how
    self.mergedCommits = mergedCommits
    self.changes = changes
  }

  /// For each patch that is there, in the order of the patches, the first commit that changes the same.
  private static func copies(
    of series: SeriesFingerprint, in commits: [UpstreamCommit]
  ) -> [(mergedCommit: MergeStatus.MergedCommit, seen: UpstreamCommit)] {
    var taken: Set<ObjectID> = []
    return series.patches.compactMap { patch in
      let copy = commits.first { commit in
        guard !taken.contains(commit.id) else { return false }
        return commit.id == patch.id || commit.fingerprint?.isSame(as: patch.fingerprint) ?? false
      }
      guard let copy else { return nil }
      taken.insert(copy.id)
      return (MergeStatus.MergedCommit(copy.id, of: [patch.id], isExact: true), copy)
    }
  }

  /// The commits that name the run, and those that together hold enough of the lines of `series`.
  private static func reworked(
    _ series: SeriesFingerprint, in commits: [UpstreamCommit], but copies: Set<ObjectID>
  ) -> [UpstreamCommit] {
    let rest = commits.filter { $0.fingerprint != nil && !copies.contains($0.id) }
    let named = rest.filter { $0.runs.contains(series.run) }
    if !named.isEmpty { return named }
    let added = series.whole.tellingLines(\.added)
    let removed = series.whole.tellingLines(\.removed)
    let (wanted, side) =
      added.isEmpty
      ? (removed, \PatchFingerprint.Lines.removed) : (added, \PatchFingerprint.Lines.added)
    guard !wanted.isEmpty else { return [] }
    var left = wanted
    let holders = rest.filter { commit in
      guard let fingerprint = commit.fingerprint else { return false }
      // A line that was added in the same file may have come from anywhere; one that also went did not.
      let isInPlace =
        removed.isEmpty || !removed.shared(with: fingerprint.tellingLines(\.removed)).isEmpty
      let shared = isInPlace ? left.shared(with: fingerprint.tellingLines(side)) : [:]
      for (line, count) in shared { left[line, default: 0] -= count }
      return shared.total > 0
    }
    let share = 1 - Double(left.total) / Double(wanted.total)
    return share >= leastShare ? holders : []
  }
}

/// Those of `patches` that a reworked commit shares lines with; all of them where it shares none.
private func patches(_ patches: [SeriesFingerprint.Patch], in commit: UpstreamCommit) -> [ObjectID]
{
  guard let fingerprint = commit.fingerprint else { return patches.map(\.id) }
  let sharing = patches.filter { patch in
    [\PatchFingerprint.Lines.added, \PatchFingerprint.Lines.removed].contains { side in
      !patch.fingerprint.tellingLines(side).shared(with: fingerprint.tellingLines(side)).isEmpty
    }
  }
  return (sharing.isEmpty ? patches : sharing).map(\.id)
}

/// How the lines that `theirs` leave differ from those that `ours` leave, by path.
private func differences(
  from ours: [PatchFingerprint], to theirs: [PatchFingerprint]
) -> [MergeStatus.Change] {
  // A line that one of two changes in a row brings and the other takes away is in neither.
  func lines(_ fingerprints: [PatchFingerprint]) -> [PlacedLine: Int] {
    var net: [PlacedLine: Int] = [:]
    for file in fingerprints.flatMap(\.files) {
      for line in file.added { net[PlacedLine(path: file.path, text: line), default: 0] += 1 }
      for line in file.removed { net[PlacedLine(path: file.path, text: line), default: 0] -= 1 }
    }
    return net
  }
  var differences = lines(theirs)
  for (line, count) in lines(ours) { differences[line, default: 0] -= count }
  var changes: [ExactText: MergeStatus.Change] = [:]
  for (line, count) in differences where count != 0 {
    var change = changes[line.$path] ?? .init(path: line.path, added: 0, removed: 0)
    change.added += max(0, count)
    change.removed += max(0, -count)
    changes[line.$path] = change
  }
  return changes.sorted { $0.key < $1.key }.map(\.value)
}
