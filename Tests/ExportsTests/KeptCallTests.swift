import Support
import Testing
import Text
import Vocabulary

@testable import Exports

@Suite struct `A call of another agent's` {
  private func kept(_ arguments: String, omission: String?) -> Step {
    var kept = step(2, .plan("web_browse"), decidedBy: "agent:other")
    kept.reply = Reply(model: "", text: "Browse.")
    kept.reply?.recorded = RecordedCall(
      place: 1, turn: 1, tool: "web_browse", arguments: arguments, output: Excerpt("a page"),
      omission: omission)
    return kept
  }

  @Test func `that was kept is told as it was made and answered`() {
    let step = kept(#"{"url": "x"}"#, omission: "there is no such tool")
    #expect(step.told.name == "web_browse" && step.told.arguments == ["url": "x"])
    #expect(ATIF.result(of: step) == "a page")
    #expect(kept("ls -l", omission: "no").told.arguments == ["arguments": "ls -l"])
  }

  @Test func `that was carried out again is told as the action that it was`() {
    let step = kept("{}", omission: nil)
    #expect(step.told.name == "plan")
    #expect(ATIF.result(of: step) != "a page")
  }
}
