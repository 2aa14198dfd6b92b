import Vocabulary

/// How much of a command's output is read for results: a test that floods is not to cost time and memory without a bound.
struct OutputBound {
  /// Lines kept of the start, and as many of the end.
  let lines: Int
  /// Bytes kept of the start, and as many of the end.
  let bytes: Int

  /// The bound for a command that ended in this way: of one that was ended by us, what it printed is doubted in any case.
  init(after ending: Observation.Ending) {
    if case .exceeded = ending {
      (lines, bytes) = (100_000, 8 << 20)
    } else {
      (lines, bytes) = (1_000_000, 64 << 20)
    }
  }

  init(lines: Int, bytes: Int) { (self.lines, self.bytes) = (lines, bytes) }

  /// The whole lines of `output` within the bound, and how many bytes between its start and end are left out.
  ///
  /// - Complexity: O(*n*), without a copy where all is within it.
  func cut(_ output: [UInt8]) -> (kept: [UInt8], omitted: Int) {
    let feed = UInt8(ascii: "\n")
    var (head, tail, seen) = (0, output.count, 0)
    while head < output.count, seen < lines {
      let end = output[head...].firstIndex(of: feed).map { $0 + 1 } ?? output.count
      guard end <= bytes else { break }
      head = end
      seen += 1
    }
    guard head < output.count else { return (output, 0) }
    seen = 0
    while tail > head, seen < lines {
      let start = output[head..<(tail - 1)].lastIndex(of: feed).map { $0 + 1 } ?? head
      guard output.count - start <= bytes else { break }
      tail = start
      seen += 1
    }
    guard tail > head else { return (output, 0) }
    return (Array(output[..<head] + output[tail...]), tail - head)
  }
}
