import ArgumentParser
import Git
import Provenance
import Records
import Runs
import Text
import Vocabulary

/// `git colleague runs`: every run.
struct RunsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Every run: id, issue, outcome, merge status, steps, cost.",
    discussion: """
      The merge status says what people then did with the series: merged, edited, rejected, open. What has become of \
      it is looked up in the branch that it was made for. Finished runs move to the archive once there are many; \
      --all shows those as well, and looks once more at those of them that were open.
      """)

  @Flag(help: "Archived runs as well.")
  var all = false

  @Flag(
    help: """
      Stable lines: id, outcome or phase, steps, seconds, branch or '-', title, merge status or '-'; by tabs.
      """)
  var porcelain = false

  @Flag(help: "One JSON object a line.")
  var json = false

  func validate() throws {
    if porcelain && json { throw ValidationError("--porcelain and --json exclude each other.") }
  }

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let keeping = MergeStatusKeeping(reporter: TerminalReporter())
    let console = Console.standard
    let ids = try RunIndex.ids(in: opened.repository)
    if !porcelain && !json { console.page() }
    let hasArchive = try !Archive.isEmpty(in: opened.repository)
    if all && hasArchive {
      let live = Set(ids)
      var archived: [RunRecord] = []
      for id in try Archive.ids(in: opened.repository) where !live.contains(id) {
        if let record = readableArchivedRun(id, in: opened.repository) { archived.append(record) }
      }
      let open = archived.filter { $0.mergeStatus?.word ?? .open == .open }
      show(archived, found: keeping.look(at: open, in: opened), console)
    }
    var records: [RunRecord] = []
    for id in ids {
      if let run = readableRun(id, in: opened.repository) { records.append(run.record) }
    }
    show(records, found: keeping.look(at: records, in: opened), console)
    guard !porcelain, !json else { return }
    if !all && hasArchive { console.note("older ones: git colleague runs --all") }
    if ids.isEmpty && !hasArchive { console.note("no runs yet") }
  }

  private func show(
    _ records: [RunRecord], found: [RunID: MergeStatusScan.Found], _ console: Console
  ) {
    for var record in records {
      record.mergeStatus = found[record.run.id]?.status ?? record.mergeStatus
      if json {
        console.write(json: record)
      } else {
        console.write(porcelain ? stableLine(record) : line(record, console))
      }
    }
  }

  private func stableLine(_ record: RunRecord) -> String {
    let fields = [
      "\(record.run.id)", record.state, String(record.steps),
      String(Int(record.spent.seconds)), visible(record.branch ?? "-"),
      visible(record.run.issue.title), record.mergeStatus?.word.rawValue ?? "-",
    ]
    return fields.joined(separator: "\t") + "\n"
  }

  private func line(_ record: RunRecord, _ console: Console) -> String {
    let paint = Paint(isOn: console.isColoured)
    let word = record.state
    let steps = "\(record.steps) \(record.steps == 1 ? "step" : "steps")"
    let status = record.mergeStatus.map { "\(paint.mergeStatus($0.word))  " } ?? ""
    return "\(paint.dim("\(record.run.id)"))  \(paint.outcome(word))  \(status)\(steps), "
      + "\(duration(record.spent.seconds))\(bill(of: record))  \(visible(record.run.issue.title))\n"
  }

  /// Tokens and money, where a model was asked.
  private func bill(of record: RunRecord) -> String {
    let tokens = record.usage.map { ", \($0.sent + $0.received) tokens" } ?? ""
    return tokens + (record.spent.costMicros > 0 ? ", \(money(record.spent.costMicros))" : "")
  }
}

/// The run `id`, or a warning on stderr and `nil` where its records cannot be read; `nil` alone where there is none.
func readableRun(_ id: RunID, in repository: borrowing Repository) -> StoredRun? {
  do { return try StoredRun(id, in: repository) } catch {
    if case .noSuchRun = error { return nil }
    Console.standard.warn(Failure(unreadableRun: id, error))
    return nil
  }
}

/// The archived run `id`, or a warning on stderr and `nil` where the archive's file of it cannot be read.
func readableArchivedRun(_ id: RunID, in repository: borrowing Repository) -> RunRecord? {
  do { return try Archive.run(id, in: repository)?.record } catch {
    Console.standard.warn(Failure(unreadableArchivedRun: id, error))
    return nil
  }
}
