import Delivery
import Files
import Git
import Mail
import Processes
import Records
import Series
import Text
import Vocabulary
import Workspaces

/// Runs the user's own command, `colleague.deliverCommand`, for a series that has just been put in place.
///
/// It is run at most once a delivery: after the run's record says `delivered`, and by the process that made it say
/// so. When that process dies in between, nobody runs it later.
struct Handover {
  /// The command, given to the shell.
  let command: String
  /// Hears what the command prints and what goes wrong.
  let reporter: any Reporter
  /// Ends the command five seconds after it is requested.
  let stop: StopRequest

  /// The seconds that it may take.
  private static let seconds = 300.0

  /// Runs the command for the run of `record`, where that has been delivered; what it prints goes to ``reporter``.
  ///
  /// It runs as the user, outside of any sandbox, in the project's working tree, with nothing to read, and with the
  /// variables of ``variables(of:in:)``. It gets SIGTERM five seconds after a stop is requested, and is killed after
  /// five minutes. Whatever goes wrong is a warning: the outcome, the exit status and every record stay as they are.
  ///
  /// - Precondition: The run's lock is held; the command's files lie in the run's folder, and go when it ends.
  func run(for record: RunRecord, in opened: borrowing OpenRepository) {
    guard record.phase == .delivered, !record.patches.isEmpty else { return }
    defer { opened.cache.removeHandover(of: record.run.id) }
    do {
      try opened.cache.make()
      let series = try StoredSeries(of: record.run.id, in: opened.repository)
      var program = Program(arguments: ["/bin/sh", "-c", command])
      program.directory =
        opened.repository.workingDirectory ?? opened.repository.gitDirectory
      program.seconds = Handover.seconds
      program.onStop = .kill(after: 5)
      program.stop = stop
      program.environment = try variables(of: series, in: opened.cache)
      let ended = try program.run()
      let printed = String(decoding: ended.output, as: UTF8.self) + ended.errors
      for line in visible(printed).split(separator: "\n") {
        reporter.report(.printed(String(line)))
      }
      if let failure = ended.failure { reporter.report(.warning(RunError.deliverCommand(failure))) }
    } catch { reporter.report(.warning(RunError.deliverCommandNotRun(error))) }
  }

  /// Writes the command's files and returns its variables `COLLEAGUE_…`.
  private func variables(
    of series: StoredSeries, in cache: RunCache
  ) throws(RunError) -> [String: String?] {
    let record = series.record
    let place = cache.folder(of: record.run.id) + "/handover"
    let mails = SeriesMails(of: series, by: ThisProgram.name)
    let folder: ConfinedFolder
    do { folder = try cache.makeHandover(of: record.run.id) } catch { throw .file(error) }
    do {
      try folder.make(
        .text("cover.md"), Array(Outgoing(kept: series.letter).text.utf8), mode: 0o600, owner: nil)
      let patches = try folder.makeFolder(.text("patches"), mode: 0o755, owner: nil)
      for mail in mails.all {
        try patches.make(.text(mail.name), mail.bytes, mode: 0o644, owner: nil)
      }
    } catch { throw .file(.system(error.errno, .write, place)) }
    return [
      "GIT_TERMINAL_PROMPT": "0", "COLLEAGUE_RUN": "\(record.run.id)",
      "COLLEAGUE_BRANCH": record.branch.map(RefNames.branchName) ?? "",
      "COLLEAGUE_BASE": series.base.description, "COLLEAGUE_BASE_NAME": record.run.baseName,
      "COLLEAGUE_TITLE": Outgoing(line: record.run.issue.title, about: record.run.issue.number)
        .text,
      "COLLEAGUE_OUTCOME": record.outcome?.rawValue ?? "", "COLLEAGUE_COVER": place + "/cover.md",
      "COLLEAGUE_PATCHES": place + "/patches",
    ]
  }
}
