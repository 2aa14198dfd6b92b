import Engine
import FoundationEssentials
import Records
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
  /// What kept the sweep itself from going on; `nil` where nothing did.
  var failure: Failure?

  /// The sweep that was begun by `trigger`, has carried out `swept`, has met `faults` in the sources of
  /// issues, and has ended with `ending`.
  init(trigger: Trigger, swept: [SweptIssue], faults: [String], ending: (any Error)?) {
    time = SystemClock().now
    self.trigger = "\(trigger)"
    states = Dictionary(grouping: swept, by: \.state).mapValues(\.count)
    reasons = swept.compactMap(\.reason)
    self.faults = faults.isEmpty ? nil : faults
    failure = ending is ExitStatus ? nil : ending.map { Failure($0) }
  }

  /// Whether nothing went wrong.
  var isWell: Bool {
    failure == nil && faults == nil && states[Outcome.failed.rawValue] == nil
  }

  /// When, by what, and what came of it; one line.
  var sentence: String {
    let moment = Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
    var words = states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } + reasons
    words += faults ?? []
    if let failure { words.append("broken off: \(failure.sentence)") }
    if words.isEmpty { words = ["nothing was carried out"] }
    return visible(oneLine("\(moment), by \(trigger): \(words.joined(separator: "; "))"))
  }

  /// Keeps it, unless there was nothing to do and nothing ailed the sweep before it; where that is not possible
  /// it is not kept.
  func write(to commonDirectory: String) {
    let last = LastSweep.read(from: commonDirectory)
    let wasAiling = last?.failure != nil || last?.faults != nil
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
