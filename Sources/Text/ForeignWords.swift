/// Makes words of others such that no program acts by them, and says the same to people. Pure; doing it twice changes
/// nothing more.
struct ForeignWords {
  /// The number of the issue that they may close.
  private let issue: Int?

  init(about issue: Int?) { self.issue = issue }

  /// Words in one line.
  func line(_ text: String) -> String {
    let line = broken(oneLine(visible(text)))
    let squash = ActingWords.squashing.first { line.lowercased().hasPrefix($0) }
    if let squash { return String(line.prefix(squash.count - 1) + line.dropFirst(squash.count)) }
    return LineStart(line[...]).actsInTitle ? "> " + line : line
  }

  /// Words in lines, without blank ones at their ends; a fence that has no end gets one.
  func lines(_ text: String, wrappedTo width: Int?) -> String {
    let kept = text.lines().map { visible(String($0)) }.joined(separator: "\n")
    var text = broken(trimmedLines(kept))
    if let width { text = wrapped(text, to: width, neverBefore: ForeignWords.actsAtStart) }
    var fence: Fence?
    var lines = text.lines().map { line in
      fence = Fence.after(line, in: fence)
      return marked(line)
    }
    if let fence { lines.append(fence.mark) }
    return lines.joined(separator: "\n")
  }

  /// A name between backquotes.
  func code(_ text: String) -> String {
    "`" + withoutCommands(oneLine(visible(text)).replacing("`", with: "'")) + "`"
  }

  /// Lines that are kept from acting by where they stand.
  func block(_ text: String) -> String { withoutCommands(visible(text)) }

  /// Whether a line that begins with `word` could act.
  static func actsAtStart(_ word: Substring) -> Bool {
    guard let first = word.utf8.first else { return false }
    if "#/@".utf8.contains(first) || word.hasPrefix("```") || word.hasPrefix("~~~")
      || word.allSatisfy({ $0 == "-" || $0 == "=" })
    {
      return true
    }
    if ["diff", "From", "+++", "***", "@@", "bors", "(cherry"].contains(word) { return true }
    if word.lowercased().hasPrefix("breaking") { return true }
    guard let colon = word.firstIndex(of: ":"), !word[colon...].hasPrefix("://") else {
      return false
    }
    return word[..<colon].allSatisfy { $0 == "-" || $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  // MARK: Starts of lines

  /// The line with a mark before it, where a program would read it as more than words.
  private func marked(_ line: Substring) -> String {
    let start = LineStart(line)
    if start.isUnderline { return "    " + line.drop { $0 == " " } }
    let line = Scissors.are(in: line) ? Scissors.opened(in: line) : String(line)
    if start.needsQuote { return "> " + line }
    return start.isField ? " " + line : line
  }

  // MARK: Within lines

  /// The text with all that acts within lines broken.
  private func broken(_ text: String) -> String {
    withoutMentions(withoutElements(withoutCommands(text)))
  }

  /// The text without what keeps builds from running, and without what closes other issues.
  private func withoutCommands(_ text: String) -> String {
    var text = text
    text = text.replacing(#/(?i)\*+(no_ci)\*+|--(skip-ci)--/#) { match in
      String(match.output.1 ?? match.output.2 ?? "")
    }
    if text.contains("[") {
      text = text.replacing(#/\[([A-Za-z \t\n_:.-]{2,40})\]/#) { match in
        ForeignWords.skips(match.output.1) ? "(\(match.output.1))" : String(match.output.0)
      }
    }
    return ClosingWords(keeping: issue).broken(in: withoutReleases(text))
  }

  /// The text without what decides on the number of a release, or moves an issue: `#major`, `+semver: major`, and the
  /// `!` of `feat!: …` where a line or an item begins.
  private func withoutReleases(_ text: String) -> String {
    var text = text
    if text.contains("#"), let mark = try? Regex("#(?=(?:\(ActingWords.marked))\\b)").ignoresCase()
    {
      text = text.replacing(mark, with: "# ")
    }
    text = text.replacing(#/(?i)\+(semver|semantic)(?=\s*:)/#) { String($0.output.1) }
    guard text.contains("!:") else { return text }
    return text.replacing(#/(?m)^([ \t>*+-]*[A-Za-z][A-Za-z0-9_-]*(?:\([^()\n]{0,80}\))?)!(?=:)/#) {
      String($0.output.1)
    }
  }

  /// Whether words in brackets keep a build from running.
  private static func skips(_ words: Substring) -> Bool {
    let words = words.lowercased().split { !$0.isLetter }
    guard words.count <= 3, words.contains(where: ActingWords.skips.contains) else { return false }
    let rest = words.filter { !ActingWords.skips.contains($0) }
    return rest.allSatisfy(ActingWords.skipped.contains)
      && (!rest.isEmpty || words.contains { $0.count > 4 })
  }

  /// The text with elements of HTML that hide others, comments, and names of characters that act taken for text.
  private func withoutElements(_ text: String) -> String {
    var text = text
    if text.contains("&"),
      let name = try? Regex("&(?=#|(?:\(ActingWords.entities));)").ignoresCase()
    {
      text = text.replacing(name, with: "& ")
    }
    guard text.contains("<"),
      let element = try? Regex("<(?=[!?]|/?(?:\(ActingWords.hiding))(?![A-Za-z0-9]))").ignoresCase()
    else { return text }
    return text.replacing(element, with: "< ")
  }

  /// The text in which nobody is called: each `@name` is code, or where that cannot be told, has a space in it.
  private func withoutMentions(_ text: String) -> String {
    guard text.contains("@") else { return text }
    let isCertain = ForeignWords.hasPlainCode(text)
    return text.lines(keepingReturns: true).map { line in
      var shown = ""
      var isCode = false
      var before: Unicode.Scalar?
      var rest = line.unicodeScalars[...]
      while let scalar = rest.popFirst() {
        if scalar == "`" { isCode.toggle() }
        let isMark = scalar == "@" && before?.isWord != true
        let name = isMark ? rest.prefix { $0.isOfName } : rest.prefix(0)
        let isCall = name.first?.isWord == true
        // A full stop is the sentence's.
        let end = name.lastIndex { $0.isWord } ?? name.startIndex
        let after = isCall ? rest[rest.index(after: end)...].first : nil
        let touchesCode = [before, after].contains("`") || before == "\\"
        before = scalar
        if isCall && (!isCertain || !isCode && touchesCode) {
          shown += "@ "
        } else if isCall && !isCode {
          shown += "`@" + String(name[...end]) + "`"
          before = name[end]
          rest = rest[rest.index(after: end)...]
        } else {
          shown.unicodeScalars.append(scalar)
        }
      }
      return shown
    }.joined(separator: "\n")
  }

  /// Whether code within lines is only between two single backquotes of one line.
  private static func hasPlainCode(_ text: String) -> Bool {
    text.lines().allSatisfy { line in
      let marks = line.utf8.count { $0 == UInt8(ascii: "`") }
      return marks % 2 == 0 && !line.contains("``") && !line.contains("\\`")
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isWord: Bool {
    isASCII && (properties.isAlphabetic || properties.numericType != nil || self == "_")
  }

  fileprivate var isOfName: Bool { isWord || self == "-" || self == "." || self == "/" }
}
