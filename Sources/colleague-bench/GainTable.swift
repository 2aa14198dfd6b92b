/// What memory saves, as a table: a row a measure, sums from the tenth issue on.
struct GainTable {
  private let lines: [[String]]
  /// Whether memory saves as much as it has to, and makes no issue worse.
  let meetsTargets: Bool

  /// The issue from which on sums count.
  private static let start = 9

  init(_ repair: GainBench.Measured, _ model: GainBench.Measured) {
    let rows = [
      Row("repair: candidates", repair, \.candidates, most: 0.7),
      Row("model: tokens", model, \.tokens, most: 0.7), Row("model: requests", model, \.requests),
      Row("repair: resolved", repair, \.isResolved.count),
      Row("model: resolved", model, \.isResolved.count),
      Row("repair: merged without edits", repair, \.isUnedited.count),
      Row("model: merged without edits", model, \.isUnedited.count),
    ]
    lines =
      [["from the tenth issue on", "with memory", "without", "ratio", "worst issue", "target", ""]]
      + rows.map(\.cells)
    meetsTargets = rows.allSatisfy { $0.isMet != false }
  }

  private struct Row {
    var name: String
    var with: Int
    var without: Int
    /// The largest ratio of one issue, all of them looked at.
    var worst: Double
    var most: Double?

    init(
      _ name: String, _ measured: GainBench.Measured, _ amount: (GainBench.Cost) -> Int,
      most: Double? = nil
    ) {
      self.name = name
      self.most = most
      with = measured.with.dropFirst(GainTable.start).map(amount).reduce(0, +)
      without = measured.without.dropFirst(GainTable.start).map(amount).reduce(0, +)
      worst =
        zip(measured.with, measured.without).map { Double(amount($0)) / Double(max(1, amount($1))) }
        .max() ?? 0
    }

    private var ratio: Double { Double(with) / Double(max(1, without)) }

    var isMet: Bool? { most.map { ratio <= $0 && worst <= 1.05 } }

    var cells: [String] {
      let target = most.map { "≤ \(hundredths($0)), no issue above 1.05" } ?? ""
      return [
        name, "\(with)", "\(without)", hundredths(ratio), hundredths(worst), target,
        isMet.map { $0 ? "met" : "MISSED" } ?? "",
      ]
    }
  }

  /// The table, for a terminal or a file.
  var text: String { aligned(lines, numbers: 1...4) }
}

extension Bool {
  /// 1 where it is so.
  fileprivate var count: Int { self ? 1 : 0 }
}

/// `0.73`.
private func hundredths(_ value: Double) -> String {
  let whole = Int((value * 100).rounded())
  return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
}
