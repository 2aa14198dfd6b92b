import Foundation
import Testing
import Vocabulary

@Suite struct `Names as bytes` {
  private let composed = "caf\u{e9}.txt"
  private let decomposed = "cafe\u{301}.txt"

  @Test func `two normal forms of a name are two keys and two edits, and equal bytes are one`() {
    var kept: [ExactText: Int] = [:]
    (kept[composed], kept[decomposed]) = (1, 2)
    #expect(kept.count == 2 && kept[composed] == 1 && kept[decomposed] == 2)
    #expect(Set(names: [composed, decomposed, composed]).names == [decomposed, composed])
    #expect(
      FileEdit(path: composed, change: .delete) != FileEdit(path: decomposed, change: .delete))
    #expect(FileEdit.Change.write(composed) != .write(decomposed))
    #expect(FileEdit.Change.rename(to: composed) == .rename(to: composed))
    #expect(
      FileEdit.Change.substitute(search: composed, replacement: "x")
        != .substitute(search: decomposed, replacement: "x"))
    #expect(
      Hunk(id: "h1", path: composed, change: .add) != Hunk(id: "h1", path: decomposed, change: .add)
    )
  }

  @Test func `a path is parted at each slash, also where a mark combines with it`() {
    #expect("a/\u{301}b/c".pathParts() == ["a", "\u{301}b", "c"])
    #expect("/a//b/".pathParts(omittingEmpty: false) == ["", "a", "", "b", ""])
    #expect("a/\u{301}b".folderPath == "a" && "a".folderPath.isEmpty)
    #expect("a/b".lies(below: "a") && !"ab/c".lies(below: "a") && !"a".lies(below: "a"))
    #expect(!"cafe\u{301}/x".lies(below: "caf\u{e9}"))
  }

  @Test func `an edit and a hunk are kept as before`() throws {
    let edit = FileEdit(
      path: decomposed, change: .splice([.init(offset: 1, old: "a", new: "b")]))
    let json = try JSONEncoder().encode(edit)
    #expect(try JSONDecoder().decode(FileEdit.self, from: json) == edit)
    let members = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect((members["path"] as? String).map { Array($0.utf8) } == Array(decomposed.utf8))
    let hunk = Hunk(id: "h1", path: composed, change: .lines(old: 0..<1, new: 0..<2))
    #expect(try JSONDecoder().decode(Hunk.self, from: JSONEncoder().encode(hunk)) == hunk)
  }
}
