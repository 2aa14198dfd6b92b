import FoundationEssentials
import Sweeps
import Text

extension LastSweep {
  /// When, by what, and its result; one line.
  var sentence: String {
    let moment = Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
    var words = states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } + reasons
    words += (faults ?? []) + (warnings ?? [])
    if let failure { words.append("broken off: \(failure.sentence)") }
    if words.isEmpty { words = ["nothing was carried out"] }
    return visible(oneLine("\(moment), by \(trigger): \(words.joined(separator: "; "))"))
  }
}
