import Delivery
import Git
import Models
package import Records
import Series
package import Vocabulary

extension NewRun {
  /// Fixes the run that makes the next version of a delivered series from its reviewers' comments.
  ///
  /// The base is the request's, else where the base's branch is now, else the base of the version before. It is
  /// resolved once; where the branch has moved on, the patches are put onto it in memory, and no ref is moved.
  ///
  /// - Parameters:
  ///   - stored: The run of the version before, delivered, its branch where it left it.
  ///   - comments: The comments, redacted.
  /// - Throws: ``RunError/isInBase(base:)`` where the base has all of the series,
  ///   ``RunError/unsettledConflicts(paths:base:policy:)`` where nobody could settle its conflicts, and others.
  package init(
    revising stored: StoredRun, by comments: [ReviewComment], as request: RunRequest,
    in opened: borrowing OpenRepository, reporter: any Reporter
  ) throws(RunError) {
    let before = stored.record.run
    guard try opened.isOwn(stored) else { throw .foreign(run: before.id) }
    var request = request
    request.base = request.base ?? NewRun.presentBase(of: before, in: opened)
    request.test = request.test ?? before.mandate.testCommand
    let found = try Base.choice(
      option: request.base, wish: nil, setting: nil, in: opened.repository)
    let isOwnRef = request.base == before.baseRef
    let name = isOwnRef ? before.baseName : found.name
    let reroll: Reroll
    do {
      reroll = try Reroll(
        of: stored, comments: comments, onto: found.tree, named: name, in: opened.repository)
    } catch { throw .records(error) }
    try NewRun.check(
      reroll, onto: found, of: before, by: try request.policy.kind(opened.settings))
    var issue = NewRun.firstIssue(of: before, in: opened)
    issue.wishes = Issue.Wishes(paths: before.mandate.paths)
    let asked = rerollIssue(
      issue, version: reroll.version, patches: reroll.patches.count, comments: comments,
      conflicts: reroll.conflicts, onto: name)
    let base = Base(
      commit: found.commit, tree: found.tree, ref: found.ref ?? before.baseRef,
      name: isOwnRef || found.commit == before.base ? before.baseName : found.name)
    try self.init(
      of: asked, by: request, from: base, rerolling: reroll, told: before.recollections,
      in: opened, reporter: reporter)
    reporter.report(
      .revising(branch: reroll.branch, version: reroll.version, comments: comments.count))
    if !policy.kind.readsComments, !comments.isEmpty {
      reporter.report(.unreadComments(comments.count))
    }
  }

  /// Where the base's branch is now; the base itself where it has none any more.
  private static func presentBase(of run: Run, in opened: borrowing OpenRepository) -> String {
    guard let ref = run.baseRef, (try? opened.repository.reference(ref)) != nil else {
      return "\(run.base)"
    }
    return ref
  }

  /// Only who reads can settle a conflict, and what is in the base already needs no other version.
  private static func check(
    _ reroll: Reroll, onto base: Base, of run: Run, by policy: PolicyKind
  ) throws(RunError) {
    guard reroll.start != base.tree else { throw .isInBase(base: run.baseName) }
    guard !reroll.conflicts.isEmpty, !policy.settlesConflicts else { return }
    throw .unsettledConflicts(paths: reroll.conflicts, base: run.baseName, policy: policy)
  }

  /// The issue of the first version, as it was asked for.
  private static func firstIssue(of run: Run, in opened: borrowing OpenRepository) -> Issue {
    guard let first = run.reroll?.changeID else { return run.issue }
    return (try? StoredRun(first, in: opened.repository).record.run.issue) ?? run.issue
  }
}
