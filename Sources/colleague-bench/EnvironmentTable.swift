/// What a project's environment costs: each with its target.
struct EnvironmentTable {
  private let lines: [[String]]
  /// Whether every target is met.
  let meetsTargets: Bool

  /// The table of these measurements.
  init(_ measured: EnvironmentBench.Measured) {
    var lines = [["", "ours", "beside", "ratio", "target", ""]]
    var meetsAll = true
    func row(
      _ name: String, _ ours: String, _ beside: String, _ ratio: String, _ target: String,
      isMet: Bool
    ) {
      lines.append([name, ours, beside, ratio, target, isMet ? "met" : "MISSED"])
      meetsAll = meetsAll && isMet
    }
    func ratio(_ name: String, _ ours: Double, _ beside: Double, atMost most: Double) {
      row(
        name, milliseconds(ours), milliseconds(beside), EnvironmentTable.hundredths(ours / beside),
        "≤ \(EnvironmentTable.hundredths(most))", isMet: ours <= most * beside)
    }
    let files = "\(EnvironmentBench.files) files"
    ratio(
      "first run on a base of \(files); git worktree add", measured.first.ours, measured.first.git,
      atMost: 0.6)
    row(
      "peak memory of it", "\(measured.memory >> 20) MiB", "", "", "< 45 MiB",
      isMet: measured.memory < 45 << 20)
    ratio(
      "start with \(files) carried; with none", measured.carried, measured.plain, atMost: 1.5)
    ratio(
      "start with \(files) set up; with none", measured.setup, measured.plain, atMost: 1.5)
    ratio(
      "reading a tenth of them; outside of the sandbox", measured.command.ours,
      measured.command.outside, atMost: 1.2)
    ratio(
      "setup with one more package; from nothing", measured.layer.derived, measured.layer.fresh,
      atMost: 0.2)
    row(
      "git colleague setup on \(files)", milliseconds(measured.proposals), "", "", "< 300 ms",
      isMet: measured.proposals < 0.3)
    let rate = Double(EnvironmentBench.megabytes) / measured.redaction
    row(
      "secrets taken out of \(EnvironmentBench.megabytes) MB", milliseconds(measured.redaction),
      "\(Int(rate)) MB/s", "", "≥ 200 MB/s", isMet: rate >= 200)
    self.lines = lines
    meetsTargets = meetsAll
  }

  /// `0.57 ×`.
  private static func hundredths(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    let count = Int((value * 100).rounded())
    return "\(count / 100).\(count / 10 % 10)\(count % 10) ×"
  }

  /// The table, for a terminal or a file.
  var text: String { aligned(lines, numbers: 1...3) }
}
