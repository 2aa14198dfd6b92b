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

  /// The text with all closing words broken but those for the one issue.
  func broken(in text: String) -> String {
    guard ["#", "!", "GH-", "://"].contains(where: text.contains),
      let closing = try? Regex(
        #"(?:\b|_)(?:\#(ActingWords.closing))[*_]{0,3}(?:\s*:\s*|\s+)[*_]{0,3}(?:issues?\s+)?(?=\#(Self.name))"#
      ).ignoresCase(),
      let names = try? Regex(
        #"(\s*,?\s*(?:and\s+|&\s*)?)(\#(Self.name))"#, as: (Substring, Substring, Substring).self)
    else { return text }
    var shown = ""
    var rest = text[...]
    while let match = rest.firstMatch(of: closing) {
      shown += rest[..<match.range.upperBound]
      rest = rest[match.range.upperBound...]
      while let name = rest.prefixMatch(of: names) {
        let (gap, issue) = (name.output.1, name.output.2)
        shown += isOwn(issue) ? "\(gap)\(issue)" : "\(gap)(\(issue))"
        rest = rest[name.range.upperBound...]
      }
    }
    return shown + rest
  }

  private func isOwn(_ name: Substring) -> Bool {
    guard let issue else { return false }
    return name == "#\(issue)" || name.lowercased() == "gh-\(issue)"
  }
}
