/// What an export costs, beside its targets.
struct ExportTable {
  private let lines: [[String]]
  /// Whether every target is met.
  let meetsTargets: Bool

  /// The table of these measurements.
  init(_ export: ExportBench.Measured) {
    let isSlow = export.ratio > 3
    let isLarge = export.memory >= 100 << 20
    meetsTargets = !isSlow && !isLarge
    lines = [
      ["", "git cat-file", "export", "ratio", "target", ""],
      [
        "\(export.runs) runs of \(ExportBench.steps) steps as trajectories",
        milliseconds(export.git), milliseconds(export.export), times(export.ratio),
        "≤ 3 × git cat-file --batch", isSlow ? "MISSED" : "met",
      ],
      [
        "memory that takes", "", "\(export.memory >> 20) MiB", "", "< 100 MiB",
        isLarge ? "MISSED" : "met",
      ],
    ]
  }

  /// The table, for a terminal or a file.
  var text: String { aligned(lines, numbers: 1...3) }
}
