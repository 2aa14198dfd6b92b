import FoundationEssentials
import Sweeps
import Text
import Vocabulary

extension LastSweep {
  /// When, by what, and its result; one line.
  var sentence: String {
    let moment = Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
    var words = states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } + reasons
    words += (faults ?? []) + (warnings ?? [])
    if let failure { words.append("broken off: \(failure.sentence)") }
    if words.isEmpty { words = ["nothing was carried out"] }
    return visible(oneLine("\(moment), \(cause): \(words.joined(separator: "; "))"))
  }

  /// What began it, as far as that is known: a sweep without a terminal counts as a timer's, whoever has called it.
  private var cause: String {
    switch Trigger(trigger) {
    case .manual: "by hand"
    case .cron: "by a timer, or without a terminal"
    case .hook(let name): "by the hook \(name)"
    case nil: "by \(trigger)"
    }
  }
}
