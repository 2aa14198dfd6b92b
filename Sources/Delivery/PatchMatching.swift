/// Finds which patches of two versions of a series belong together, as `git range-diff` does. Pure.
///
/// Patches with equal differences are pairs. The others are paired so that what is left to be shown is least: a pair
/// costs the lines of the difference between its two differences, a patch without a partner 999 % of its own lines,
/// which is git's `--creation-factor` for two versions of one series (`format-patch --range-diff`, since git 2.47).
enum PatchMatching {
  /// The share of its lines that a patch without a partner costs, in percent.
  private static let creationFactor = 999
  /// More than any cost, or sum of costs.
  private static let infinity = 1 << 40

  /// A line of the comparison; patches are named by their places.
  enum Line: Hashable {
    /// A patch of the version before that has no partner.
    case gone(Int)
    /// A patch of the new version that has no partner.
    case new(Int)
    /// A patch before, and its partner.
    case pair(Int, Int)
  }

  /// For each new patch its partner's place among the old ones; `nil` where it has none.
  ///
  /// - Parameter difference: The number of lines of the difference between two differences.
  /// - Complexity: O(*n · m*) calls of `difference`, and O((*n* + *m*)³).
  static func partners<Failure: Error>(
    _ old: [String], _ new: [String],
    difference: (String, String) throws(Failure) -> Int
  ) throws(Failure) -> [Int?] {
    var partners: [Int?] = new.map { _ in nil }
    var free = Array(old.indices)
    for place in new.indices {
      guard let same = free.firstIndex(where: { old[$0] == new[place] }) else { continue }
      partners[place] = free.remove(at: same)
    }
    let left = new.indices.filter { partners[$0] == nil }
    guard !free.isEmpty, !left.isEmpty else { return partners }
    func alone(_ text: String) -> Int { text.utf8.count { $0 == 0x0a } * creationFactor / 100 }
    let size = free.count + left.count
    var costs = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for (row, one) in free.enumerated() {
      for (column, other) in left.enumerated() {
        costs[row][column] = try difference(old[one], new[other])
      }
      for column in left.count..<size { costs[row][column] = alone(old[one]) }
    }
    for row in free.count..<size {
      for (column, other) in left.enumerated() { costs[row][column] = alone(new[other]) }
    }
    for (row, column) in assignment(costs).enumerated()
    where row < free.count && column < left.count {
      partners[left[column]] = free[row]
    }
    return partners
  }

  /// The lines in git's order: by the new version, each patch that is gone as soon as those before it were shown.
  static func order(_ partners: [Int?], old count: Int) -> [Line] {
    var lines: [Line] = []
    var isShown = Set<Int>()
    let paired = Set(partners.compactMap(\.self))
    var next = 0
    func showGone() {
      while next < count, isShown.contains(next) || !paired.contains(next) {
        if !isShown.contains(next) { lines.append(.gone(next)) }
        next += 1
      }
    }
    showGone()
    for (place, partner) in partners.enumerated() {
      guard let partner else {
        lines.append(.new(place))
        continue
      }
      lines.append(.pair(partner, place))
      isShown.insert(partner)
      showGone()
    }
    return lines
  }

  /// For each row the column that it is assigned, so that the sum of the costs is least: the Hungarian method with
  /// potentials, O(*n*³).
  static func assignment(_ costs: [[Int]]) -> [Int] {
    let size = costs.count
    // Rows and columns count from 1; column 0 holds the row that looks for a place.
    var (rows, columns) = (
      [Int](repeating: 0, count: size + 1), [Int](repeating: 0, count: size + 1)
    )
    var rowAt = [Int](repeating: 0, count: size + 1)
    for row in 1..<(size + 1) {
      rowAt[0] = row
      var column = 0
      var least = [Int](repeating: infinity, count: size + 1)
      var before = [Int](repeating: 0, count: size + 1)
      var isSeen = [Bool](repeating: false, count: size + 1)
      repeat {
        isSeen[column] = true
        let current = rowAt[column]
        var (step, nearest) = (infinity, 0)
        for other in 1..<(size + 1) where !isSeen[other] {
          let cost = costs[current - 1][other - 1] - rows[current] - columns[other]
          if cost < least[other] { (least[other], before[other]) = (cost, column) }
          if least[other] < step { (step, nearest) = (least[other], other) }
        }
        for other in 0..<(size + 1) {
          if isSeen[other] {
            rows[rowAt[other]] += step
            columns[other] -= step
          } else {
            least[other] -= step
          }
        }
        column = nearest
      } while rowAt[column] != 0
      while column != 0 {
        rowAt[column] = rowAt[before[column]]
        column = before[column]
      }
    }
    var assigned = [Int](repeating: 0, count: size)
    for column in 1..<(size + 1) { assigned[rowAt[column] - 1] = column - 1 }
    return assigned
  }
}
