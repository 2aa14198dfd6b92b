/// The results as one table, each row with its target where it has one.
struct BenchTable {
  private struct Row {
    var name: String
    var cells: [String]
    var target: String
    var isMet: Bool?
  }

  private let sizes: [Int]
  private let rows: [Row]

  /// The table of these results, one column a size.
  init(_ results: [BenchResult]) {
    sizes = results.map(\.files)
    guard let least = results.first, let most = results.last else {
      rows = []
      return
    }
    func row(
      _ name: String, _ target: String = "", isMet: Bool? = nil,
      _ cell: (BenchResult) -> String
    ) -> Row { Row(name: name, cells: results.map(cell), target: target, isMet: isMet) }
    let isLarge = most.files >= 100_000
    rows = [
      row(
        "recorded step, synced", "≤ 1.5 × of \(least.files)", isMet: most.step <= 1.5 * least.step
      ) {
        milliseconds($0.step)
      },
      row("git add -A && git commit") { milliseconds($0.gitCommit) },
      row(
        "git's cost / a step's", isLarge ? "≥ 100 at the most" : "",
        isMet: isLarge ? most.gitCommit >= 100 * most.step : nil
      ) { times($0.gitCommit / $0.step) },
      row(
        "start to first action", "< 30 ms, < 60 ms at the most",
        isMet: least.startUp < 0.03 && most.startUp < 0.06
      ) { milliseconds($0.startUp) },
      row("second workspace, and true in it") { milliseconds($0.workspace) },
      row("unshare -Urm, mount, true") { milliseconds($0.mount) },
      row(
        "our cost / the mount's", "≤ 2 ×",
        isMet: results.allSatisfy { $0.workspace <= 2 * $0.mount }
      ) {
        times($0.workspace / $0.mount)
      },
      row(
        "ten files changed and found", "≤ 1.5 × of \(least.files)",
        isMet: most.change <= 1.5 * least.change
      ) { milliseconds($0.change) },
      row("true in the sandbox") { milliseconds($0.sandboxed) },
      row("true under bubblewrap alone") { milliseconds($0.bubblewrap) },
      row("our cost / bubblewrap's") { times($0.sandboxed / $0.bubblewrap) },
      row(
        "start to first request", "< 50 ms at the most", isMet: most.request < 0.05
      ) { milliseconds($0.request) },
      row(
        "step with a model, less the model", "< 110 ms at the most", isMet: most.modelStep < 0.11
      ) { milliseconds($0.modelStep) },
      row("peak memory of a run", "< 60 MiB", isMet: most.memory < 60 << 20) {
        "\($0.memory >> 20) MiB"
      },
    ]
  }

  /// Whether every target is met.
  var meetsTargets: Bool { rows.allSatisfy { $0.isMet != false } }

  /// The table, for a terminal or a file.
  var text: String {
    let header = ["files"] + sizes.map(String.init) + ["target", ""]
    let lines =
      [header]
      + rows.map { row in
        [row.name] + row.cells + [row.target, row.isMet.map { $0 ? "met" : "MISSED" } ?? ""]
      }
    return aligned(lines, numbers: 1...sizes.count)
  }
}

/// The lines as columns, those of `numbers` flush right.
func aligned(_ lines: [[String]], numbers: ClosedRange<Int>) -> String {
  let columns = lines.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in lines.map { $0[column].count }.max() ?? 0 }
  return lines.map { line in
    var text = ""
    for (column, cell) in line.enumerated() {
      let gap = String(repeating: " ", count: widths[column] - cell.count)
      text += (column == 0 ? "" : "  ") + (numbers.contains(column) ? gap + cell : cell + gap)
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }.joined()
}

/// `12.3 ms`.
func milliseconds(_ seconds: Double) -> String { "\(rounded(seconds * 1000)) ms" }

/// `1.4 ×`.
func times(_ ratio: Double) -> String { "\(rounded(ratio)) ×" }

/// One digit after the point below a hundred, none above.
private func rounded(_ value: Double) -> String {
  guard value.isFinite else { return "?" }
  if value >= 100 { return "\(Int(value.rounded()))" }
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}
