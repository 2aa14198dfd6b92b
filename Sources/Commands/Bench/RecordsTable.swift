/// What sweeps do in a minute, and what a long history costs: each with its target.
struct RecordsTable {
  private let lines: [[String]]
  /// Whether every target is met.
  let meetsTargets: Bool

  /// The table of these measurements.
  init(
    _ sweep: SweepBench.Measured,
    _ growth: (young: GrowthBench.Measured, old: GrowthBench.Measured),
    _ series: SeriesBench.Measured
  ) {
    let (young, old) = growth
    let pairs = [
      ("recorded step", young.step, old.step), ("git colleague runs", young.list, old.list),
      ("sweep that finds nothing", young.sweep, old.sweep), ("note put on", young.note, old.note),
    ]
    let areSlow = pairs.map { $0.2 >= 2 * $0.1 }
    let isSweepSlow = sweep.ratio > 1.25
    let isSeriesSlow = series.seconds >= 2 || series.hunks < 2000
    meetsTargets = !areSlow.contains(true) && !isSweepSlow && !isSeriesSlow
    func mark(_ isMissed: Bool) -> String { isMissed ? "MISSED" : "met" }
    lines =
      [["", "young", "old", "ratio", "target", ""]]
      + zip(pairs, areSlow).map { pair, isSlow in
        [
          pair.0, milliseconds(pair.1), milliseconds(pair.2), times(pair.2 / pair.1), "< 2 ×",
          mark(isSlow),
        ]
      }
      + [
        [
          "sweep of \(sweep.issues) issues, \(Int(sweep.rate.rounded())) a minute",
          milliseconds(sweep.commandSeconds), milliseconds(sweep.seconds), times(sweep.ratio),
          "≤ 1.25 × its commands' own time", mark(isSweepSlow),
        ],
        [
          "\(series.hunks) hunks into \(series.patches) tested patches", "",
          milliseconds(series.seconds), "", "< 2 s", mark(isSeriesSlow),
        ],
      ]
  }

  /// The table, for a terminal or a file.
  var text: String { aligned(lines, numbers: 1...3) }
}
