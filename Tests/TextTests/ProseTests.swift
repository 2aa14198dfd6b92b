import Testing
import Text

@Suite struct `Prose` {
  @Test func `a paragraph is wrapped and a list item is not`() {
    let long = String(repeating: "word ", count: 20)
    let item = "- " + long.trimmedEnd
    let lines = wrapped(long + "\n\n" + item, to: 40).split(separator: "\n")
    #expect(lines.dropLast().allSatisfy { $0.count <= 40 })
    #expect(lines.last.map(String.init) == item)
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
