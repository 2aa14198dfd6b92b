import Digests
import Text
package import Vocabulary

/// What a source has found, before anybody knows whether it is new.
package struct SuggestionDraft: Hashable, Sendable {
  /// What found it.
  package var source: Suggestion.Source
  /// What it is about: the same parts make the same suggestion, whatever the title says. No numbers of lines.
  package var about: [String]
  /// One line; names in it stand between backquotes.
  package var title: String
  /// What is the matter, in paragraphs of Markdown.
  package var matter: String
  /// What has to hold afterwards, a line each.
  package var criteria: [String]
  /// What a person can check.
  package var evidence: [Suggestion.Evidence]
  /// What the evidence says beyond what it is about, without numbers of lines: other texts are other evidence.
  package var reasons: [String]
  /// How far the evidence alone makes it worth a person's time, from 0 to 1.
  package var strength: Double

  /// A draft of `source`.
  package init(
    _ source: Suggestion.Source, about: [String], title: String, matter: String,
    criteria: [String], evidence: [Suggestion.Evidence], reasons: [String] = [], strength: Double
  ) {
    (self.source, self.about, self.title, self.matter) = (source, about, title, matter)
    (self.criteria, self.evidence, self.reasons) = (criteria, evidence, reasons)
    self.strength = min(1, max(0, strength))
  }

  /// The suggestion's id: 40 hexadecimal digits of the source and of what it is about.
  package var id: String {
    let parts = [source.rawValue] + about.map(SuggestionDraft.normal)
    return String(SHA256.digits(of: parts.joined(separator: "\u{0}")).prefix(40))
  }

  /// 64 hexadecimal digits of what the evidence says.
  package var digest: String {
    let parts = ([id] + reasons.map(SuggestionDraft.normal)).joined(separator: "\u{0}")
    return SHA256.digits(of: parts)
  }

  /// The files that the evidence names.
  package var paths: Set<ExactText> { Set(names: evidence.compactMap(\.path)) }

  /// The suggestion that it becomes at `time`, in seconds since 1970.
  package func suggestion(at time: Int) -> Suggestion {
    Suggestion(
      id: id, source: source, title: clipped(oneLine(visible(title)), to: 160), body: body,
      evidence: evidence, digest: digest, strength: strength, found: time)
  }

  /// The text: what is the matter, the evidence, the criteria.
  private var body: String {
    var parts = [matter]
    let items = evidence.map(\.markdown)
    if !items.isEmpty { parts.append("## Evidence\n\n" + items.joined(separator: "\n")) }
    let boxes = criteria.map { "- [ ] \($0)" }
    if !boxes.isEmpty {
      parts.append("## Acceptance criteria\n\n" + boxes.joined(separator: "\n"))
    }
    return clippedText(parts.joined(separator: "\n\n"))
  }

  /// The text as it counts for what is the same: letters and digits in lower case, anything else one space.
  package static func normal(_ text: String) -> String {
    var normal = ""
    for scalar in text.lowercased().unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        normal.unicodeScalars.append(scalar)
      } else if normal.last != " " && !normal.isEmpty {
        normal.append(" ")
      }
    }
    return normal.hasSuffix(" ") ? String(normal.dropLast()) : normal
  }
}

/// `text` between as many backquotes as hold it, in one line, with everything in it made visible.
func code(_ text: String, limit: Int = 160) -> String {
  let line = clipped(oneLine(visible(text)), to: limit)
  var longest = 0
  var run = 0
  for character in line {
    run = character == "`" ? run + 1 : 0
    longest = max(longest, run)
  }
  let fence = String(repeating: "`", count: longest + 1)
  let room = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
  return line.isEmpty ? "` `" : "\(fence)\(room)\(line)\(room)\(fence)"
}

/// `text` as a fenced block of Markdown that ends where we say.
func block(_ text: String, language: String = "") -> String {
  var longest = 2
  for line in text.lines() {
    longest = max(longest, line.drop { $0 == " " }.prefix { $0 == "`" }.count)
  }
  let fence = String(repeating: "`", count: longest + 1)
  return "\(fence)\(language)\n\(visible(text).trimmingLineFeeds)\n\(fence)"
}

/// `text`, cut to what is kept of a body.
private func clippedText(_ text: String) -> String {
  guard text.utf8.count > 16 << 10 else { return text }
  return Excerpt(text).cut(head: 12 << 10, tail: 3 << 10).text
}

extension String {
  /// The text without line feeds at its end.
  fileprivate var trimmingLineFeeds: String {
    var text = self
    while text.last?.isNewline == true { text.removeLast() }
    return text
  }
}

extension Suggestion.Evidence {
  /// The evidence as an item of a list.
  var markdown: String {
    var words: [String] = []
    if let path { words.append(code(path + (line.map { ":\($0)" } ?? ""))) }
    if let commit { words.append("commit \(code(commit.abbreviated()))") }
    if let command { words.append("the command \(code(command, limit: 300))") }
    let place = words.joined(separator: ", ")
    let isBlock = text.contains("\n")
    if isBlock {
      let indented = block(text, language: text.hasPrefix("--- ") ? "diff" : "text").lines()
        .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
      return "- \(place):\n\n\(indented)\n"
    }
    if place.isEmpty { return "- \(code(text, limit: 300))" }
    return text.isEmpty ? "- \(place)" : "- \(place): \(code(text, limit: 300))"
  }
}
