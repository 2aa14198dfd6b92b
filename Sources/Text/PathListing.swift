/// A listing of paths in which names of one folder that differ in their numbers alone share a line.
package struct PathListing {
  /// The lines: a path as it is, or `a/part_001.py … part_060.py (60)`: the path of the one with the smallest number, the name
  /// of the one with the largest, and how many there are, which are fewer than the numbers between where some are missing.
  package let lines: [String]

  /// The fewest names that share a line.
  package static let least = 4

  /// The listing of `paths`, in their order; those that share a line stand where the first of them stood. A directory's
  /// path ends with a slash.
  ///
  /// - Complexity: O(*n*) in the bytes of the paths.
  package init(_ paths: [String]) {
    var groups: [[UInt8]: [Int]] = [:]
    for (index, path) in paths.enumerated() {
      if let shape = PathListing.shape(of: path) { groups[shape, default: []].append(index) }
    }
    var shared: [Int: [Int]] = [:]
    var isShared = Array(repeating: false, count: paths.count)
    for group in groups.values where group.count >= PathListing.least {
      shared[group[0]] = group
      for index in group { isShared[index] = true }
    }
    lines = paths.indices.compactMap { index in
      guard let group = shared[index] else { return isShared[index] ? nil : paths[index] }
      return PathListing.line(of: group.map { paths[$0] })
    }
  }

  /// The paths of one folder and shape in a line.
  private static func line(of group: [String]) -> String {
    func isSmaller(_ left: String, _ right: String) -> Bool {
      let (left, right) = (left.utf8, right.utf8)
      return left.count == right.count
        ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }
    let (first, last) = (group.min(by: isSmaller) ?? "", group.max(by: isSmaller) ?? "")
    return "\(first) … \(last[nameStart(in: last)...]) (\(group.count))"
  }

  /// The path with a byte that no path holds for each number in its last part; `nil` where there is none.
  private static func shape(of path: String) -> [UInt8]? {
    let name = path[nameStart(in: path)...].utf8
    var shape = Array(path.utf8.prefix(path.utf8.count - name.count))
    var holdsNumber = false
    var wasDigit = false
    for byte in name {
      let isDigit = (0x30...0x39).contains(byte)
      if isDigit { holdsNumber = true }
      if !isDigit { shape.append(byte) } else if !wasDigit { shape.append(0) }
      wasDigit = isDigit
    }
    return holdsNumber ? shape : nil
  }

  /// Where the last part of a path begins.
  private static func nameStart(in path: String) -> String.Index {
    let bytes = path.utf8
    let end = bytes.last == 0x2f ? bytes.index(before: bytes.endIndex) : bytes.endIndex
    return bytes[..<end].lastIndex(of: 0x2f).map(bytes.index(after:)) ?? bytes.startIndex
  }
}
