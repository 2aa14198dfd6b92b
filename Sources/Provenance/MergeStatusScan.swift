package import Git
package import Records
import Series
package import Vocabulary

/// Finds out what people did with delivered series, by the commits of the branches they were made for.
///
/// Nothing is written. All runs of one branch are looked at in one walk over the commits that are new to any of
/// them; a commit's files are compared only where it touches a file of such a series, or names its run.
package struct MergeStatusScan: ~Copyable {
  /// How many new commits of one branch are looked at.
  package static let limit = 5000
  /// From how many new commits on a scan is worth keeping that has found nothing else.
  fileprivate static let worthKeeping = 32

  private var commits: UpstreamCommits
  private let limit: Int
  /// The branches of remotes as they were last fetched, once they were needed.
  private var remoteBranches: [(name: String, id: ObjectID)]?
  /// The runs that were delivered here, once they were needed.
  private var deliveredHere: Set<RunID>?

  /// What a scan has found out about one series.
  package struct Found: Hashable, Sendable {
    /// What people did.
    package var status: MergeStatus
    /// Whether that is another merge status than the one that was known; that a series waits is no news.
    package var isNews: Bool
    /// Whether it should be kept: it is news, or the next scan would have to read much once more.
    package var isWorthKeeping: Bool
  }

  /// A scan of `repository`.
  ///
  /// - Parameter limit: How many new commits of one branch are looked at at most.
  package init(in repository: consuming Repository, limit: Int = MergeStatusScan.limit) {
    commits = UpstreamCommits(in: repository)
    self.limit = limit
  }

  /// How many commits of branches were compared so far, each of them once.
  package var commitsRead: Int { commits.count }

  /// The merge statuses of the series of `records`, by run; those that have none are left out: nothing was delivered,
  /// or there is no branch that says what became of it.
  ///
  /// A merge status that a record has is where this begins: one that is final stays, and of its branch only the
  /// commits since are read.
  ///
  /// - Throws: ``RecordsError/git(_:)``. Where single commits cannot be read, the merge statuses that depend on them
  ///   stay as they were.
  /// - Complexity: O(*n · r*) in the new commits and the runs, and what the commits that matter change.
  package mutating func statuses(of records: [RunRecord]) throws(RecordsError) -> [RunID: Found] {
    var found: [RunID: Found] = [:]
    var wanted: [ExactText: [(record: RunRecord, start: ObjectID)]] = [:]
    let head = try headBranch()
    for record in records {
      found[record.run.id] = record.mergeStatus.map {
        Found(status: $0, isNews: false, isWorthKeeping: false)
      }
      guard record.phase == .delivered, !record.patches.isEmpty,
        !(record.mergeStatus?.isFinal ?? false),
        let branch = try target(of: record, head), let start = try start(of: record, on: branch)
      else { continue }
      wanted[ExactText(branch), default: []].append((record, start))
    }
    for (name, runs) in wanted {
      let branch = name.wrappedValue
      let (tip, new) = try newCommits(of: branch, since: runs.map(\.start))
      for (record, start) in runs {
        let own = new.commits.filter { $0.newTo.contains(start) }
        let place = Place(branch: branch, tip: tip, isCut: new.isCut)
        // One whose own commits are damaged stays as it was known.
        guard let status = try? status(on: record, at: place, own) else { continue }
        found[record.run.id] = Found(status, after: record.mergeStatus, reading: own.count)
      }
    }
    return found
  }

  /// HEAD's branch; `nil` for a detached HEAD, and for a series of ours that is checked out for review.
  private func headBranch() throws(RecordsError) -> String? {
    try git { () throws(GitError) in
      guard case .branch(let branch) = try commits.repository.headState(),
        !branch.hasPrefix(RefNames.branches)
      else { return nil }
      return branch
    }
  }

  /// The branch a run's series was made for: the one its base came from, else HEAD's.
  private func target(of record: RunRecord, _ head: String?) throws(RecordsError) -> String? {
    try git { () throws(GitError) in
      if let ref = record.run.baseRef, ref != record.branch,
        try commits.repository.reference(ref) != nil
      {
        return ref
      }
      return head
    }
  }

  /// Where the last scan of `branch` ended, else the run's base; `nil` where neither commit is there.
  private func start(
    of record: RunRecord, on branch: String
  ) throws(RecordsError) -> ObjectID? {
    try git { () throws(GitError) in
      if let known = record.mergeStatus, known.branch == branch,
        try commits.repository.exists(known.seen)
      {
        return known.seen
      }
      return try commits.repository.exists(record.run.base) ? record.run.base : nil
    }
  }

  private func newCommits(
    of branch: String, since starts: [ObjectID]
  ) throws(RecordsError) -> (tip: ObjectID, new: NewCommits) {
    try git { () throws(GitError) in
      guard let tip = try commits.repository.reference(branch) else { throw .notFound(branch) }
      let distinct = Array(Set(starts))
      return (tip, try commits.repository.newCommits(at: tip, since: distinct, limit: limit))
    }
  }

  /// Where a series is looked for.
  private struct Place {
    let branch: String
    let tip: ObjectID
    let isCut: Bool
  }

  /// The merge status of one series, out of the commits that are new to it and those that it was found in before.
  private mutating func status(
    on record: RunRecord, at place: Place, _ new: [NewCommit]
  ) throws(RecordsError) -> MergeStatus {
    let known = record.mergeStatus
    let own = try ownBranch(of: record)
    let seen = try commits.commits(
      for: record, among: new.reversed(), foundBefore: known?.mergedCommits.map(\.commit) ?? [])
    // What none of the commits touches need not be read to be found nowhere.
    let series =
      seen.isEmpty
      ? SeriesFingerprint(unread: record) : try SeriesFingerprint(record, in: commits.repository)
    var reading = MergeStatusReading(of: series, in: seen, own: own)
    if place.isCut, reading.word != .merged, let last = record.patches.last,
      try git({ () throws(GitError) in try commits.repository.leads(last, to: place.tip) })
    {
      reading = MergeStatusReading(merged: record.patches)
    }
    let isLess = reading.word == .open || reading.word == .rejected
    // What was said because the branch was gone is no longer so when it is there.
    let isBack = own == .present && (known?.how == .removed || known?.how == .partly)
    if let known, isLess, !isBack, known.word == .edited || known.word == .rejected {
      var status = known
      (status.branch, status.seen, status.isCut) = (place.branch, place.tip, place.isCut)
      return status
    }
    return MergeStatus(
      reading.word, reading.how, mergedCommits: reading.mergedCommits, changes: reading.changes,
      branch: place.branch, seen: place.tip, isCut: place.isCut)
  }

  /// What has become of a run's branch; gone is only what was here.
  private mutating func ownBranch(of record: RunRecord) throws(RecordsError) -> SeriesBranch {
    guard let branch = record.branch, let tip = try tip(of: branch) else {
      let here = deliveredHere ?? DeliveredHere.ids(in: commits.repository)
      deliveredHere = here
      return here.contains(record.run.id) ? .gone : .unknown
    }
    return try git { () throws(GitError) in
      guard let last = record.patches.last, tip != last,
        let run = try commits.repository.readCommit(tip).run, run != record.run.id,
        try !commits.repository.leads(last, to: tip)
      else { return .present }
      return .superseded
    }
  }

  /// Where a branch is: here, else at a remote as it was last fetched; `nil` where it is nowhere.
  private mutating func tip(of branch: String) throws(RecordsError) -> ObjectID? {
    let own = try git { () throws(GitError) in try commits.repository.reference(branch) }
    if let own { return own }
    let all: [(name: String, id: ObjectID)]
    if let known = remoteBranches {
      all = known
    } else {
      all = try git { () throws(GitError) in
        try commits.repository.references(withPrefix: "refs/remotes/")
          + commits.repository.references(withPrefix: RemoteRefs.all)
      }
      remoteBranches = all
    }
    return all.first { $0.name.hasSuffix("/" + RefNames.branchName(branch)) }?.id
  }
}

extension MergeStatusScan.Found {
  /// What `status` is to a reader who knew `known`, after a scan of `count` commits.
  fileprivate init(_ status: MergeStatus, after known: MergeStatus?, reading count: Int) {
    let isBare = status.word == .open && status.mergedCommits.isEmpty && known == nil
    self.status = status
    isNews = status.word != (known?.word ?? .open)
    isWorthKeeping =
      !isBare && !status.says(theSameAs: known) || count >= MergeStatusScan.worthKeeping
  }
}

extension SeriesFingerprint {
  /// A series of which nothing is to be found.
  fileprivate init(unread record: RunRecord) {
    let nothing = PatchFingerprint(patchID: nil, exact: nil, files: [])
    self.init(
      run: record.run.id,
      patches: record.patches.map { Patch(id: $0, authorship: "", fingerprint: nothing) },
      whole: nothing)
  }
}
