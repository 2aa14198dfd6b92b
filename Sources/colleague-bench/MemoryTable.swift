/// What looking up earlier work costs, beside its target.
struct MemoryTable {
  private let lines: [[String]]
  /// Whether every target is met.
  let meetsTargets: Bool

  /// The table of these measurements.
  init(_ measured: (history: Double, results: [MemoryBench.Measured])) {
    let results = measured.results
    func row(
      _ name: String, _ target: String = "", isMet: Bool? = nil,
      _ cell: (MemoryBench.Measured) -> String
    ) -> [String] {
      [name] + results.map(cell) + [target, isMet.map { $0 ? "met" : "MISSED" } ?? ""]
    }
    let isStartQuick = results.allSatisfy { $0.start.median < 0.03 }
    let isStepQuick = results.allSatisfy { $0.step.median < 0.03 }
    let arePriorsQuick = results.allSatisfy { $0.priors < 0.03 }
    meetsTargets = isStartQuick && isStepQuick && arePriorsQuick
    let seconds = Int(measured.history.rounded())
    lines = [
      ["runs, beside \(MemoryBench.commits) commits"] + results.map { "\($0.runs)" } + [
        "target", "",
      ],
      row("look-up at a run's start", "< 30 ms", isMet: isStartQuick) {
        milliseconds($0.start.median)
      },
      row("the slowest of them") { milliseconds($0.start.worst) },
      row("look-up at a step", "< 30 ms", isMet: isStepQuick) { milliseconds($0.step.median) },
      row("the slowest of them") { milliseconds($0.step.worst) },
      row("priors of repairs", "< 30 ms", isMet: arePriorsQuick) { milliseconds($0.priors) },
      row("update that finds nothing") { milliseconds($0.idle) },
      row("runs taken in since the column before") { milliseconds($0.update) },
      row("index file") { "\($0.size >> 20) MiB" },
      row("recollections a look-up") { "\(Int(($0.found * 10).rounded()))/10" },
      ["history taken in, \(seconds) s"] + results.map { _ in "" } + ["", ""],
    ]
  }

  /// The table, for a terminal or a file.
  var text: String { aligned(lines, numbers: 1...3) }
}
