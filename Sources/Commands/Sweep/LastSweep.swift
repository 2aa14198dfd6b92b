import FoundationEssentials
import Text
import Vocabulary

/// The last sweep of a repository that had something to do: what a hook has begun prints nowhere else.
///
/// It is kept in the file `colleague/last-sweep` of the common directory, for the doctor; it is no state.
struct LastSweep: Codable {
  /// The file's name.
  static let fileName = "last-sweep"

  /// When it ended, in seconds since 1970.
  var time: Int
  /// What began it.
  var trigger: String
  /// How many issues came to each outcome.
  var states: [String: Int]
  /// Why issues broke off.
  var reasons: [String]
  /// Which sources of issues have failed, and why; `nil` where none has.
  var faults: [String]?
  /// What went wrong beside the work; `nil` where nothing did.
  var warnings: [String]?
  /// What kept the sweep itself from going on; `nil` where nothing did.
  var failure: Failure?

  /// The sweep that was begun by `trigger`, has come to `tally`, and has ended with `ending`.
  init(trigger: Trigger, of tally: Sweep.Tally, ending: (any Error)?) {
    time = SystemClock().now
    self.trigger = "\(trigger)"
    states = Dictionary(grouping: tally.swept, by: \.state).mapValues(\.count)
    reasons = tally.swept.compactMap(\.reason)
    faults = tally.faults.isEmpty ? nil : tally.faults
    warnings = tally.warnings.isEmpty ? nil : tally.warnings
    failure = ending is ExitStatus ? nil : ending.map { Failure($0) }
  }

  /// Whether nothing went wrong.
  var isWell: Bool {
    failure == nil && faults == nil && warnings == nil && states[Outcome.failed.rawValue] == nil
  }

  /// When, by what, and what came of it; one line.
  var sentence: String {
    let moment = Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
    var words = states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } + reasons
    words += (faults ?? []) + (warnings ?? [])
    if let failure { words.append("broken off: \(failure.sentence)") }
    if words.isEmpty { words = ["nothing was carried out"] }
    return visible(oneLine("\(moment), by \(trigger): \(words.joined(separator: "; "))"))
  }

  /// Keeps it, unless there was nothing to do and nothing ailed the sweep before it; where that is not possible
  /// it is not kept.
  func write(to commonDirectory: String) {
    let last = LastSweep.read(from: commonDirectory)
    let wasAiling =
      last.map { $0.failure != nil || $0.faults != nil || $0.warnings != nil } ?? false
    guard !states.isEmpty || !isWell || wasAiling else { return }
    let file = "\(commonDirectory)/colleague/\(LastSweep.fileName)"
    try? WholeFile.write(Array(jsonLine(self).utf8), to: file, like: nil, mode: 0o666)
  }

  /// What was kept; `nil` when nothing was.
  static func read(from commonDirectory: String) -> LastSweep? {
    let text = InputFile.text(of: "\(commonDirectory)/colleague/\(fileName)")
    return try? JSONDecoder().decode(LastSweep.self, from: Data(text.utf8))
  }
}
