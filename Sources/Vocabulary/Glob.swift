/// A pattern for paths: `*` and `?` within a part, `**` over parts; one without a slash matches in
/// any directory; one that names a directory matches all below it.
///
/// Its letters mean themselves and no other spelling of them, as to git; `?` takes a letter with its marks.
package struct Glob: Hashable, Sendable {
  private let parts: [[Unicode.Scalar]]
  private let isAnchored: Bool

  /// The pattern in `text`.
  package init(_ text: String) {
    var pattern = Substring(text)
    if pattern.hasSuffix("/") { pattern.removeLast() }
    isAnchored = pattern.utf8.contains(UInt8(ascii: "/"))
    if pattern.utf8.first == UInt8(ascii: "/") { pattern.unicodeScalars.removeFirst() }
    parts = pattern.pathParts(omittingEmpty: false).map { Array($0.unicodeScalars) }
  }

  /// Whether `path` matches, or lies below a directory that does.
  ///
  /// - Complexity: O(*p · t*) in the lengths of pattern and path.
  package func matches(_ path: String) -> Bool {
    let names = path.pathParts().map { Array($0.unicodeScalars) }[...]
    let starts = isAnchored ? [names.startIndex] : Array(names.indices)
    return starts.contains { matches(names[$0...], parts[...]) }
  }

  private static let anyParts: [Unicode.Scalar] = ["*", "*"]

  private func matches(
    _ names: ArraySlice<[Unicode.Scalar]>, _ parts: ArraySlice<[Unicode.Scalar]>
  ) -> Bool {
    // Row by row over the pattern: which beginnings of the path it can have used up.
    var reached: Set<Int> = [names.startIndex]
    for (index, part) in zip(parts.indices, parts) {
      let isLast = index + 1 == parts.endIndex
      var next: Set<Int> = []
      for place in reached {
        if part == Glob.anyParts {
          // At the end it stands for what lies within, not for the directory itself.
          next.formUnion((place...names.endIndex).dropFirst(isLast ? 1 : 0))
        } else if place < names.endIndex, matches(name: names[place], part) {
          next.insert(place + 1)
        }
      }
      reached = next
    }
    return !reached.isEmpty && (reached.contains(names.endIndex) || parts.last != Glob.anyParts)
  }

  private func matches(name: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    var reached: Set<Int> = [0]
    for symbol in pattern {
      var next: Set<Int> = []
      for place in reached {
        if symbol == "*" {
          next.formUnion(place...name.count)
        } else if place < name.count, symbol == "?" {
          let marks = name[(place + 1)...].prefix { $0.properties.isGraphemeExtend }
          next.formUnion([place + 1, marks.endIndex])
        } else if place < name.count, name[place] == symbol {
          next.insert(place + 1)
        }
      }
      reached = next
    }
    return reached.contains(name.count)
  }
}
