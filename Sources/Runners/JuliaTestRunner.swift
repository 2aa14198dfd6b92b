import Vocabulary

/// Julia's `Test`: the table behind `Test Summary:`, of which the outermost sets count. It counts
/// tests that are single expressions, and names sets only.
package enum JuliaTestRunner: Runner {
  package static let name = "julia"
  package static let marks = ["Test Summary:"]

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var tally = SessionTally()
    var columns: [Column] = []
    for (number, line) in output.lines.enumerated() {
      if line.hasPrefix("Test Summary:"), let cut = line.cut(at: "|") {
        columns = Column.columns(of: cut.after)
        reading.covers(number)
        continue
      }
      guard !columns.isEmpty else { continue }
      guard let cut = line.cut(atLast: "|"), !line.isEmpty else {
        columns = []
        continue
      }
      reading.covers(number)
      // Sets within sets are told of as well, indented.
      guard line.bytes.first != 0x20 else { continue }
      let numbers = Column.numbers(in: cut.after, columns)
      let failed = (numbers["Fail"] ?? 0) + (numbers["Error"] ?? 0)
      let skipped = numbers["Broken"] ?? 0
      tally.close(passed: numbers["Pass"] ?? 0, failed: failed, skipped: skipped)
      if failed > 0 { reading.add(cut.before.trimmed.text, .failed) }
    }
    guard tally.closed > 0 || !columns.isEmpty else { return nil }
    reading.counts = tally.counts
    reading.isClosed = tally.closed > 0
    return reading
  }
}

/// A column of Julia's table; a cell of zero is empty, so that only the place tells which it is.
private struct Column {
  var title: String
  /// Where it ends, in bytes behind the bar.
  var end: Int

  /// `Pass  Fail  Total`
  static func columns(of head: Line) -> [Column] {
    words(of: head).map { Column(title: $0.word.text, end: $0.end) }
  }

  /// The numbers in a row by their columns' titles.
  static func numbers(in row: Line, _ columns: [Column]) -> [String: Int] {
    var numbers: [String: Int] = [:]
    for (word, end) in words(of: row) {
      guard let number = word.number, let column = columns.first(where: { $0.end == end }) else {
        continue
      }
      numbers[column.title] = number
    }
    return numbers
  }

  private static func words(of line: Line) -> [(word: Line, end: Int)] {
    line.words.map { ($0, $0.bytes.endIndex - line.bytes.startIndex) }
  }
}
