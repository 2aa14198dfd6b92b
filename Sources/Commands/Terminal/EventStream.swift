import Engine
import FoundationEssentials
import Imports
import Records
import Vocabulary

/// One event a line as JSON on stdout: what `--json` gives.
struct EventStream: Sendable {
  /// The version of the events, in each of them.
  static let version = 1

  private struct Event: Encodable {
    var version = EventStream.version
    var event: String
    var run: RunID
    var step: Int?
    var action: String?
    var subject: String?
    var detail: Step?
    var outcome: String?
    var branch: String?
    var patches: [ObjectID]?
    var spent: Budget?
    var summary: ImportSummary?
    var remarks: [String]?
  }

  /// The console written to.
  let console: Console
  /// The run spoken of.
  let run: RunID

  /// `run.started`.
  func started() { send(Event(event: "run.started", run: run)) }

  /// `step.started` and `step.kept`.
  func send(_ progress: Progress) {
    switch progress {
    case .deciding(let number):
      send(Event(event: "step.deciding", run: run, step: number))
    case .started(let number, let action):
      send(Event(event: "step.started", run: run, step: number, action: action.kind.rawValue))
    case .kept(let step): kept(step)
    }
  }

  /// `step.kept`, with the whole step.
  func kept(_ step: Step) {
    send(
      Event(
        event: "step.kept", run: run, step: step.number, action: step.action.kind.rawValue,
        subject: step.subject, detail: step))
  }

  /// `run.ended`, once it has: a run whose series is not in place has not.
  func ended(_ record: RunRecord) {
    guard record.isConcluded else { return }
    send(
      Event(
        event: "run.ended", run: run, outcome: record.outcome?.rawValue, branch: record.branch,
        patches: record.patches, spent: record.spent))
  }

  /// `import.ended`, after `run.ended`: what became of the trajectory's calls.
  func imported(_ summary: ImportSummary, _ remarks: [String]) {
    send(Event(event: "import.ended", run: run, summary: summary, remarks: remarks))
  }

  private func send(_ event: Event) { console.write(json: event) }
}
