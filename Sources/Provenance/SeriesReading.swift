package import Vocabulary

/// A delivered series, as it has to be known to be found again.
package struct SeriesPrint: Hashable, Sendable {
  /// The run that it comes from.
  package var run: String
  /// Its patches, the first one first.
  package var patches: [Patch]
  /// What all of them together change.
  package var whole: ChangePrint

  /// One patch.
  package struct Patch: Hashable, Sendable {
    /// Its commit.
    package var id: ObjectID
    /// Who wrote it and when, in one text.
    package var authorship: String
    /// What it changes.
    package var print: ChangePrint

    /// A patch of these parts.
    package init(id: ObjectID, authorship: String, print: ChangePrint) {
      self.id = id
      self.authorship = authorship
      self.print = print
    }
  }

  /// A series of these parts.
  package init(run: String, patches: [Patch], whole: ChangePrint) {
    self.run = run
    self.patches = patches
    self.whole = whole
  }
}

/// A commit of the branch a series was made for.
package struct SeenCommit: Hashable, Sendable {
  /// Its id.
  package var id: ObjectID
  /// The runs that its message names as its origin.
  package var runs: [String]
  /// Who wrote it and when, in one text.
  package var authorship: String
  /// What it changes; `nil` where that does not matter: for a merge, and for what touches no file of the
  /// series.
  package var print: ChangePrint?

  /// A commit of these parts.
  package init(id: ObjectID, runs: [String], authorship: String, print: ChangePrint?) {
    self.id = id
    self.runs = runs
    self.authorship = authorship
    self.print = print
  }
}

/// What has become of a series' own branch.
package enum SeriesBranch: Hashable, Sendable {
  /// It is there.
  case present
  /// It is gone from where it was.
  case gone
  /// It is not there, and nothing says that it ever was.
  case unknown
  /// Another run's series is on it.
  case superseded
}

/// What people did with a series. Pure.
package struct SeriesReading: Hashable, Sendable {
  /// What they did.
  package var word: SeriesVerdict.Word
  /// In which way.
  package var how: SeriesVerdict.Manner?
  /// The commits that hold the series or a part of it.
  package var landings: [SeriesVerdict.Landing] = []
  /// How an edited series differs from what was delivered.
  package var changes: [SeriesVerdict.Change] = []

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
  package init(of series: SeriesPrint, in commits: [SeenCommit], own: SeriesBranch) {
    let ids = series.patches.map(\.id)
    let commits = commits.filter { $0.runs.isEmpty || $0.runs.contains(series.run) }
    let present = Set(commits.map(\.id))
    if let tip = ids.last, present.contains(tip) {
      self.init(merged: ids)
      return
    }
    let copies = SeriesReading.copies(of: series, in: commits)
    if copies.count == ids.count, let last = copies.last {
      let isSquashed =
        ids.count == 1 && last.seen.authorship != series.patches[0].authorship
      self.init(
        word: .merged, how: isSquashed ? .squashed : .rebased, landings: copies.map(\.landing))
      return
    }
    if let squash = commits.first(where: { $0.print?.isSame(as: series.whole) ?? false }) {
      self.init(
        word: .merged, how: .squashed, landings: [.init(squash.id, of: ids, isExact: true)])
      return
    }
    self.init(
      of: series, copies.map(\.landing),
      SeriesReading.reworked(series, in: commits, but: Set(copies.map(\.seen.id))), own)
  }

  /// The reading of a series whose very patches are on the branch.
  package init(merged patches: [ObjectID]) {
    self.init(
      word: .merged, how: .asDelivered,
      landings: patches.map { SeriesVerdict.Landing($0, of: [$0], isExact: true) })
  }

  /// Tells what it comes to where not all of the series is there as it was.
  private init(
    of series: SeriesPrint, _ copies: [SeriesVerdict.Landing], _ reworked: [SeenCommit],
    _ own: SeriesBranch
  ) {
    let missing = series.patches.filter { patch in !copies.contains { $0.patches == [patch.id] } }
    if !reworked.isEmpty {
      let prints = reworked.compactMap(\.print)
      let landings = reworked.map {
        SeriesVerdict.Landing($0.id, of: patches(missing, in: $0), isExact: false)
      }
      self.init(
        word: .edited, how: .reworked, landings: copies + landings,
        changes: differences(from: missing.map(\.print), to: prints))
    } else if !copies.isEmpty {
      let waits = own == .present || own == .unknown
      self.init(
        word: waits ? .open : .edited, how: .partly, landings: copies,
        changes: waits ? [] : differences(from: missing.map(\.print), to: []))
    } else {
      switch own {
      case .present, .unknown: self.init(word: .open)
      case .gone: self.init(word: .rejected, how: .removed)
      case .superseded: self.init(word: .rejected, how: .superseded)
      }
    }
  }

  private init(
    word: SeriesVerdict.Word, how: SeriesVerdict.Manner? = nil,
    landings: [SeriesVerdict.Landing] = [], changes: [SeriesVerdict.Change] = []
  ) {
    self.word = word
    self.how = how
    self.landings = landings
    self.changes = changes
  }

  /// For each patch that is there, in the order of the patches, the first commit that changes the same.
  private static func copies(
    of series: SeriesPrint, in commits: [SeenCommit]
  ) -> [(landing: SeriesVerdict.Landing, seen: SeenCommit)] {
    var taken: Set<ObjectID> = []
    return series.patches.compactMap { patch in
      let copy = commits.first { commit in
        guard !taken.contains(commit.id) else { return false }
        return commit.id == patch.id || commit.print?.isSame(as: patch.print) ?? false
      }
      guard let copy else { return nil }
      taken.insert(copy.id)
      return (SeriesVerdict.Landing(copy.id, of: [patch.id], isExact: true), copy)
    }
  }

  /// The commits that name the run, and those that together hold enough of the lines of `series`.
  private static func reworked(
    _ series: SeriesPrint, in commits: [SeenCommit], but copies: Set<ObjectID>
  ) -> [SeenCommit] {
    let rest = commits.filter { $0.print != nil && !copies.contains($0.id) }
    let named = rest.filter { $0.runs.contains(series.run) }
    if !named.isEmpty { return named }
    let added = series.whole.tellingLines(\.added)
    let removed = series.whole.tellingLines(\.removed)
    let (wanted, side) =
      added.isEmpty ? (removed, \ChangePrint.Lines.removed) : (added, \ChangePrint.Lines.added)
    guard !wanted.isEmpty else { return [] }
    var left = wanted
    let holders = rest.filter { commit in
      guard let print = commit.print else { return false }
      // A line that was added in the same file may have come from anywhere; one that also went did not.
      let isInPlace =
        removed.isEmpty || !removed.shared(with: print.tellingLines(\.removed)).isEmpty
      let shared = isInPlace ? left.shared(with: print.tellingLines(side)) : [:]
      for (line, count) in shared { left[line, default: 0] -= count }
      return shared.total > 0
    }
    let share = 1 - Double(left.total) / Double(wanted.total)
    return share >= leastShare ? holders : []
  }
}

/// Those of `patches` that a reworked commit shares lines with; all of them where it shares none.
private func patches(_ patches: [SeriesPrint.Patch], in commit: SeenCommit) -> [ObjectID] {
  guard let print = commit.print else { return patches.map(\.id) }
  let sharing = patches.filter { patch in
    [\ChangePrint.Lines.added, \ChangePrint.Lines.removed].contains { side in
      !patch.print.tellingLines(side).shared(with: print.tellingLines(side)).isEmpty
    }
  }
  return (sharing.isEmpty ? patches : sharing).map(\.id)
}

/// How the lines that `theirs` leave differ from those that `ours` leave, by path.
private func differences(
  from ours: [ChangePrint], to theirs: [ChangePrint]
) -> [SeriesVerdict.Change] {
  // A line that one of two changes in a row brings and the other takes away is in neither.
  func lines(_ prints: [ChangePrint]) -> [PlacedLine: Int] {
    var net: [PlacedLine: Int] = [:]
    for file in prints.flatMap(\.files) {
      for line in file.added { net[PlacedLine(path: file.path, text: line), default: 0] += 1 }
      for line in file.removed { net[PlacedLine(path: file.path, text: line), default: 0] -= 1 }
    }
    return net
  }
  var differences = lines(theirs)
  for (line, count) in lines(ours) { differences[line, default: 0] -= count }
  var changes: [String: SeriesVerdict.Change] = [:]
  for (line, count) in differences where count != 0 {
    var change = changes[line.path] ?? .init(path: line.path, added: 0, removed: 0)
    change.added += max(0, count)
    change.removed += max(0, -count)
    changes[line.path] = change
  }
  return changes.values.sorted { $0.path < $1.path }
}
