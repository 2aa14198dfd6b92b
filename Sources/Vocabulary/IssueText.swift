/// What an issue says, for comparison with what another one says that may have come from elsewhere.
package struct IssueText: Hashable, Sendable {
  /// The title, the base that it wants where it wants one, and the body. White space at the ends of lines and empty
  /// lines around the body do not count.
  package let words: String
  /// Its number where it came from a forge.
  package let number: Int?

  /// The text of `issue`.
  package init(of issue: Issue) {
    let lines = issue.body.split(omittingEmptySubsequences: false) { $0.isNewline }.map(trimmed)
    let text = lines.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
    let base = issue.wishes.base.map { "\nbase: \($0)" } ?? ""
    words = "\(trimmed(issue.title[...]))\(base)\n\n\(text.joined(separator: "\n"))"
    if case .forge(let number) = issue.origin { self.number = number } else { number = nil }
  }

  /// Whether both are of the same issue: they say the same, and are not of two issues of a forge.
  package func isSame(as other: IssueText) -> Bool {
    if let number, let theirs = other.number, number != theirs { return false }
    return words == other.words
  }
}

/// The line without white space at its end.
private func trimmed(_ line: Substring) -> Substring {
  var line = line
  while line.last?.isWhitespace == true { line.removeLast() }
  return line
}
