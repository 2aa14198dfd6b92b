import Foundation
import Testing
import Vocabulary

@Suite struct `A recollection` {
  private let run: RunID? = RunID("20260101-sum-3f9a12bc0000")

  private func make(_ text: String) -> Recollection { Recollection(kind: .lesson, text: text) }

  @Test func `has at most four lines and 600 bytes, and is not cut within a character`() {
    #expect(make("\n\na\n\nb\nc\nd\ne\n").text == "a\nb\nc\nd")
    #expect(make(" \t\n ").text == "")
    let long = make(String(repeating: "ä", count: 400)).text
    #expect(long == String(repeating: "ä", count: 300))
    let odd = make("x" + String(repeating: "ä", count: 400)).text
    #expect(odd.utf8.count == 599 && odd.hasSuffix("ä"))
    #expect(make(odd).text == odd)
  }

  @Test func `is cut when it is read, whoever wrote it, and is written as it is read`() throws {
    let text = String(repeating: "x", count: 5000)
    let json =
      #"{"kind":"run","text":"\#(text)","step":-3,"more":[1],"run":"20260101-sum-3f9a12bc0000"}"#
    let read = try JSONDecoder().decode(Recollection.self, from: Data(json.utf8))
    #expect(read.text.utf8.count == 600 && read.step == 0 && read.run == run)
    let again = try JSONDecoder().decode(
      Recollection.self, from: try JSONEncoder().encode(read))
    #expect(again == read)
  }

  @Test(arguments: [
    "{}", #"{"kind":"dream","text":"x"}"#, #"{"kind":"run","text":7}"#,
    #"{"kind":"run","text":"x","run":"../../x"}"#, #"{"kind":"run","text":"x","commit":"7"}"#,
  ])
  func `is none where a field is not what it has to be`(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Recollection.self, from: Data(json.utf8))
    }
  }

  @Test func `is cited by run and step with the merge status, or by its commit`() {
    let whole = Recollection(
      kind: .run, text: "x", run: run, step: 7, commit: .zero, mergeStatus: .merged)
    #expect(whole.citation == "run 3f9a12bc step 7, merged" && !whole.isRejected)
    let history = Recollection(kind: .history, text: "x", commit: .zero)
    #expect(history.citation == "commit 000000000000")
    let nowhere = Recollection(kind: .lesson, text: "x", mergeStatus: .rejected)
    #expect(nowhere.citation == nil && nowhere.source == nil && nowhere.isRejected)
  }

  @Test func `is no news where it was told, whatever people have done since, nor a second time`() {
    var merged = Recollection(kind: .run, text: "x", run: run, step: 7, mergeStatus: .merged)
    let told = merged
    merged.mergeStatus = .rejected
    let other = Recollection(kind: .run, text: "x", run: run, step: 8)
    let news = [merged, other, make(""), other, make("a"), make("b")].news(beyond: [told], limit: 2)
    #expect(news == [other, make("a")])
  }
}
