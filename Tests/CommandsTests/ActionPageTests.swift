import Records
import Testing
import Vocabulary

@testable import Commands

@Suite("Actions shown to people")
struct ActionPageTests {
  @Test func `an edit's place is its line and column, counted in characters`() {
    func place(_ offset: Int) -> String? {
      let splice = FileEdit.Splice(offset: offset, old: "", new: "x")
      let edit = FileEdit(path: "a.py", change: .splice([splice]))
      return ActionPage.place(of: edit, in: Array("one\nzwö x\n".utf8))
    }
    #expect(place(0) == "a.py:1:1" && place(2) == "a.py:1:3")
    #expect(place(4) == "a.py:2:1" && place(9) == "a.py:2:5")
    #expect(place(999) == nil)
  }

  @Test func `seconds for programs have three decimals`() {
    #expect(thousandths(0) == "0.000" && thousandths(1.0625) == "1.063")
    #expect(thousandths(61.1) == "61.100" && thousandths(0.9996) == "1.000")
  }
}
