import Support
import Testing

@testable import Commands

@Suite struct `Words of a command line` {
  @Test func `are text where they are UTF-8, and are named where they are not`() throws {
    #expect(try ArgumentText.words([Array("é.md".utf8), []]) == ["é.md", ""])
    let failure = #expect(throws: Failure.self) {
      try ArgumentText.words([Array("why".utf8), Array("bad".utf8) + [0xff] + Array(".py:1".utf8)])
    }
    #expect(failure?.status == .usage)
    #expect(
      failure?.sentence
        == #"the argument $'bad\377.py:1' is not UTF-8, and names of other bytes are not supported"#
    )
  }
}
