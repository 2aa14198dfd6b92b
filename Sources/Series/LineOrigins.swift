/// Whose each line of a file is, followed through its versions. Pure.
///
/// A label is a number above 0; 0 is for lines that nobody has touched.
package struct LineOrigins: Hashable, Sendable {
  /// The label of each line.
  package private(set) var lines: [Int]
  /// The label of who last took lines away before each line, and at the end.
  private var gaps: [Int]

  /// A file of so many untouched lines.
  package init(lines count: Int) {
    lines = [Int](repeating: 0, count: count)
    gaps = [Int](repeating: 0, count: count + 1)
  }

  /// Follows the file into its next version.
  ///
  /// - Parameters:
  ///   - places: Where the two versions differ, in order.
  ///   - label: Whose the new lines are; `nil` gives them to whom the lines belong that they replace, or
  ///     stand beside.
  /// - Complexity: O(*n*) in the lines.
  package mutating func follow(_ places: [ChangedFile.Place], label: Int?) {
    var (nextLines, nextGaps): ([Int], [Int]) = ([], [])
    var next = 0
    var pending = 0
    func gap(_ index: Int) -> Int {
      defer { pending = 0 }
      return pending > 0 ? pending : gaps[index]
    }
    for place in places {
      guard place.old.upperBound <= lines.count, place.old.lowerBound >= next else { continue }
      for index in next..<place.old.lowerBound {
        nextGaps.append(gap(index))
        nextLines.append(lines[index])
      }
      let owner = label ?? self.owner(of: place.old)
      for offset in place.new.indices {
        nextGaps.append(offset == place.new.lowerBound ? gap(place.old.lowerBound) : owner)
        nextLines.append(owner)
      }
      if place.new.isEmpty { pending = owner }
      next = place.old.upperBound
    }
    for index in next..<lines.count {
      nextGaps.append(gap(index))
      nextLines.append(lines[index])
    }
    nextGaps.append(gap(lines.count))
    (lines, gaps) = (nextLines, nextGaps)
  }

  /// Whose the lines of a hunk are: those with the most of them; where it only takes lines away, who did so.
  package func owner(ofNew range: Range<Int>) -> Int {
    guard !range.isEmpty else { return range.lowerBound < gaps.count ? gaps[range.lowerBound] : 0 }
    return most(of: lines[range.clamped(to: 0..<lines.count)])
  }

  private func owner(of old: Range<Int>) -> Int {
    let own = most(of: lines[old])
    if own > 0 { return own }
    let beside = [old.lowerBound - 1, old.upperBound].filter(lines.indices.contains)
    return most(of: beside.map { lines[$0] }[...])
  }

  private func most(of labels: ArraySlice<Int>) -> Int {
    var counts: [Int: Int] = [:]
    for label in labels where label > 0 { counts[label, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }
}
