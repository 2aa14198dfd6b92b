import Testing
import Text

@Suite struct `Prose` {
  @Test func `a paragraph is wrapped, and so is a list item, below its first word`() {
    let long = String(repeating: "word ", count: 12).trimmedEnd
    let text = "\(long)\n\n- \(long)\n  - [x] \(long)\n10. \(long)"
    let lines = wrapped(text, to: 30).lines()
    #expect(lines.allSatisfy { $0.count <= 30 })
    #expect(lines.filter { $0.hasPrefix("  word") }.count == 2)
    #expect(lines.filter { $0.hasPrefix("    word") && !$0.hasPrefix("     ") }.count > 3)
    #expect(lines.joined(separator: " ").split(separator: " ").count { $0 == "word" } == 48)
    #expect(wrapped(wrapped(text, to: 30), to: 30) == wrapped(text, to: 30))
    for verbatim in ["> \(long)", "| \(long)", "    - \(long)", "```\n- \(long)\n```"] {
      #expect(wrapped(verbatim, to: 30) == verbatim)
    }
  }

  @Test func `code within an item stays in one line where it fits into one`() {
    let item =
      "- See the trail: `git log --first-parent RUN` and `one that takes more than a line of it`"
    let lines = wrapped(item, to: 34).lines()
    #expect(
      lines.contains("  `git log --first-parent RUN` and") && lines.allSatisfy { $0.count <= 34 })
  }

  @Test func `items with numbers stay, and a number within a paragraph begins none`() {
    let list = "Two things:\n1. the first one\n2. the second one\n   goes on\n3) and so on"
    #expect(wrapped(list, to: 40) == list)
    let sentence = "It came with version\n2. Then it went."
    #expect(wrapped(sentence, to: 72) == "It came with version 2. Then it went.")
  }

  @Test func `lines end with a line feed, whatever stands before that`() {
    let text = "a\r\nb\n\r\nc\r"
    #expect(text.lines() == ["a", "b", "", "c"])
    #expect(text.lines(keepingReturns: true).joined(separator: "\n") == text)
    #expect("".lines() == [""] && "é\r\n".lines() == ["é", ""])
  }

  @Test func `one line holds no control character and no doubled space`() {
    #expect(oneLine("  a\n\tb\u{1b}  c ") == "a b c")
  }

  @Test func `a clipped line says that it was cut`() {
    #expect(clipped("one two three four", to: 12) == "one two…")
    #expect(clipped("short", to: 12) == "short")
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
