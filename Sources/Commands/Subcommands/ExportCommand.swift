import ArgumentParser
import Exports
import FoundationEssentials
import Records
import Runs
import Text
import Vocabulary

/// `git colleague export`: runs as training sets and for evaluation, in the formats that other programs load.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Runs as training and evaluation data.",
    discussion: """
      The same refs give the same bytes. With --output a folder is made, with a datasheet that says what is in it and \
      what was left out; without it lines of JSON are printed. Formats: atif (Harbor's trajectories), chat \
      (conversations for fine-tuning), preference (pairs), steps (steps with labels), swebench (predictions), \
      agent-trace (whose lines are whose), otel (spans). Runs that are being worked on are left out, and those that \
      cannot be read are named.
      """)

  @Argument(help: "Runs, by their ids or the start of them; all when left out.")
  var runs: [String] = []

  @Option(help: "What is written.")
  var format: ExportFormat

  @Option(name: .shortAndLong, help: "Make this folder; it must not be there, or be empty.")
  var output: String?

  @Option(help: "Only runs with one of these outcomes, with commas between.")
  var outcome: String?

  @Option(help: "Only runs whose series has one of these: merged, edited, rejected, open.")
  var mergeStatus: String?

  @Option(help: "Only runs of one of these policies, with commas between.")
  var policy: String?

  @Option(help: "Only runs that began on this day (YYYY-MM-DD, UTC) or later.")
  var since: String?

  @Option(help: "Only runs with so many steps or more.")
  var minSteps = 0

  @Option(help: "Divide the runs, such as train=90,test=10; each part is a folder.")
  var split: String?

  @Option(help: "With --split: what is never divided, issue or repository.")
  var by: DataSplit.Key?

  @Option(help: "With chat: the weight of turns that got a run back on track; 1 unless given.")
  var recoveryWeight: Double?

  @Flag(help: "With chat: train those turns alone.")
  var recoveryOnly = false

  func validate() throws {
    if (split == nil) != (by == nil) { throw ValidationError("--split and --by go together.") }
    if split != nil && output == nil { throw ValidationError("--split goes with --output.") }
    if format != .chat, recoveryOnly || recoveryWeight != nil {
      throw ValidationError("--recovery-only and --recovery-weight go with --format chat.")
    }
    if let recoveryWeight, !(0...1000).contains(recoveryWeight) {
      throw ValidationError("--recovery-weight is a number from 0 to 1000.")
    }
    if minSteps < 0 { throw ValidationError("--min-steps is no number of steps.") }
    if output == "" { throw ValidationError("--output is empty.") }
    _ = try selection()
    _ = try dataSplit()
  }

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    var request = ExportRequest(
      format: format, product: ThisProgram.version,
      redactor: Redactor(hiding: opened.settings.secrets()), key: opened.settings.key)
    request.folder = output
    request.selection = try selection()
    request.split = try dataSplit()
    request.recoveryWeight = recoveryWeight ?? 1
    request.onlyRecovery = recoveryOnly
    for text in runs {
      request.runs.append(try RunIndex.id(matching: text, in: opened.repository))
    }
    var exporter = try Exporter(
      request, in: try opened.another(), write: { console.write($0) },
      warn: { console.warn(Failure($0)) })
    let summary = try await exporter.run()
    guard let output else { return }
    let count = { (count: Int) in "\(count) \(count == 1 ? "run" : "runs")" }
    console.write(
      "\(count(summary.runs)) exported to \(visible(output))"
        + (summary.failed > 0 ? ", \(count(summary.failed)) left out" : "")
        + (summary.passedOver > 0 ? ", \(count(summary.passedOver)) not selected" : "") + "\n")
  }

  private func selection() throws -> Selection {
    var selection = Selection()
    selection.outcomes = try words(outcome, "--outcome", Outcome.init(rawValue:))
    selection.mergeStatuses = try words(
      mergeStatus, "--merge-status", MergeStatus.Word.init(rawValue:))
    selection.policies = try words(policy, "--policy") { PolicyKind($0) }
    selection.leastSteps = minSteps
    if let since {
      guard let day = try? Date(since + "T00:00:00Z", strategy: .iso8601), since.utf8.count == 10
      else { throw ValidationError("--since takes a day such as 2026-01-31.") }
      selection.since = Int(day.timeIntervalSince1970)
    }
    return selection
  }

  private func dataSplit() throws -> DataSplit? {
    guard let split, let by else { return nil }
    guard let parts = DataSplit(split, by: by) else {
      throw ValidationError("--split takes names with whole shares, such as train=90,test=10.")
    }
    return parts
  }

  /// The values that words with commas between them mean.
  private func words<Value: Hashable>(
    _ text: String?, _ option: String, _ read: (String) -> Value?
  ) throws -> Set<Value> {
    var values: Set<Value> = []
    for word in (text ?? "").split(separator: ",", omittingEmptySubsequences: false)
    where text != nil {
      guard !word.isEmpty, let value = read(String(word)) else {
        throw ValidationError("\(option) does not take '\(visible(String(word)))'.")
      }
      values.insert(value)
    }
    return values
  }
}

extension ExportFormat: ExpressibleByArgument {}
extension DataSplit.Key: ExpressibleByArgument {}
