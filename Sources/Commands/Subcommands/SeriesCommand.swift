import ArgumentParser
import Delivery
import Git
import Mail
import Records
import Runs
import Vocabulary

/// `git colleague series`: the patches of a run, to be read, kept as mails, or sent.
struct SeriesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "series", abstract: "The patches of a run: listed, or as mails for git am.",
    discussion: """
      A run's series is given as it was delivered; a branch's, or that of any other revision which ends in a patch \
      of ours, as it is now. --output writes the cover letter and one file a patch, as git format-patch does; \
      --mbox prints the patches for a pipe to git am.
      """)

  @Argument(
    help:
      "A run, by its id or the start of it, or a branch or revision; the newest series when left out."
  )
  var series: String?

  @Option(
    name: .shortAndLong, help: "Write cover letter and patches to this folder; print their paths.")
  var output: String?

  @Flag(help: "With --output: write over files with other content.")
  var force = false

  @Flag(help: "Print the patches as one mbox.")
  var mbox = false

  @Flag(help: "With --mbox: the cover letter first; git am --empty=drop passes over it.")
  var coverLetter = false

  @Flag(
    help: """
      Stable lines: number, total, commit, files, lines added, lines removed, outcome, run, base, branch or '-', \
      subject; by tabs.
      """)
  var porcelain = false

  @Flag(help: "One JSON object in a line.")
  var json = false

  func validate() throws {
    guard [output != nil, mbox, porcelain, json].filter(\.self).count < 2 else {
      throw ValidationError("--output, --mbox, --porcelain and --json exclude each other.")
    }
    if force && output == nil { throw ValidationError("--force goes with --output.") }
    if coverLetter && !mbox { throw ValidationError("--cover-letter goes with --mbox.") }
  }

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let found = try SeriesChoice.series(series, in: opened.repository)
    let mails = SeriesMails(of: found, by: ThisProgram.name)
    if output != nil || mbox {
      try found.checkForMails(named: series ?? "\(found.record.run.id)", in: opened.repository)
    }
    if let output {
      let paths = try MailFolder(path: output).write(mails.all, overwriting: force)
      return console.write(paths.map { $0 + "\n" }.joined())
    }
    if mbox {
      return (coverLetter ? mails.all : mails.patches).forEach { console.write($0.bytes) }
    }
    let branch = try found.record.branch.flatMap { try opened.repository.reference($0) }
    let listing = SeriesListing(
      series: found, name: found.isAsDelivered ? nil : series, isAtBranch: branch == found.tip)
    if json { return console.write(json: listing.line) }
    if porcelain { return console.write(listing.stableLines) }
    console.page()
    console.write(listing.page(Paint(isOn: console.isColoured)))
  }
}
