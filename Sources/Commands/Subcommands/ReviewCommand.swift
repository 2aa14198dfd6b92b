import ArgumentParser
import Delivery
import Git
import Mail
import Records
import Runs
import Series
import Text
import Vocabulary
import Workspaces

/// `git colleague review`: comments of reviewers in, the next version of a series out.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Make a new version of a series by what its reviewers said.",
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

  @OptionGroup var options: RunOptions
  @OptionGroup var display: DisplayOptions

  func run() async throws {
    let opened = try OpenRepository.here()
    let stored = try deliveredRun(named: series, in: opened.repository)
    let bytes = try InputFile.read(comments, limit: ReviewReader.byteLimit)
    let redactor = Redactor(hiding: opened.settings.secrets())
    let comments = try ReviewReader.read(bytes).map { redactor($0).value }
    let new: NewRun
    do {
      new = try NewRun(
        revising: stored, by: comments, as: try options.request(), in: opened,
        reporter: display.reporter)
    } catch let error as RunError { throw failure(error, leaving: stored.record.run) }
    try await display.carryOut(new, in: opened)
  }

  /// The words for a version that cannot be made, with how the review is asked for where the series stands.
  private func failure(_ error: RunError, leaving run: Run) -> Failure {
    var failure = Failure(error)
    let words = [series, comments].map { shellQuoted(visible($0)) }.joined(separator: " ")
    let command = "git colleague review \(words) --base \(run.base.abbreviated())"
    switch error {
    case .records(.doesNotFit): failure.hint = "leave it where it stands: \(command)"
    case .unsettledConflicts:
      failure.hint = "set a model, or leave it where it stands: \(command)"
    default: break
    }
    return failure
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
    throw RecordsError.noSeries(of: "\(id)", isDelivering: false)
  }
  let present = try repository.reference(branch)
  guard present != tip else { return stored }
  let short = visible(RefNames.branchName(branch))
  guard let present else {
    throw Failure(
      "the branch \(short) is gone",
      hint: "bring it back: git branch \(short) \(tip.abbreviated())", kind: .nothingToDo)
  }
  let newer = try repository.readCommit(present).run.flatMap { $0 == id ? nil : $0 }
  throw Failure(
    "the branch \(short) is not where run \(id) left it",
    hint: newer.map { "review the newest version: git colleague review \($0) FILE" }
      ?? "keep what is there: git branch -m \(short) OTHER && git branch \(short) \(tip.abbreviated())"
  )
}
