import Evaluation
import Text
import Vocabulary

/// The results of a suite as a table, for people.
struct EvaluationTable {
  private let results: EvaluationResults
  private let paint: Paint

  /// The most characters of an instance's name that are shown.
  private static let nameLimit = 60

  /// The table of `results`.
  init(_ results: EvaluationResults, isColoured: Bool) {
    self.results = results
    paint = Paint(isOn: isColoured)
  }

  /// The lines of the table, and the totals below.
  var text: String {
    let names = results.instances.map { clipped($0.id, to: EvaluationTable.nameLimit) }
    let width = max(8, names.map(\.count).max() ?? 0)
    var text = "\(pad("instance", width))  resolved  steps     time      cost\n"
    for (name, result) in zip(names, results.instances) {
      let spent = result.run?.spent
      let word = pad(result.isResolved ? "yes" : "no", 8)
      text += "\(pad(name, width))  \(result.isResolved ? paint.green(word) : paint.red(word))"
      text += "  \(right(result.run.map { "\($0.steps)" } ?? "-", 5))"
      text += "  \(right(spent.map { "\(Int($0.seconds.rounded())) s" } ?? "-", 7))"
      text += "  \(right(spent.map { money($0.costMicros) } ?? "-", 8))"
      text += result.isResolved ? "\n" : "  \(EvaluationTable.words(of: result))\n"
    }
    return text + "\n" + totals
  }

  private var totals: String {
    let total = results.total
    let share = total.resolvedShare.map { " (\(percent($0)))" } ?? ""
    var text = "resolved  \(total.resolved) of \(total.instances)\(share)\n"
    if total.graded < total.instances {
      text += "graded    \(total.graded); \(total.brokenOff) broken off, "
      text += "\(total.instances - total.graded - total.brokenOff) not worked on\n"
    }
    text += "cost      \(money(total.costMicros)), \(total.tokens) tokens\n"
    text += "time      \(Int(total.seconds.rounded())) s\n"
    text += "steps     \(total.steps)\n"
    let recovery =
      total.recoveryShare.map { "\(percent($0)): \(total.recovered) of \(total.regressed)" }
      ?? "no run has made its tests worse"
    return text + "recovery  \(recovery)\n"
  }

  /// What came of an instance, in some words.
  static func words(of result: InstanceResult) -> String {
    if let problem = result.problem { return "broke off: \(visible(problem))" }
    guard let grade = result.grade else { return "not graded" }
    return words(of: grade) + (grade.isResolved ? "" : grade.lack.map { "; \(visible($0))" } ?? "")
  }

  private static func words(of grade: Grade) -> String {
    let failed = grade.failToPass.failure + grade.passToPass.failure
    let named = failed.first { !grade.missing.containsExactly($0) }.map { ": \(clip($0))" } ?? ""
    switch grade.reason {
    case .resolved: return "resolved"
    case .empty: return "nothing was changed"
    case .doesNotApply: return "the patch does not apply to the base"
    case .testsFail where failed.isEmpty: return "tests fail"
    case .testsFail:
      return "\(counted(failed.count - grade.missing.count, "named test")) failed\(named)"
    case .testsMissing:
      let name = grade.missing.first.map { ": \(clip($0))" } ?? ""
      return "\(counted(grade.missing.count, "named test")) in no run of the tests\(name)"
    case .testsUnclear: return "the tests say nothing that can be judged by"
    }
  }

  private static func clip(_ name: String) -> String { clipped(oneLine(visible(name)), to: 80) }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
