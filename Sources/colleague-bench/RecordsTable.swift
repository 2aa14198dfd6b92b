/// What sweeps do in a minute, and what a long history costs: each with its target.
struct RecordsTable {
  private let lines: [[String]]
  /// Whether every target is met.
  let meetsTargets: Bool

  /// The table of these measurements.
  init(
    _ sweep: SweepBench.Measured,
    _ growth: (young: GrowthBench.Measured, old: GrowthBench.Measured),
    _ series: SeriesBench.Measured, _ tests: TestsBench.Measured
  ) {
    let (young, old) = growth
    let pairs = [
      ("recorded step", young.step, old.step), ("git colleague runs", young.list, old.list),
      ("sweep that finds nothing", young.sweep, old.sweep), ("note put on", young.note, old.note),
    ]
    let areSlow = pairs.map { $0.2 >= 2 * $0.1 }
    let isSweepSlow = sweep.ratio > 1.25
    let isSeriesSlow = series.seconds >= 2 || series.hunks < 2000
    let ofTests = RecordsTable(tests)
    meetsTargets =
      !areSlow.contains(true) && !isSweepSlow && !isSeriesSlow && ofTests.meetsTargets
    lines =
      [["", "young", "old", "ratio", "target", ""]]
      + zip(pairs, areSlow).map { pair, isSlow in
        [
          pair.0, milliseconds(pair.1), milliseconds(pair.2), times(pair.2 / pair.1), "< 2 ×",
          RecordsTable.mark(isSlow),
        ]
      }
      + [
        [
          "sweep of \(sweep.issues) issues, \(Int(sweep.rate.rounded())) a minute",
          milliseconds(sweep.commandSeconds), milliseconds(sweep.seconds), times(sweep.ratio),
          "≤ 1.25 × its commands' own time", RecordsTable.mark(isSweepSlow),
        ],
        [
          "\(series.hunks) hunks into \(series.patches) tested patches", "",
          milliseconds(series.seconds), "", "< 2 s", RecordsTable.mark(isSeriesSlow),
        ],
      ] + ofTests.lines
  }

  /// The rows about test runs alone.
  init(_ tests: TestsBench.Measured) {
    let isTextSlow = tests.text >= 0.5
    let isFileSlow = tests.file >= 0.5
    let isLarge = tests.memory > 100 << 20
    let isDear = tests.ratio > 1.1
    meetsTargets = !isTextSlow && !isFileSlow && !isLarge && !isDear
    lines = [
      [
        "\(tests.tests) tests read from text", "", milliseconds(tests.text), "", "< 500 ms",
        RecordsTable.mark(isTextSlow),
      ],
      [
        "\(tests.tests) tests read from a file", "", milliseconds(tests.file), "", "< 500 ms",
        RecordsTable.mark(isFileSlow),
      ],
      [
        "memory that takes", "", "\(tests.memory >> 20) MiB", "", "≤ 100 MiB",
        RecordsTable.mark(isLarge),
      ],
      [
        "tests followed in 2,000 files", milliseconds(tests.plain), milliseconds(tests.followed),
        times(tests.ratio), "≤ 1.1 ×", RecordsTable.mark(isDear),
      ],
    ]
  }

  private static func mark(_ isMissed: Bool) -> String { isMissed ? "MISSED" : "met" }

  /// The table, for a terminal or a file.
  var text: String { aligned(lines, numbers: 1...3) }
}
