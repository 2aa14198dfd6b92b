import Vocabulary

/// What an agent was shown of a call's answer, taken apart into what the tool printed and what the agent's frame says of it.
struct RecordedText: Equatable {
  /// What the tool printed, as far as it can be told apart.
  var text: String
  /// The exit status that the frame names.
  var status: Int?
  /// Where the shell was afterwards, as the frame says.
  var directory: String?
  /// Bytes between its start and its end that are left out.
  private var omitted: Int

  /// Takes apart the frames of mini-swe-agent (`<returncode>`, `<output>`), of OpenHands (`OBSERVATION:`, `[… exit code 0.]`)
  /// and of SWE-agent (`(Current directory: …)`).
  init(_ shown: String) {
    // What frames say stands at the two ends; the rest of a long text is not gone through.
    let ends = Excerpt(shown).cut(head: 32 << 10, tail: 16 << 10)
    omitted = ends.omitted
    let shown = ends.text
    // Terminals end lines with both.
    text = shown.contains("\r\n") ? shown.replacing("\r\n", with: "\n") : shown
    readReturnCode()
    readObservation()
    readPrompt()
  }

  private mutating func readReturnCode() {
    guard let code = text.between("<returncode>", "</returncode>"), let status = Int(code) else {
      return
    }
    self.status = status
    if let output = text.between("<output>\n", "</output>") ?? text.between("<output>", "</output>")
    {
      text = output
    } else if let end = text.firstRange(of: "</returncode>") {
      text = String(text[end.upperBound...])
    }
  }

  private mutating func readObservation() {
    if text.hasPrefix("OBSERVATION:\n") { text.removeFirst("OBSERVATION:\n".count) }
    if text.hasPrefix("EXECUTION RESULT of ["), let end = text.firstRange(of: "]:\n") {
      text = String(text[end.upperBound...])
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while let last = lines.last {
      if last.isEmpty, lines.count > 1, lines[lines.count - 2].hasPrefix("[") {
        lines.removeLast()
        continue
      }
      guard last.hasPrefix("["), last.hasSuffix("]") else { break }
      let inner = last.dropFirst().dropLast()
      if inner.hasPrefix("Current working directory: ") {
        directory = String(inner.dropFirst("Current working directory: ".count))
      } else if let code = inner.firstRange(of: "exit code ") {
        status = Int(inner[code.upperBound...].prefix { $0 == "-" || $0.isNumber }) ?? status
      } else if !inner.hasPrefix("Python Interpreter: "), !inner.hasPrefix("Python interpreter: ") {
        break
      }
      lines.removeLast()
      text = lines.joined(separator: "\n")
    }
  }

  private mutating func readPrompt() {
    guard let prompt = text.ranges(of: "(Current directory: ").last,
      text[prompt.upperBound...].contains("bash-$"),
      let end = text[prompt.upperBound...].firstIndex(of: ")")
    else { return }
    directory = String(text[prompt.upperBound..<end])
    let open = text.ranges(of: "(Open file: ").last?.lowerBound ?? prompt.lowerBound
    text = String(text[..<min(open, prompt.lowerBound)])
  }

  /// The text as it is kept: 16 KiB of its start and 8 of its end.
  var excerpt: Excerpt {
    var excerpt = Excerpt(text).cut(head: 16 << 10, tail: 8 << 10)
    if excerpt.omitted > 0 { excerpt.omitted += omitted }
    return excerpt
  }
}

extension String {
  /// What stands between the first `start` and the first `end` after it.
  func between(_ start: String, _ end: String) -> String? {
    guard let first = firstRange(of: start),
      let last = self[first.upperBound...].firstRange(of: end)
    else { return nil }
    return String(self[first.upperBound..<last.lowerBound])
  }
}
