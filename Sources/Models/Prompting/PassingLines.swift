import Text
import Vocabulary

/// Leaves the lines about tests that pass out of what the tests printed, since nobody has to read them. Pure.
enum PassingLines {
  /// The output without them; as it is where no test is known to fail.
  ///
  /// - Complexity: O(*n*) in the bytes.
  static func removed(from output: String, of report: TestReport?) -> String {
    guard let report, !report.failed.isEmpty else { return output }
    return removed(from: output, fromCountOf: 1)
  }

  /// The output of a command that succeeded without them; as it is where they are too few to be a run of tests.
  ///
  /// - Complexity: O(*n*) in the bytes.
  static func removed(fromSuccess output: String) -> String {
    removed(from: output, fromCountOf: 3)
  }

  /// The output without them, where there are `least` at least.
  private static func removed(from output: String, fromCountOf least: Int) -> String {
    var kept: [Substring] = []
    var count = 0
    var isDetail = false
    var wasPass = false
    for line in output.lines() {
      let text = line.trimmingSpace
      if isDetail {
        // What TAP says of a test stands between these.
        count += 1
        if text == "..." { isDetail = false }
        continue
      }
      if text == "---", wasPass {
        isDetail = true
        count += 1
        continue
      }
      wasPass = isPass(text)
      if wasPass { count += 1 } else { kept.append(line) }
    }
    guard count >= least else { return output }
    while kept.last?.isEmpty == true { kept.removeLast() }
    return (kept.map(String.init) + [StepTexts.passingLeftOut(lines: counted(count, "line"))])
      .joined(separator: "\n")
  }

  /// Whether a line says that a test passes: of unittest, pytest, TAP, node, mocha, go, cargo, ctest and their like.
  private static func isPass(_ line: Substring) -> Bool {
    if line.hasSuffix(" ... ok") || line.hasSuffix("... passed") { return true }
    if line.hasPrefix("ok ") || line.hasPrefix("--- PASS") || line.hasPrefix("=== RUN") {
      return true
    }
    if line.hasPrefix("✔ ") || line.hasPrefix("✓ ") || line.hasPrefix("√ ") { return true }
    return line.contains("::") && (line.hasSuffix("PASSED") || line.contains(" PASSED ["))
      || line.hasPrefix("PASSED ") || line.hasPrefix("[       OK ]") || line.hasPrefix("PASS ")
  }
}
