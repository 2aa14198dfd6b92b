import Text

/// Lines of a summary, the oldest first, that are made shorter rather than left out.
struct SummaryLines {
  private let lines: [String]

  /// The fewest bytes a line is cut to before the oldest are left out.
  private static let least = 80

  /// Some lines, the oldest first.
  init(_ lines: [String]) { self.lines = lines }

  /// The lines, each cut to the same length where they do not all fit; of too many the newest. `nil` where there are
  /// none.
  ///
  /// - Parameter limit: The most bytes, but for one line, which is shown in any case.
  func text(within limit: Int) -> String? {
    guard !lines.isEmpty else { return nil }
    // Short lines leave their share to the others.
    var left = limit
    var share = limit
    for (index, size) in lines.map(\.utf8.count).sorted().enumerated() {
      share = left / (lines.count - index) - 1
      guard size <= share else { break }
      left -= size + 1
      share = limit
    }
    let most = max(share, SummaryLines.least)
    var shown: [String] = []
    var free = limit
    for line in lines.reversed() {
      let line = clipped(line, toBytes: most)
      free -= line.utf8.count + 1
      guard free >= 0 || shown.isEmpty else { break }
      shown.append(line)
    }
    return shown.reversed().joined(separator: "\n")
  }

  /// `line`, cut with `…` to at most `limit` bytes.
  private func clipped(_ line: String, toBytes limit: Int) -> String {
    guard line.utf8.count > limit else { return line }
    return clipped(line[...], toBytes: limit - "…".utf8.count) + "…"
  }

  private func clipped(_ line: Substring, toBytes limit: Int) -> Substring {
    var end = line.startIndex
    var size = 0
    while end < line.endIndex {
      size += line[end].utf8.count
      guard size <= limit else { break }
      end = line.index(after: end)
    }
    return line[..<end]
  }
}
