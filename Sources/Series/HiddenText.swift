import Text
import Vocabulary

/// Parts of an issue that its page does not show, as the page of a forge draws Markdown: comments, folded blocks, definitions
/// of links that are used as comments, elements that are hidden. What stands in fenced code is shown.
enum HiddenText {
  /// The parts, each in one line, in the order written.
  ///
  /// - Complexity: O(*n*) in the text.
  static func parts(of text: String) -> [String] {
    let shown = withoutFences(text)
    var parts: [(place: Substring.Index, text: String)] = []
    for (start, end) in [("<!--", "-->"), ("<details", "</details>")] {
      var rest = shown[...]
      while let open = rest.firstRange(of: start) {
        let close = rest[open.upperBound...].firstRange(of: end)
        let part = rest[open.lowerBound..<(close?.upperBound ?? rest.endIndex)]
        parts.append((open.lowerBound, oneLine(String(part))))
        rest = rest[(close?.upperBound ?? rest.endIndex)...]
      }
    }
    for line in shown.split(whereSeparator: \.isNewline) where isHidden(line) {
      let isKnown = parts.contains { $0.text.contains(oneLine(String(line))) }
      if !isKnown { parts.append((line.startIndex, oneLine(String(line)))) }
    }
    return parts.sorted { $0.place < $1.place }.map(\.text)
  }

  /// What a note says of them first; `nil` where there are none.
  static func line(about issue: Issue) -> Outgoing? {
    let parts = parts(of: issue.body)
    guard !parts.isEmpty else { return nil }
    let some = parts.prefix(3).map { "\(code: clipped($0, to: 200))" as Outgoing }
    let more: Outgoing = parts.count > 3 ? ", and \(ours: "\(parts.count - 3)") more" : ""
    return "The issue has text that its page does not show: \(some.joined(separator: ", "))\(more)."
  }

  /// Whether a line is one that Markdown takes for a definition and shows nowhere, or an element that is not drawn.
  private static func isHidden(_ line: Substring) -> Bool {
    if line.hasPrefix("["), let colon = line.firstRange(of: "]:") {
      let target = line[colon.upperBound...].drop { $0 == " " }
      return ["#", "<>", "<#>", "//"].contains { target.hasPrefix($0) }
    }
    let plain = line.lowercased().filter { $0 != " " }
    return line.contains("<")
      && ["display:none", "visibility:hidden", "hidden>", "font-size:0"].contains {
        plain.contains($0)
      }
  }

  /// The text with empty lines in the place of fenced code.
  private static func withoutFences(_ text: String) -> String {
    var fence: Substring?
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.map { line -> Substring in
      let trimmed = line.drop { $0 == " " }
      if let open = fence {
        if trimmed.hasPrefix(open) { fence = nil }
        return ""
      }
      for mark in ["```", "~~~"] where trimmed.hasPrefix(mark) {
        fence = trimmed.prefix { $0 == mark.first }
        return ""
      }
      return line
    }.joined(separator: "\n")
  }
}
