import Files
import FoundationEssentials
import Runs
import Text
import Vocabulary

/// The last sweep of a repository that had something to do: what a hook has begun prints nowhere else.
///
/// It is kept in the file `colleague/last-sweep` of the common directory, for the doctor; it is no state.
package struct LastSweep: Codable, Sendable {
  /// The file's name.
  package static let fileName = "last-sweep"

  /// When it ended, in seconds since 1970.
  package var time: Int
  /// What began it.
  package var trigger: String
  /// How many issues came to each outcome.
  package var states: [String: Int]
  /// Why issues broke off.
  package var reasons: [String]
  /// Which sources of issues have failed, and why; `nil` where none has.
  package var faults: [String]?
  /// What went wrong beside the work; `nil` where nothing did.
  package var warnings: [String]?
  /// What kept the sweep itself from going on; `nil` where nothing did.
  package var failure: ProblemReport?

  /// The sweep that was begun by `trigger`, without `secrets`, at `time`, has come to `tally`, and was ended by `failure`.
  init(
    trigger: Trigger, of tally: Sweep.Tally, failure: ProblemReport?, hiding secrets: [String],
    at time: Int
  ) {
    self.time = time
    self.trigger = "\(trigger)"
    states = Dictionary(grouping: tally.swept, by: \.state).mapValues(\.count)
    let redactor = Redactor(hiding: secrets)
    func clean(_ texts: [String]) -> [String] { texts.map { redactor($0).value } }
    reasons = clean(tally.swept.compactMap(\.reason))
    faults = tally.faults.isEmpty ? nil : clean(tally.faults)
    warnings = tally.warnings.isEmpty ? nil : clean(tally.warnings)
    self.failure = failure.map { failure in
      ProblemReport(
        kind: failure.kind, sentence: redactor(failure.sentence).value, hint: failure.hint)
    }
  }

  /// The most bytes of the file.
  private static let limit = 1 << 20

  /// Whether nothing went wrong.
  package var isClean: Bool {
    failure == nil && faults == nil && warnings == nil && states[Outcome.failed.rawValue] == nil
  }

  /// Keeps it, unless there was nothing to do and nothing went wrong in the sweep before it; where that is not possible
  /// it is not kept.
  func write(to commonDirectory: String) {
    let last = LastSweep.read(from: commonDirectory)
    let wasUnclean =
      last.map { $0.failure != nil || $0.faults != nil || $0.warnings != nil } ?? false
    guard !states.isEmpty || !isClean || wasUnclean else { return }
    let file = "\(commonDirectory)/colleague/\(LastSweep.fileName)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(self) else { return }
    try? EditableFile.write(Array(json) + [0x0a], to: file, like: nil, mode: 0o666)
  }

  /// What was kept; `nil` when nothing was.
  package static func read(from commonDirectory: String) -> LastSweep? {
    let text = FileReading.text(of: "\(commonDirectory)/colleague/\(fileName)", limit: limit)
    return try? JSONDecoder().decode(LastSweep.self, from: Data(text.utf8))
  }
}
