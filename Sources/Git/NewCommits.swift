import CLibgit2
package import Vocabulary

/// A commit that a branch has got, and since when.
package struct NewCommit: Hashable, Sendable {
  /// Its id.
  package var id: ObjectID
  /// Its content.
  package var commit: Commit
  /// Those of the commits asked about that do not lead to it: to their readers it is new.
  package var newTo: Set<ObjectID>
}

/// The commits that a branch has got, as far as they were looked for.
package struct NewCommits: Hashable, Sendable {
  /// The commits, newer ones first, none before one that it is a parent of unless clocks went backwards.
  package var commits: [NewCommit]
  /// Whether the walk ended at its limit, so that there may be more.
  package var isCut: Bool
}

extension Repository {
  /// The commits that lead to `tip` and not to all of `starts`, in one walk for all of them.
  ///
  /// A commit that is missing, as in a shallow clone, counts as no parent. Where clocks went backwards, a
  /// commit may be taken for new that is not.
  ///
  /// - Parameters:
  ///   - tip: Where the branch is.
  ///   - starts: Where it was when its readers last looked; they need not lead to `tip`.
  ///   - limit: How many new commits are looked at at most.
  /// - Throws: ``GitError/notFound(_:)`` when `tip` or one of `starts` is missing.
  /// - Complexity: O(*n · s*) in the commits since the oldest start, and the starts by 64.
  package func newCommits(
    at tip: ObjectID, since starts: [ObjectID], limit: Int
  ) throws(GitError) -> NewCommits {
    guard starts != [tip] else { return NewCommits(commits: [], isCut: false) }
    var found: [NewCommit] = []
    var places: [ObjectID: Int] = [:]
    var isCut = false
    for first in stride(from: 0, to: starts.count, by: 64) {
      let some = Array(starts[first..<min(starts.count, first + 64)])
      var walk = PaintedWalk(starts: some)
      isCut = try walk.go(from: tip, limit: limit, in: self) || isCut
      for commit in walk.found {
        if let place = places[commit.id] {
          found[place].newTo.formUnion(commit.newTo)
        } else {
          places[commit.id] = found.count
          found.append(commit)
        }
      }
    }
    return NewCommits(commits: found, isCut: isCut)
  }

  /// Whether `commit` is `tip` or leads to it.
  ///
  /// A commit that is missing, as in a shallow clone, counts as no parent, and leads nowhere.
  ///
  /// - Complexity: O(*n*) in the commits between the two; in all that lead to `tip` where one of those that would
  ///   have to be looked at is missing.
  package func leads(_ commit: ObjectID, to tip: ObjectID) throws(GitError) -> Bool {
    if commit == tip { return true }
    guard try exists(commit), try exists(tip) else { return false }
    var (one, other) = (tip.raw, commit.raw)
    let code = git_graph_descendant_of(raw, &one, &other)
    // The library's walk breaks off where a shallow clone's history ends, and says so in several ways.
    return try code < 0 ? reaches(commit, from: tip) : code == 1
  }

  private func reaches(_ commit: ObjectID, from tip: ObjectID) throws(GitError) -> Bool {
    var seen: Set = [tip]
    var waiting = [tip]
    while let next = waiting.popLast() {
      if next == commit { return true }
      guard try exists(next) else { continue }
      for parent in try readCommit(next).parents where seen.insert(parent).inserted {
        waiting.append(parent)
      }
    }
    return false
  }
}

/// A walk from a tip and some starts at once: every commit learns which starts lead to it.
private struct PaintedWalk {
  /// What is known of one commit.
  private struct Paint: Equatable {
    /// The starts that it is an ancestor of, or is: one bit for each.
    var starts: UInt64 = 0
    /// Whether it leads to the tip.
    var leads = false
  }

  private let starts: [ObjectID]
  private let all: UInt64
  private var paints: [ObjectID: Paint] = [:]
  private var commits: [ObjectID: Commit] = [:]
  private var missing: Set<ObjectID> = []
  private var waiting: [(id: ObjectID, time: Int)] = []
  /// Those that were new when they were looked at, in that order.
  private var order: [ObjectID] = []

  /// A walk from at most 64 starts.
  init(starts: [ObjectID]) {
    self.starts = starts
    all = starts.count >= 64 ? .max : (1 << UInt64(starts.count)) - 1
  }

  /// The commits that lead to the tip and are new to some of the starts.
  var found: [NewCommit] {
    order.compactMap { id in
      guard let paint = paints[id], isNew(paint), let commit = commits[id] else { return nil }
      let new = starts.indices.filter { paint.starts & 1 << UInt64($0) == 0 }.map { starts[$0] }
      return NewCommit(id: id, commit: commit, newTo: Set(new))
    }
  }

  /// Walks, and says whether it was cut off.
  mutating func go(
    from tip: ObjectID, limit: Int, in repository: borrowing Repository
  ) throws(GitError) -> Bool {
    for (index, start) in starts.enumerated() {
      try push(start, Paint(starts: 1 << UInt64(index)), in: repository)
    }
    try push(tip, Paint(leads: true), in: repository)
    guard missing.isEmpty else { throw .notFound("commit \(missing.first ?? tip)") }
    var seen: Set<ObjectID> = []
    var oldest = Int.max
    while let next = waiting.popLast() {
      guard let paint = paints[next.id], let commit = commits[next.id] else { continue }
      if isNew(paint) {
        guard seen.count < limit || seen.contains(next.id) else { return true }
        if seen.insert(next.id).inserted { order.append(next.id) }
        oldest = min(oldest, next.time)
      } else if next.time < oldest, !waiting.contains(where: { isNew(paints[$0.id]) }) {
        break
      }
      for parent in commit.parents { try push(parent, paint, in: repository) }
    }
    return false
  }

  private func isNew(_ paint: Paint?) -> Bool {
    paint.map { $0.leads && $0.starts != all } ?? false
  }

  /// Adds `paint` to a commit; where that is news, its ancestors have to hear of it.
  private mutating func push(
    _ id: ObjectID, _ paint: Paint, in repository: borrowing Repository
  ) throws(GitError) {
    guard !missing.contains(id) else { return }
    if commits[id] == nil {
      do { commits[id] = try repository.readCommit(id) } catch GitError.notFound {
        missing.insert(id)
        return
      }
    }
    let present = paints[id]
    let sum = Paint(
      starts: paint.starts | (present?.starts ?? 0), leads: paint.leads || present?.leads ?? false)
    guard sum != present, let time = commits[id]?.committer.time else { return }
    paints[id] = sum
    // The newest is the last; of equally old ones, whoever came first.
    var place = waiting.count
    while place > 0, waiting[place - 1].time >= time { place -= 1 }
    waiting.insert((id, time), at: place)
  }
}
