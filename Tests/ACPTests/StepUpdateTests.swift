import Models
import Support
import Testing
import Text
import Vocabulary

@testable import ACP

@Suite struct `Updates of steps` {
  private let updates = StepUpdates(of: "20260101-fix-totals-0123456789ab" as RunID, in: "/p")

  private func step(
    _ action: Action, _ output: String = "", refusal: String? = nil,
    ending: Observation.Ending? = nil, by decider: Decider = .model("m")
  ) -> Step {
    Step(
      number: 3, action: action,
      observation: Observation(
        tree: .zero, ending: ending, output: Excerpt(output), refusal: refusal),
      decidedBy: decider, time: 1, cost: .nothing)
  }

  /// The only call among the updates.
  private func call(_ step: Step, _ texts: [ExactText: FileTexts] = [:]) throws -> ToolCall {
    let told = updates.kept(step, texts: texts)
    guard case .toolCallUpdate(let call) = told.last else {
      throw ProtocolError.badParameter("\(told)")
    }
    return call
  }

  @Test func `begin with a call that is under way, but for what is said in words`() {
    guard case .toolCall(let call) = updates.started(3, .run).first else {
      Issue.record("no call")
      return
    }
    #expect(call.status == .inProgress && call.kind == .execute)
    #expect(call.id == "20260101-fix-totals-0123456789ab:3")
    for kind in [Action.Kind.plan, .ask, .finish] { #expect(updates.started(3, kind).isEmpty) }
  }

  @Test func `show a change by its texts, at a path from the top`() throws {
    let edits = [
      FileEdit(path: "a.py", change: .substitute(search: "1", replacement: "2")),
      FileEdit(path: "b/c.py", change: .write("new\n")), FileEdit(path: "d", change: .delete),
      FileEdit(
        path: "e", change: .splice([FileEdit.Splice(offset: 0, old: "x", new: "y")])),
    ]
    let call = try call(
      step(.edit(edits, why: "")), ["b/c.py": FileTexts(old: "1\nold\n", new: "1\nnew\n")])
    #expect(call.status == .completed && call.kind == .edit)
    #expect(call.locations.map(\.path) == ["/p/a.py", "/p/b/c.py", "/p/d", "/p/e"])
    #expect(call.locations.map(\.line) == [nil, 2, nil, nil])
    #expect(
      call.content == [
        .diff(path: "/p/a.py", old: "1", new: "2"),
        .diff(path: "/p/b/c.py", old: "1\nold\n", new: "1\nnew\n"), .text("`d` is deleted."),
        .diff(path: "/p/e", old: "x", new: "y"),
      ])
  }

  @Test func `show the lines that differ of a long file`() throws {
    let lines = (1...5000).map { "line \($0)" }
    var others = lines
    others[2500] = "other"
    others.insert("more", at: 2501)
    let texts = FileTexts(
      old: lines.joined(separator: "\n"), new: others.joined(separator: "\n"))
    let edit = FileEdit(path: "a", change: .substitute(search: "line 2501", replacement: "other"))
    let call = try call(step(.edit([edit], why: "")), ["a": texts])
    #expect(call.locations == [.init("/p/a", line: 2501)])
    let around = ["line 2498", "line 2499", "line 2500"]
    let after = ["line 2502", "line 2503", "line 2504"]
    #expect(
      call.content == [
        .diff(
          path: "/p/a", old: (around + ["line 2501"] + after).joined(separator: "\n"),
          new: (around + ["other", "more"] + after).joined(separator: "\n"))
      ])
    for (old, new) in [("", "a"), ("a", ""), ("a\na\n", "a\n"), ("a\n", "a\na\n"), ("x", "x")] {
      let excerpt = FileTexts(old: old, new: new).excerpt
      #expect(excerpt.old == old && excerpt.new == new)
    }
  }

  @Test func `show no change that was refused, and no place outside`() throws {
    let edit = FileEdit(path: "../a", change: .write("x"))
    let call = try call(step(.edit([edit], why: ""), refusal: "it leaves the project"))
    #expect(call.status == .failed)
    #expect(call.content == [.text("it leaves the project")] && call.locations.isEmpty)
    for path in ["/etc/passwd", "a/../b", "", "a\0b"] {
      let edit = FileEdit(path: path, change: .write("x"))
      #expect(try self.call(step(.edit([edit], why: ""))).content.isEmpty)
    }
  }

  @Test func `show an output in a block that it cannot end`() throws {
    let call = try call(
      step(.run(command: "x", keepsChanges: false), "```\nout\u{1b}[0m", ending: .exited(2)))
    #expect(call.status == .failed)
    #expect(call.content == [.text("````\n```\nout<1B>[0m\n````")])
  }

  @Test func `tell a plan as the protocol's plan`() {
    let told = updates.kept(
      step(.plan("# Plan\n\n1. [x] Look\n2. **Mend**\n- [ ] Test\n\nMore words.")))
    #expect(
      told == [
        .plan([PlanEntry("Look", isDone: true), PlanEntry("**Mend**"), PlanEntry("Test")])
      ])
    #expect(PlanEntry.entries(of: "Look\n\nMend\n") == [PlanEntry("Look"), PlanEntry("Mend")])
    let many = (0..<500).map { "- \($0) " + String(repeating: "x", count: 900) }
    let entries = PlanEntry.entries(of: many.joined(separator: "\n"))
    #expect(entries.count == 50 && entries.allSatisfy { $0.content.count <= 300 })
  }

  @Test func `tell questions and answers in a replay alone`() {
    let question = step(.ask(question: "Which?"))
    #expect(updates.kept(question).isEmpty)
    #expect(updates.kept(question, isReplay: true) == [.agentMessage("Which?\n\n")])
    let answer = step(.ask(question: "Which?"), "This one.", by: .person)
    #expect(updates.kept(answer, isReplay: true) == [.userMessage("This one.")])
  }

  /// A reader of Python's asyncio ends a connection with a line of more than 64 KiB.
  @Test func `are lines of less than 64 KiB, whatever a step holds`() throws {
    let long = String(repeating: "\u{1}\"", count: 1 << 15)
    let splices = (0..<200).map { FileEdit.Splice(offset: $0, old: long, new: long) }
    let actions: [Action] = [
      .edit([FileEdit(path: "a", change: .write(long))], why: long),
      .edit([FileEdit(path: "a", change: .write(String(long.prefix(18_000))))], why: ""),
      .edit([FileEdit(path: "a", change: .splice(splices))], why: ""),
      .edit((0..<500).map { FileEdit(path: "a\($0)", change: .delete) }, why: ""),
      .run(command: long, keepsChanges: false), .plan(long),
      .finish(.init(claim: .resolved, why: long)),
      .trial((0..<500).map { Candidate(id: "\($0)", edits: [], about: String(long.prefix(4000))) }),
      .backtrack(toStep: 1, reason: long), .remember(lesson: long),
    ]
    for action in actions {
      for update in updates.kept(step(action, long), isReplay: true) {
        for part in update.parts { #expect(part.bytes.count < 64_000, "\(action.kind)") }
      }
    }
  }

  @Test func `keep every character of a long text, in whole ones`() {
    let text = String(repeating: "aé漢😀\n", count: 9000)
    let parts = SessionUpdate.agentMessage(text).parts
    #expect(parts.count > 5)
    #expect(parts.compactMap { $0["content"]?["text"]?.string }.joined() == text)
    #expect(SessionUpdate.agentMessage("").parts.isEmpty)
  }
}
