import Testing
import Vocabulary

@testable import Workspaces

@Suite("Edits of one file", .timeLimit(.minutes(10)))
struct EditTests {
  private let text = Array("one\ntwo\none more\n".utf8)

  private func applied(_ change: FileEdit.Change) throws(EditRefusal) -> String {
    String(decoding: try change.applied(to: text), as: UTF8.self)
  }

  @Test func `splices replace in order, each at its own place in the old text`() throws {
    let change = FileEdit.Change.splice([
      .init(offset: 0, old: "one", new: "1"), .init(offset: 4, old: "two", new: ""),
      .init(offset: 8, old: "", new: "+"),
    ])
    #expect(try applied(change) == "1\n\n+one more\n")
  }

  @Test func `a splice whose text is not there is refused with the place`() {
    #expect(throws: EditRefusal.differs(offset: 1)) {
      try applied(.splice([.init(offset: 1, old: "one", new: "1")]))
    }
    #expect(throws: EditRefusal.differs(offset: 16)) {
      try applied(.splice([.init(offset: 16, old: "\nx", new: "")]))
    }
    #expect(throws: EditRefusal.disordered) {
      try applied(
        .splice([.init(offset: 4, old: "two", new: ""), .init(offset: 0, old: "one", new: "")]))
    }
  }

  @Test func `a substitution needs exactly one place`() throws {
    #expect(try applied(.substitute(search: "two", replacement: "2")) == "one\n2\none more\n")
    #expect(throws: EditRefusal.ambiguous(lines: [1, 3])) {
      try applied(.substitute(search: "one", replacement: ""))
    }
    #expect(throws: EditRefusal.absent(nearest: nil)) {
      try applied(.substitute(search: "six", replacement: ""))
    }
    #expect(throws: EditRefusal.emptySearch) {
      try applied(.substitute(search: "", replacement: "x"))
    }
  }

  @Test func `an edit that changes nothing is refused`() {
    #expect(throws: EditRefusal.nothingChanges) { try applied(.write("one\ntwo\none more\n")) }
    #expect(throws: EditRefusal.nothingChanges) {
      try applied(.substitute(search: "two", replacement: "two"))
    }
  }
}
