import Git
import Records
import Series
import Vocabulary

/// The commits of branches as they are read for merge statuses: each once, and only as far as it matters.
struct UpstreamCommits: ~Copyable {
  /// The repository they are in.
  let repository: Repository
  private var readings: [ObjectID: Reading] = [:]
  private var paths: [RunID: [Set<ExactText>]] = [:]

  /// The most files of a commit that are compared only because it names a run.
  private static let fileLimit = 1000

  /// What is known of one commit.
  private struct Reading {
    let commit: Commit
    let runs: [RunID]
    /// The tree it leads from; `nil` for a root.
    let before: ObjectID?
    /// The files it changes; none for a merge.
    let paths: Set<ExactText>
    /// What it changes, whole; `nil` as long as nobody has asked.
    var fingerprint: PatchFingerprint?
  }

  /// How many commits were read.
  var count: Int { readings.count }

  /// Commits of `repository`.
  init(in repository: consuming Repository) { self.repository = repository }

  /// The commits that may hold a part of a run's series, in the order given.
  ///
  /// - Parameters:
  ///   - new: The commits to be looked at, older ones first.
  ///   - found: Commits in which something of the series was found before; they come first.
  mutating func commits(
    for record: RunRecord, among new: [NewCommit], foundBefore found: [ObjectID]
  ) throws(RecordsError) -> [UpstreamCommit] {
    guard !new.isEmpty || !found.isEmpty else { return [] }
    let touched = try paths(of: record)
    let all = touched.reduce(into: Set<ExactText>()) { $0.formUnion($1) }
    let isKnown = Set(found)
    var seen: [UpstreamCommit] = []
    for id in found {
      // A branch that was rewritten may have lost it for good.
      guard let reading = try? reading(of: id) else { continue }
      seen.append(try commit(id, reading, all, touched))
    }
    for commit in new where !isKnown.contains(commit.id) {
      let reading = try reading(of: commit.id, commit.commit)
      let isNamed = reading.runs.contains(record.run.id)
      guard commit.commit.parents.count < 2, isNamed || !reading.paths.isDisjoint(with: all) else {
        continue
      }
      seen.append(try self.commit(commit.id, reading, all, touched))
    }
    return seen
  }

  /// The files that each patch changes, and those that all of them together do.
  private mutating func paths(of record: RunRecord) throws(RecordsError) -> [Set<ExactText>] {
    if let known = paths[record.run.id] { return known }
    let found = try git { () throws(GitError) in
      var sets: [Set<ExactText>] = []
      var tree = record.run.baseTree
      for patch in record.patches {
        let next = try repository.readCommit(patch).tree
        sets.append(Set(try repository.changes(from: tree, to: next).map(\.$path)))
        tree = next
      }
      sets.append(Set(try repository.changes(from: record.run.baseTree, to: tree).map(\.$path)))
      return sets
    }
    paths[record.run.id] = found
    return found
  }

  private mutating func reading(
    of id: ObjectID, _ given: Commit? = nil
  ) throws(RecordsError) -> Reading {
    if let known = readings[id] { return known }
    let reading = try git { () throws(GitError) in
      let commit: Commit
      if let given { commit = given } else { commit = try repository.readCommit(id) }
      guard commit.parents.count < 2 else {
        return Reading(commit: commit, runs: [], before: nil, paths: [])
      }
      let before = try repository.firstParent(of: commit)?.tree
      let paths = Set(try repository.changes(from: before, to: commit.tree).map(\.$path))
      return Reading(commit: commit, runs: commit.runs, before: before, paths: paths)
    }
    readings[id] = reading
    return reading
  }

  /// The commit with what it changes: all of it where it can be a copy, or names a run; else at the files of
  /// the series alone.
  private mutating func commit(
    _ id: ObjectID, _ reading: Reading, _ all: Set<ExactText>, _ touched: [Set<ExactText>]
  ) throws(RecordsError) -> UpstreamCommit {
    var fingerprint = reading.fingerprint
    let isSmall = reading.paths.count <= UpstreamCommits.fileLimit
    let isWhole = touched.contains(reading.paths) || (!reading.runs.isEmpty && isSmall)
    if fingerprint == nil || !isWhole {
      fingerprint = try git { () throws(GitError) in
        let paths = isWhole ? [] : reading.paths.intersection(all).names
        var fingerprint = try PatchFingerprint(
          repository.lineDifference(from: reading.before, to: reading.commit.tree, at: paths),
          in: repository)
        if !isWhole { (fingerprint.patchID, fingerprint.exact) = (nil, nil) }
        return fingerprint
      }
      if isWhole { readings[id]?.fingerprint = fingerprint }
    }
    return UpstreamCommit(
      id: id, runs: reading.runs, authorship: reading.commit.authorship, fingerprint: fingerprint)
  }
}
