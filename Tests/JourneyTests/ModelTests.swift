import Foundation
import Loopback
import Support
import Synchronization
import Testing

/// The argument of a call as JSON.
func json(_ members: [String: Any]) -> String {
  let data = try? JSONSerialization.data(withJSONObject: members, options: .sortedKeys)
  return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}

extension Journey {
  /// Makes this repository's runs ask `model`, without a search by the built-in policy before.
  func use(_ model: ScriptedModel) throws {
    for (key, value) in model.settings { try repository.git("config", "--global", key, value) }
    try repository.git("config", "--global", "colleague.policy", "model")
  }

  /// The newest run's steps as their subjects.
  func subjects() throws -> [String] {
    try colleague("log", "--porcelain").output.split(separator: "\n").map {
      String($0.split(separator: "\t", omittingEmptySubsequences: false).last ?? "")
    }
  }
}

/// Mends the Python project in the fewest steps.
enum Mending {
  static let edit = json([
    "edits": [
      [
        "path": "clock/spans.py", "search": "span[0] < joined[-1][1]",
        "replacement": "span[0] <= joined[-1][1]",
      ]
    ], "why": "Spans that touch are one.",
  ])

  static let finish = json([
    "claim": "resolved", "subject": "join spans that touch", "why": "The bound was exclusive.",
  ])

  static func say(_ turn: ScriptedModel.Turn) -> ScriptedModel.Say? {
    guard turn.kind == .choice else { return nil }
    return switch turn.step {
    case 2: .call("read", json(["path": "clock/spans.py"]))
    case 3: .call("edit", edit)
    case 4: .call("test", "{}")
    default: .call("finish", finish)
    }
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `A model decides` {
  private let issue = "# Spans that touch stay apart\n\n`join` should join them.\n"

  /// The model writes the branch that no edit of one place makes, with a bound that is off by one.
  @Test func `an edit that is nearly right is made right by trials around it`() throws {
    let journey = try Journey([
      "price.py": "def price(amount, count):\n    return amount * count\n",
      "test_price.py": """
      import unittest
      from price import price

      class Prices(unittest.TestCase):
          def test_few(self):
              self.assertEqual(price(10, 1), 10)

          def test_nine(self):
              self.assertEqual(price(30, 9), 270)

          def test_ten(self):
              self.assertEqual(price(10, 10), 90)

          def test_many(self):
              self.assertEqual(price(10, 20), 180)

      """,
    ])
    let edit = json([
      "edits": [
        [
          "path": "price.py", "search": "    return amount * count\n",
          "replacement":
            "    if count > 10:\n        return amount * count * 9 // 10\n    return amount * count\n",
        ]
      ], "why": "Ten and more cost a tenth less.",
    ])
    let asked = Mutex(0)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      let calls: [ScriptedModel.Say] = [.call("edit", edit), .call("test", "{}")]
      let number = asked.withLock { asked in
        asked += 1
        return asked
      }
      return number <= calls.count ? calls[number - 1] : .call("finish", Mending.finish)
    }
    defer { model.server.stop() }
    try journey.use(model)
    try journey.repository.git("config", "--global", "colleague.policy", "auto")
    let ended = try journey.colleague(
      "work", "--test", "python3 -m unittest -v",
      try journey.issue("# Ten and more cost a tenth less\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    let subjects = try journey.subjects()
    #expect(subjects.contains { $0.hasPrefix("edit: price.py") }, "\(subjects)")
    #expect(asked.withLock { $0 } == 3, "\(subjects)")
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    #expect(try journey.repository.git("show", "\(branch):price.py").contains("if count >= 10:"))
  }

  @Test(arguments: ScriptedModel.Format.allCases)
  func `a bug is mended, checked, reviewed and delivered, in either format`(
    format: ScriptedModel.Format
  ) throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel(format) { Mending.say($0) }
    defer { model.server.stop() }
    try journey.use(model)
    let before = try journey.fingerprint()
    let ended = try journey.colleague(
      "work", try journey.issue(issue),
      adding: ["COLLEAGUE_API_KEY": "sk-test-0123456789abcdef0123"])
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try journey.fingerprint() == before)
    let subjects = try journey.subjects()
    #expect(
      subjects == [
        "test: 1 failed, 3 passed", "read: clock/spans.py", "edit: clock/spans.py",
        "test: 4 passed", "finish: resolved, join spans that touch", "verdict: 4 passed",
        "arrange: 1 patch",
      ])
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let message = try journey.repository.git("log", "-1", "--format=%B", branch)
    #expect(message.hasPrefix("join spans that touch\n"))
    #expect(message.contains("Assisted-by: colleague:scripted\n"))
    let kinds = model.server.received.map { ScriptedModel.Turn(request: $0).kind }
    #expect(kinds.contains(.review))
    let key = "sk-test-0123456789abcdef0123"
    let sent = model.server.received.allSatisfy {
      $0.headers["authorization"] == "Bearer \(key)" || $0.headers["x-api-key"] == key
    }
    #expect(sent)
    let everything = try journey.repository.git("log", "-p", "--all", "--format=%B")
    #expect(!everything.contains(key) && !ended.errors.contains(key))
    try journey.repository.git("fsck", "--strict")
    let record = try journey.colleague("show", "--json").output
    #expect(record.contains(#""requests":"#) && record.contains(#""cached":"#))
  }
}
