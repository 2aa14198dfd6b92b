import Text
package import Vocabulary

/// An issue that is kept in git itself, below `refs/issues/`: a chain of commits on the empty tree, whose
/// first one's message is title and text and whose trailers say state and labels. Pure.
///
/// Format: git-native-issue, `ISSUE-FORMAT.md`, version 1. Comments are no part of the text.
package enum NativeIssue {
  /// The issue that the commits of a chain make.
  ///
  /// - Parameters:
  ///   - messages: The commits' messages, the newest first.
  ///   - name: The last part of the ref.
  /// - Returns: `nil` for an issue that is not open.
  package static func read(
    _ messages: [String], name: String
  ) throws(IssueError) -> Issue? {
    guard let root = messages.last else { throw .empty }
    func newest(_ key: String) -> String? {
      messages.lazy.compactMap { parts(of: $0).trailers[key] }.first
    }
    guard newest("state") ?? "open" == "open" else { return nil }
    let text = parts(of: root).text.replacing("\r\n", with: "\n")
    let subject = text.prefix { $0 != "\n" }
    guard text.utf8.count <= IssueReader.byteLimit else { throw .tooLarge }
    var title = newest("title") ?? oneLine(String(subject))
    guard !title.isEmpty else { throw .noTitle }
    var body = trimmedLines(String(text.dropFirst(subject.count)))
    (title, body) = IssueReader.bounded(title, body)
    return Issue(
      title: title, body: body, criteria: IssueReader.criteria(in: body), origin: .native(name),
      labels: newest("labels")?.commaSeparated ?? [])
  }

  /// The message without its trailers, and the trailers by their names in lower case.
  private static func parts(of message: String) -> (text: String, trailers: [String: String]) {
    var lines = message.lines()
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    let start = lines.lastIndex { $0.allSatisfy(\.isWhitespace) }.map { $0 + 1 } ?? lines.count
    var trailers: [String: String] = [:]
    for line in lines[start...] {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
        line[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
      else { return (message, [:]) }
      trailers[line[..<colon].lowercased()] = oneLine(String(line[line.index(after: colon)...]))
    }
    return (lines[..<start].joined(separator: "\n"), trailers)
  }
}
