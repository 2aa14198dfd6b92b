import ArgumentParser
import Files
import Git
import Glibc
import Imports
import Issues
import Records
import Runs
import Text
import Vocabulary
import Workspaces

/// `git colleague import`: makes a run of another agent's trajectory.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a run of another agent's trajectory.",
    discussion: """
      Known are ATIF (Harbor's, version 1.8 and before), SWE-agent, mini-swe-agent, OpenHands, and rows of data sets \
      of their conversations. Commands and edits are carried out again in the sandbox, from the commit that the agent \
      began at, and the tests are run after each that changes files; what means nothing here is kept as it is.

      The run is evidence: no branch is made of it unless with --deliver.

      Exit status: 0 gone through to its end, whatever the outcome; 4 budget spent, 7 busy, 8 file or repository \
      unsupported, 9 refused, 128 fatal, 129 usage, 130 interrupted.
      """)

  @Argument(help: "The file; '-' is stdin.")
  var file: String

  @Option(help: "A folder of the repository; the current one unless given.")
  var repo: String?

  @Option(help: "The commit that the agent began at; what the file says unless given.")
  var base: String?

  @Option(help: "The command that runs the tests.")
  var test: String?

  @Option(help: "Limits, such as steps=50,time=10m; lower than the settings' only.")
  var budget: String?

  @Option(help: "Where the project stood for the agent, such as /testbed; found out unless given.")
  var root: String?

  @Option(help: "The row of a file with several, from 1.")
  var row: Int?

  @Option(help: "A file with the issue; what the agent was told unless given.")
  var issue: String?

  @Flag(help: "Run the tests at the end alone, not after each step that changes files.")
  var testsAtEnd = false

  @Flag(help: "Deliver a series as of any other run.")
  var deliver = false

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if let row, row < 1 { throw ValidationError("--row counts from 1") }
  }

  func run() async throws {
    let read = try read()
    let given = try issue.map { try InputFile.issue($0, of: nil) }
    let opened = try OpenRepository.here(at: repo)
    let reporter = display.reporter
    let limits = try budget.map { text throws(Failure) in
      try Budget(text, from: "--budget", kind: .usage)
    }
    let request = RunRequest(base: base, test: test, budget: limits)
    let wish = ImportRequest(
      read.trajectory, digest: read.digest, bytes: read.bytes, root: root, testsAtEnd: testsAtEnd,
      delivers: deliver)
    let new = try NewRun(
      of: given ?? Issue(trajectory: read.trajectory, in: file), by: request, importing: wish,
      in: opened, reporter: reporter)
    reporter.tell(telling(of: new.run))
    let customs = CommitCustoms(in: opened)
    let ended = try await display.begin(new, in: opened)
    try conclude(ended, read.trajectory.remarks, where: customs)
  }

  /// Tells what has become of it, and throws the exit status where it was not gone through to its end.
  private func conclude(
    _ ended: EndedRun, _ remarks: [String], where customs: CommitCustoms
  ) throws {
    guard let imported = ended.record.run.imported else { return }
    let summary = ImportSummary(of: ended.steps, in: imported)
    if display.json {
      EventStream(console: .standard, run: ended.record.run.id).imported(summary, remarks)
    } else {
      Console.standard.write(
        RunReport(
          record: ended.record, steps: ended.steps, customs: customs,
          isColoured: Console.standard.isColoured
        ).text)
      Console.standard.write(
        ImportPage(imported: imported, summary: summary, remarks: remarks).text)
    }
    if let outcome = ended.record.outcome, !summary.isComplete { throw ExitStatus(outcome) }
  }

  private func telling(of run: Run) -> String {
    guard let imported = run.imported else { return "" }
    let root = imported.root.map { "the project stood at \(visible($0))" }
    return "trajectory: \(imported.name), \(counted(imported.turns, "turn")); "
      + (root ?? "where the project stood is not known: --root names it")
  }

  // MARK: The file

  private func read() throws(Failure) -> (trajectory: Trajectory, digest: String, bytes: Int) {
    do {
      if file == "-" { return try read(STDIN_FILENO, "standard input") }
      let opened = try File(reading: file)
      defer { _ = opened.descriptor }
      return try read(opened.descriptor, file)
    } catch let error as ImportError {
      throw Failure(error)
    } catch let error as FileError {
      var failure = Failure(error)
      failure.hint = "give a file that you may read, or '-' for standard input"
      throw failure
    } catch { throw Failure(error) }
  }

  private func read(
    _ descriptor: Int32, _ name: String
  ) throws -> (trajectory: Trajectory, digest: String, bytes: Int) {
    let source = TrajectorySource(descriptor, named: name)
    let trajectory = try TrajectoryReader.trajectory(row: row) { try source.next() }
    // What stands behind the trajectory belongs to the file as well.
    while try !source.next().isEmpty {}
    return (trajectory, source.digits(), source.count)
  }
}

/// The pieces of a file, counted and digested as they are read.
private final class TrajectorySource {
  private let descriptor: Int32
  private let name: String
  private var digest: ContentDigest? = ContentDigest()
  /// Bytes read so far.
  private(set) var count = 0

  /// The file open as `descriptor`, which stays open; `name` is for errors.
  init(_ descriptor: Int32, named name: String) {
    (self.descriptor, self.name) = (descriptor, name)
  }

  /// The next piece; empty at the end.
  ///
  /// - Throws: ``FileError``, ``ImportError/tooLarge(limit:)``.
  func next() throws -> [UInt8] {
    let piece = try FilePieces.next(of: descriptor, named: name)
    count += piece.count
    guard count <= TrajectoryReader.byteLimit else {
      throw ImportError.tooLarge(limit: TrajectoryReader.byteLimit)
    }
    digest?.take(piece)
    return piece
  }

  /// The digest of all that was read; asked for once, at the end.
  func digits() -> String { digest.take()?.digits() ?? "" }
}

extension Issue {
  /// The issue that a trajectory was about: what the agent was told.
  fileprivate init(trajectory: Trajectory, in file: String) {
    let (title, body) = trajectory.issueParts
    self.init(
      title: title, body: body, origin: file == "-" ? .standardInput : .file(file))
  }
}
