import Processes
import Support
import Testing
import Text
import Vocabulary

@testable import ACP

@Suite struct `Prompts` {
  private func text(_ words: String) -> JSON { ["type": "text", "text": .string(words)] }

  private func resource(_ content: String) -> JSON {
    ["type": "resource", "resource": ["uri": "file:///a.md", "text": .string(content)]]
  }

  @Test func `are their texts joined, without white space around them`() throws {
    #expect(try PromptText([text("  # Fix"), text(" it\n\nNow.\n")]) == .text("# Fix it\n\nNow."))
  }

  @Test func `have what is attached behind their words, quoted line by line`() throws {
    let content = "# Not a title\n```\n- [ ] not a criterion\n\n/again"
    let prompt = try PromptText([resource(content), text("Fix it")])
    #expect(
      prompt
        == .text(
          """
          Fix it

          Attached: file:///a.md

          > # Not a title
          > ```
          > - [ ] not a criterion
          >
          > /again
          """))
    let link: JSON = ["type": "resource_link", "uri": "file:///b\n# x", "name": "b"]
    #expect(
      try PromptText([text("Fix"), link]) == .text("Fix\n\nNamed beside it: b (file:///b # x)"))
    let blob: JSON = ["type": "resource", "resource": ["uri": "a:b", "blob": "AAAA"]]
    #expect(
      try PromptText([text("Fix"), blob])
        == .text("Fix\n\nAttached: a:b, which is no text and is not shown"))
  }

  @Test func `begin with a command where they do`() throws {
    #expect(try PromptText([text("/resume")]) == .resume)
    #expect(try PromptText([text(" /continue \n")]) == .resume)
    #expect(try PromptText([text("/resume the work")]) == .text("/resume the work"))
    #expect(try PromptText([text("/issue  Fix it")]) == .issue("Fix it", again: false))
    #expect(try PromptText([text("/again\nFix it")]) == .issue("Fix it", again: true))
    #expect(try PromptText([text("/usr/bin is not found")]) == .text("/usr/bin is not found"))
    #expect(throws: ProtocolError.emptyPrompt) { try PromptText([text("/again")]) }
  }

  private static let unreadable: [(JSON, ProtocolError)] = [
    (JSON.null, ProtocolError.badParameter("prompt")), ("x", .badParameter("prompt")),
    ([], .emptyPrompt), ([["type": "text", "text": " \n"]], .emptyPrompt),
    ([["type": "text", "text": 1]], .badParameter("prompt.text")),
    ([["type": "image", "data": "", "mimeType": "image/png"]], .unreadableContent("image")),
    ([1], .unreadableContent("nothing")),
    ([["type": "resource"]], .badParameter("prompt.resource")),
    ([["type": "resource_link"]], .badParameter("prompt.uri")),
    ([["type": "resource", "resource": ["uri": "a:b", "text": "x"]]], .emptyPrompt),
  ]

  @Test(arguments: unreadable)
  func `that cannot be read are refused`(_ blocks: JSON, _ error: ProtocolError) {
    #expect(throws: error) { try PromptText(blocks) }
  }
}

@Suite struct `Sessions` {
  private let run = "20260101-fix-totals-0123456789ab" as RunID

  private func session(_ standing: SessionStanding) -> Session {
    Session(id: "s", directory: "/project", standing: standing)
  }

  @Test func `take a prompt for what the newest run waits for`() throws {
    let words = PromptText.text("yes, please")
    #expect(try session(.none).turn(for: words) == .issue("yes, please", again: false))
    #expect(try session(.ended(run)).turn(for: words) == .issue("yes, please", again: false))
    #expect(try session(.resumable(run)).turn(for: words) == .issue("yes, please", again: false))
    #expect(try session(.waiting(run)).turn(for: words) == .answer(run, "yes, please"))
    #expect(
      try session(.waiting(run)).turn(for: .issue("x", again: true)) == .issue("x", again: true))
  }

  @Test(arguments: ["continue", "Continue.", "resume", " Go on! ", "please continue"])
  func `take a run up by a word for going on`(_ word: String) throws {
    #expect(try session(.resumable(run)).turn(for: .text(word)) == .resume(run))
    #expect(try session(.waiting(run)).turn(for: .text(word)) == .answer(run, word))
    #expect(try session(.ended(run)).turn(for: .text(word)) == .issue(word, again: false))
  }

  @Test(arguments: [SessionStanding.none, .ended("20260101-fix-totals-0123456789ab")])
  func `have nothing to take up where no run was broken off`(_ standing: SessionStanding) {
    #expect(throws: ProtocolError.nothingToResume) { try session(standing).turn(for: .resume) }
  }

  @Test func `have one turn at a time`() throws {
    var session = session(.none)
    let stop = StopRequest()
    try session.begin(stop)
    #expect(throws: ProtocolError.busySession("s")) { try session.begin(StopRequest()) }
    session.end(.resumable(run))
    #expect(session.standing == .resumable(run))
    try session.begin(StopRequest())
    session.end(nil)
    #expect(session.standing == .resumable(run))
  }
}
