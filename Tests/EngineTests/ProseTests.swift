import Engine
import Testing

@Suite struct `Prose` {
  @Test func `a paragraph is wrapped and a list item is not`() {
    let long = String(repeating: "word ", count: 20)
    let item = "- " + long.trimmedEnd
    let lines = wrapped(long + "\n\n" + item, to: 40).split(separator: "\n")
    #expect(lines.dropLast().allSatisfy { $0.count <= 40 })
    #expect(lines.last.map(String.init) == item)
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
