/// Breaks words by which forges close issues when a commit or a pull request lands: `Closes #1`, `Fixes org/name#1`.
///
/// The name of the issue gets parentheses, after which no forge reads it.
struct ClosingWords {
  /// The number of the issue that may be closed.
  private let issue: Int?

  init(keeping issue: Int?) { self.issue = issue }

  private static let name =
    #"(?:(?:[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+)?\\?[#!][0-9]+|GH-[0-9]+|"#
    + #"https?://[^\s)]+/(?:issues|pull|pulls|merge_requests|work_items)/[0-9]+)"#

  /// The most characters of a name that are looked at; no forge has a name as long.
  private static let nameLimit = 512

  /// The text with all closing words broken but those for the one issue.
  ///
  /// - Complexity: O(*n*): what may stand between a word and a name is read by hand, since a pattern would try each way
  ///   to share out its white space.
  func broken(in text: String) -> String {
    guard ["#", "!", "GH-", "gh-", "://"].contains(where: text.contains),
      let closing = try? Regex(#"(?:\b|_)(?:\#(ActingWords.closing))(?=[*_:\s])"#).ignoresCase(),
      let name = try? Regex(Self.name, as: Substring.self).ignoresCase()
    else { return text }
    var shown = ""
    var rest = text[...]
    while let match = rest.firstMatch(of: closing) {
      shown += rest[..<match.range.upperBound]
      rest = rest[match.range.upperBound...]
      var gap = Self.lead(of: rest)
      while let after = gap, let issue = after.prefix(Self.nameLimit).prefixMatch(of: name)?.output
      {
        shown += rest[..<after.startIndex]
        shown += isOwn(issue) ? String(issue) : "(\(issue))"
        rest = rest[issue.endIndex...]
        gap = Self.joint(of: rest)
      }
    }
    return shown + rest
  }

  /// What follows the marks, the colon or white space, and the word `issue` after a closing word; `nil` where neither
  /// colon nor white space is there.
  private static func lead(of text: Substring) -> Substring? {
    let isMark: (Character) -> Bool = { $0 == "*" || $0 == "_" }
    let start = text.dropFirst(text.prefix(3).prefix(while: isMark).count)
    var rest = start.drop(while: \.isWhitespace)
    if rest.first == ":" { rest = rest.dropFirst().drop(while: \.isWhitespace) }
    guard rest.startIndex > start.startIndex else { return nil }
    rest = rest.dropFirst(rest.prefix(3).prefix(while: isMark).count)
    let word = rest.prefix(7).prefix { $0.isLetter }
    guard ["issue", "issues"].contains(word.lowercased()) else { return rest }
    let after = rest[word.endIndex...]
    return after.first?.isWhitespace == true ? after.drop(while: \.isWhitespace) : rest
  }

  /// What follows a comma, `and` or `&`, and white space, between two names.
  private static func joint(of text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    if rest.first == "," { rest = rest.dropFirst().drop(while: \.isWhitespace) }
    if rest.first == "&" { return rest.dropFirst().drop(while: \.isWhitespace) }
    guard rest.hasPrefix("and"), rest.dropFirst(3).first?.isWhitespace == true else { return rest }
    return rest.dropFirst(3).drop(while: \.isWhitespace)
  }

  private func isOwn(_ name: Substring) -> Bool {
    guard let issue else { return false }
    return name == "#\(issue)" || name.lowercased() == "gh-\(issue)"
  }
}
