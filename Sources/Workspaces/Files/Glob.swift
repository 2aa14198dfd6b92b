/// A pattern for paths: `*` and `?` within a part, `**` over parts; one without a slash matches in
/// any directory; one that names a directory matches all below it.
package struct Glob: Hashable, Sendable {
  private let parts: [Substring]
  private let isAnchored: Bool

  /// The pattern in `text`.
  package init(_ text: String) {
    var pattern = Substring(text)
    if pattern.hasSuffix("/") { pattern.removeLast() }
    isAnchored = pattern.contains("/")
    if pattern.hasPrefix("/") { pattern.removeFirst() }
    parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
  }

  /// Whether `path` matches, or lies below a directory that does.
  ///
  /// - Complexity: O(*p · t*) in the lengths of pattern and path.
  package func matches(_ path: String) -> Bool {
    let names = path.split(separator: "/")[...]
    let starts = isAnchored ? [names.startIndex] : Array(names.indices)
    return starts.contains { matches(names[$0...], parts[...]) }
  }

  private func matches(_ names: ArraySlice<Substring>, _ parts: ArraySlice<Substring>) -> Bool {
    // Row by row over the pattern: which beginnings of the path it can have used up.
    var reached: Set<Int> = [names.startIndex]
    for (index, part) in zip(parts.indices, parts) {
      let isLast = index + 1 == parts.endIndex
      var next: Set<Int> = []
      for place in reached {
        if part == "**" {
          // At the end it stands for what lies within, not for the directory itself.
          next.formUnion((place...names.endIndex).dropFirst(isLast ? 1 : 0))
        } else if place < names.endIndex, matches(name: names[place], part) {
          next.insert(place + 1)
        }
      }
      reached = next
    }
    return !reached.isEmpty && (reached.contains(names.endIndex) || parts.last != "**")
  }

  private func matches(name: Substring, _ pattern: Substring) -> Bool {
    var reached: Set<Substring.Index> = [name.startIndex]
    for symbol in pattern {
      var next: Set<Substring.Index> = []
      for place in reached {
        if symbol == "*" {
          next.insert(name.endIndex)
          next.formUnion(name[place...].indices)
        } else if place < name.endIndex, symbol == "?" || name[place] == symbol {
          next.insert(name.index(after: place))
        }
      }
      reached = next
    }
    return reached.contains(name.endIndex)
  }
}
