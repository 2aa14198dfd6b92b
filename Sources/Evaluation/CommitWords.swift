import Text

/// What a commit's message says of the problem that it solves. Pure.
package enum CommitWords {
  /// Subject and body, without the trailers at the end: git-interpret-trailers(1).
  package static func problem(of message: String) -> String {
    var lines = message.lines().map(String.init)
    func dropBlank() { while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() } }
    dropBlank()
    guard let blank = lines.lastIndex(where: { $0.allSatisfy(\.isWhitespace) }) else {
      return lines.joined(separator: "\n")
    }
    if lines[(blank + 1)...].allSatisfy(isTrailer) {
      lines.removeSubrange(blank...)
      dropBlank()
    }
    return lines.joined(separator: "\n")
  }

  /// Whether a line is `Key: value`, goes on with one, or says from where the commit was picked.
  private static func isTrailer(_ line: String) -> Bool {
    if line.hasPrefix("(cherry picked from commit ") || line.first == " " { return true }
    guard let colon = line.firstIndex(of: ":") else { return false }
    let key = line[..<colon]
    let rest = line[line.index(after: colon)...]
    return !key.isEmpty && key.first != "-" && rest.first == " "
      && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }
}
