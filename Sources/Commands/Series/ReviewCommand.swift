import ArgumentParser
import Delivery
import Git
import Mail
import Records
import Series
import Text
import Vocabulary
import Workspaces

/// `git colleague review`: comments of reviewers in, the next version of a series out.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Revise a series by what its reviewers said.",
    discussion: """
      The comments are free text, a mail or an mbox that answers the patches with quoted lines, or a forge's JSON, \
      such as: gh api repos/OWNER/NAME/pulls/7/comments. A new run answers each of them; its series is the next \
      version on the same branch, with the change-id of the first one. Where the branch it was based on has moved \
      on, the series is put onto it.

      Exit status: 0 resolved and verified, 1 not resolved, 2 waiting for a person, 4 budget spent, 6 stuck, \
      128 fatal, 129 usage, 130 interrupted.
      """)

  @Argument(help: "RUN or BRANCH of the series.")
  var series: String

  @Argument(help: "A file with the comments; '-' is stdin.")
  var comments: String

  @OptionGroup var terms: RunTerms
  @OptionGroup var display: RunDisplay

  func run() async throws {
    let opened = try OpenRepository.here()
    let stored = try deliveredRun(named: series, in: opened.repository)
    let bytes = try InputFile.read(comments, limit: ReviewReader.byteLimit)
    let comments = try ReviewReader.read(bytes).map {
      redacted($0, alsoHiding: Settings.secrets(with: nil))
    }
    let before = stored.record.run
    var terms = terms
    terms.base = terms.base ?? presentBase(of: before, in: opened.repository)
    terms.test = terms.test ?? before.mandate.testCommand
    let base = try BaseChoice(option: terms.base, wish: nil, setting: nil, in: opened.repository)
    let name = terms.base == before.baseRef ? before.baseName : base.name
    let revision = try revision(
      of: stored, comments: comments, onto: base, named: name, in: opened.repository)
    let policy = try terms.choice.chosen(opened.settings, tell: { _ in })
    try check(revision, against: base, of: before, policy)
    var issue =
      before.revision == nil ? before.issue : try firstIssue(of: before, in: opened.repository)
    issue.wishes = Issue.Wishes(paths: before.mandate.paths)
    let asked = issueOfRevision(
      issue, version: revision.version, patches: revision.patches.count, comments: comments,
      conflicts: revision.conflicts, onto: name)
    let beginning = try Beginning(of: asked, by: terms, in: opened, display: display) { run in
      run.revision = revision
      run.baseRef = run.baseRef ?? before.baseRef
      if run.base == before.base || terms.base == before.baseRef { run.baseName = before.baseName }
    }
    display.tell(
      "version \(revision.version) of \(RefNames.branchName(revision.branch)): "
        + counted(comments.count, "comment"))
    try await beginning.workOn(in: opened, display: display)
  }

  /// The revision of `stored` on `base`.
  private func revision(
    of stored: StoredRun, comments: [ReviewComment], onto base: BaseChoice, named name: String,
    in repository: borrowing Repository
  ) throws -> Revision {
    do {
      return try Revision(
        of: stored, comments: comments, onto: base.tree, named: name, in: repository)
    } catch {
      guard case .doesNotFit = error else { throw error }
      var failure = Failure(error)
      failure.hint = hint(leaving: stored.record.run)
      throw failure
    }
  }

  /// How this review is asked for where the series stands.
  private func hint(leaving run: Run) -> String {
    let words = [series, comments].map { shellQuoted(visible($0)) }.joined(separator: " ")
    return
      "leave it where it stands: git colleague review \(words) --base \(run.base.abbreviated())"
  }

  /// Where the base's branch is now; the base itself where it has none any more.
  private func presentBase(of run: Run, in repository: borrowing Repository) -> String {
    guard let ref = run.baseRef, (try? repository.reference(ref)) != nil else {
      return "\(run.base)"
    }
    return ref
  }

  /// Only who reads can settle a conflict, and what is in the base already needs no other version.
  private func check(
    _ revision: Revision, against base: BaseChoice, of run: Run, _ policy: PolicyKind
  ) throws {
    guard revision.start != base.tree else {
      throw Failure(
        "\(visible(run.baseName)) has all of the series already", hint: "git colleague runs",
        status: .nothingToDo)
    }
    guard !revision.conflicts.isEmpty, !policy.settlesConflicts else { return }
    let paths = revision.conflicts.prefix(5).map(visible).joined(separator: ", ")
    throw Failure(
      "the series does not fit onto \(visible(run.baseName)) any more at \(paths), and the policy "
        + "'\(policy)' settles no conflicts",
      hint: "set a model, or \(hint(leaving: run))",
      status: .unresolved)
  }

  /// The issue of the first version, as it was asked for.
  private func firstIssue(of run: Run, in repository: borrowing Repository) throws -> Issue {
    guard let first = run.revision?.changeID else { return run.issue }
    return (try? StoredRun(first, in: repository).record.run.issue) ?? run.issue
  }
}

/// The run whose delivered series `name` means; see ``SeriesChoice``.
///
/// - Throws: ``Failure`` where there is none, or its branch is not where the run left it: what people have put
///   there is not to be lost.
private func deliveredRun(
  named name: String, in repository: borrowing Repository
) throws -> StoredRun {
  let id = try SeriesChoice.series(name, in: repository).record.run.id
  let stored = try StoredRun(id, in: repository)
  guard let branch = stored.record.branch, let tip = stored.record.patches.last else {
    throw RecordsError.noSeries(of: id, isDelivering: false)
  }
  let present = try repository.reference(branch)
  guard present != tip else { return stored }
  let short = visible(RefNames.branchName(branch))
  guard let present else {
    throw Failure(
      "the branch \(short) is gone",
      hint: "bring it back: git branch \(short) \(tip.abbreviated())", status: .nothingToDo)
  }
  let newer = try repository.readCommit(present).run.flatMap { $0 == id ? nil : $0 }
  throw Failure(
    "the branch \(short) is not where run \(id) left it",
    hint: newer.map { "review the newest version: git colleague review \(visible($0)) FILE" }
      ?? "keep what is there: git branch -m \(short) OTHER && git branch \(short) \(tip.abbreviated())"
  )
}
