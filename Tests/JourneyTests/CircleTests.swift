import Foundation
import Loopback
import Support
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `A model that goes in circles` {
  /// The ways of going in circles: what is done in each step, and what the run says of it.
  enum Circle: String, CaseIterable, Sendable {
    case repetition, failure, alternation, returning, idle

    func say(_ step: Int) -> ScriptedModel.Say {
      let read = { (path: String) in ScriptedModel.Say.call("read", json(["path": path])) }
      switch self {
      case .repetition: return read("clock/spans.py")
      case .failure:
        let edit: [String: Any] = [
          "path": "clock/spans.py", "search": "no such \(step % 2)", "replacement": "x",
        ]
        return .call("edit", json(["edits": [edit], "why": ""]))
      case .alternation: return read(step % 2 == 0 ? "clock/spans.py" : "tests/test_spans.py")
      case .returning:
        let words =
          step % 2 == 0 ? ["joined = []", "joined = list()"] : ["joined = list()", "joined = []"]
        let edit = ["path": "clock/spans.py", "search": words[0], "replacement": words[1]]
        return .call("edit", json(["edits": [edit], "why": "step \(step)"]))
      case .idle: return .call("run", json(["command": "echo \(step)"]))
      }
    }

    var sentence: String {
      switch self {
      case .repetition: "The same action had the same effect 4 times."
      case .failure: "The same action failed 3 times."
      case .alternation: "Two actions took turns without effect."
      case .returning: "The files came back to the same state 3 times."
      case .idle: "25 steps changed neither the files nor the tests."
      }
    }
  }

  @Test(arguments: Circle.allCases)
  func `is told, sent back, and recovers`(circle: Circle) throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      let text = turn.request.text
      guard let notice = text.ranges(of: "lay down another plan").last,
        let mark = text[notice.upperBound...].firstRange(of: "(Step "),
        let back = Int(text[mark.upperBound...].prefix { $0.isNumber })
      else { return circle.say(turn.step) }
      return switch turn.step - back {
      case 1: .call("plan", json(["text": "- [ ] make the bound inclusive"]))
      case 2: .call("edit", Mending.edit)
      case 3: .call("test", "{}")
      default: .call("finish", Mending.finish)
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    let subjects = try journey.subjects()
    #expect(subjects.count { $0.hasPrefix("backtrack") } == 1, "\(subjects)")
    let asked = model.choices.map(\.request.text)
    #expect(asked.contains { $0.contains("Go about it differently.") })
    #expect(asked.contains { $0.contains(circle.sentence) && $0.contains("given up") })
  }

  @Test func `to the end is stuck, and its best state is delivered as it stands`() throws {
    let files = Buggy.python.merging([
      "tests/test_more.py": """
      import unittest
      from clock.spans import overlaps


      class More(unittest.TestCase):
          def test_equal(self):
              self.assertTrue(overlaps((1, 2), (2, 3)))

      """
    ]) { _, new in new }
    let journey = try Journey(files)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      switch turn.step {
      case 2: return .call("edit", Mending.edit)
      case 3: return .call("test", "{}")
      default: return .call("read", json(["path": "clock"]))
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.colleague("work", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 6, "\(ended.errors)")
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    #expect(
      try journey.repository.git("diff", "main", branch).contains(
        "+        if joined and span[0] <="))
    let note = try journey.repository.git("notes", "--ref=colleague", "show", branch)
    #expect(note.contains("The run ended as `stuck`"))
  }
}
