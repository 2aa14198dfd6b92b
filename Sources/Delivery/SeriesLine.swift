import Git
import Records
import Vocabulary

/// The commits of a branch as patches, as `git format-patch` takes them: merges are none, and what they bring from
/// the base's branch belongs to that.
struct SeriesLine {
  /// The patches, none before one that it stands on.
  private(set) var patches: [ObjectID] = []
  /// The merges among them, first one first.
  private(set) var merges: [ObjectID] = []
  /// What the patches stand on: the parent of the first, or what was last merged of the base's branch.
  private(set) var base: ObjectID

  /// How many commits of a merged branch are looked at.
  private static let limit = 5000

  /// The patches in `commits`, each of which is the first parent of the next.
  init(
    of commits: some Sequence<(id: ObjectID, commit: Commit)>, for run: Run,
    in repository: borrowing Repository
  ) throws(GitError) {
    base = .zero
    var bases: [ObjectID] = []
    for (id, commit) in commits {
      let parent = commit.parents.first ?? .zero
      if patches.isEmpty { base = parent }
      guard commit.parents.count > 1 else {
        patches.append(id)
        continue
      }
      merges.append(id)
      if bases.isEmpty { bases = try SeriesLine.tips(of: run, in: repository) }
      for side in commit.parents.dropFirst() {
        let own = try SeriesLine.commits(at: side, beyond: bases + [parent], in: repository)
        if own.isEmpty { base = side }
        patches += own
      }
    }
  }

  /// Where the base's branch is, here and on remotes.
  private static func tips(
    of run: Run, in repository: borrowing Repository
  ) throws(GitError) -> [ObjectID] {
    var tips: [ObjectID] = []
    if try repository.exists(run.base) { tips.append(run.base) }
    guard let ref = run.baseRef else { return tips }
    if let tip = try repository.reference(ref) { tips.append(tip) }
    let name = "/" + RefNames.branchName(ref)
    for (remote, tip) in try repository.references(withPrefix: "refs/remotes/")
    where remote.hasSuffix(name) && !tips.contains(tip) {
      tips.append(tip)
    }
    return tips
  }

  /// The commits that lead to `side` and to none of `others`, without merges, older ones first.
  private static func commits(
    at side: ObjectID, beyond others: [ObjectID], in repository: borrowing Repository
  ) throws(GitError) -> [ObjectID] {
    var own: [NewCommit]?
    // One by one, so that the limit is on what is new, however far the others are apart.
    for other in others {
      let new = try repository.newCommits(at: side, since: [other], limit: limit).commits
      let ids = Set(new.map(\.id))
      let rest = (own ?? new).filter { ids.contains($0.id) }
      if rest.isEmpty { return [] }
      own = rest
    }
    return (own ?? []).reversed().filter { $0.commit.parents.count < 2 }.map(\.id)
  }
}
