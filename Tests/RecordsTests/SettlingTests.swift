import Foundation
import Support
import Testing
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

private let bare = Circumstances(
  testCommand: nil, testSeconds: 600, sandbox: .required, readable: [], policy: "repair",
  model: nil, product: "1")

/// The circumstances `bare` but for what `change` makes of them.
private func circumstances(_ change: (inout Circumstances) -> Void) -> Circumstances {
  var changed = bare
  change(&changed)
  return changed
}

/// An entry whose run something was in the way of under `bare`.
private func hindered(_ cause: Hindrance = .noTestCommand) -> QueueEntry {
  QueueEntry(key: "k", issue: Issue(title: "One"), trigger: .cron, added: 1)
    .after(run: "r1", ended: .unresolved, hindrance: (cause, bare), at: 2)
}

@Suite struct `A settled issue is tried again by itself` {
  @Test(arguments: Hindrance.allCases)
  func `when what the cause depends on is another, and not for anything else`(cause: Hindrance) {
    let changes: [(name: String, circumstances: Circumstances)] = [
      ("test", circumstances { $0.testCommand = "make test" }),
      ("testTime", circumstances { $0.testSeconds = 900 }),
      ("sandbox", circumstances { $0.sandbox = .none }),
      ("readable", circumstances { $0.readable = ["/opt"] }),
      ("allowed", circumstances { $0.allowed = ["ptrace"] }),
      ("policy", circumstances { $0.policy = "model" }),
      ("model", circumstances { $0.model = "openai http://127.0.0.1/v1 m" }),
      ("product", circumstances { $0.product = "2" }),
    ]
    let wanted: Set<String> =
      switch cause {
      case .noTestCommand, .noModel: ["test", "policy", "model", "product"]
      case .noTool: ["test", "sandbox", "readable", "allowed", "product"]
      case .noResults: ["test", "sandbox", "readable", "allowed", "policy", "model", "product"]
      case .overLimit: ["test", "testTime", "policy", "model", "product"]
      }
    let entry = hindered(cause)
    let woken = changes.filter { entry.again(given: $0.circumstances) != entry }.map(\.name)
    #expect(Set(woken) == wanted)
    expectNoDifference(entry.again(given: bare), entry)
  }

  @Test func `and waits for a new run then, its last one named until that begins`() {
    let changed = circumstances { $0.testCommand = "make test" }
    let entry = hindered().again(given: changed)
    #expect(entry.state == .waiting && entry.isDue(at: 0) && entry.failures == 0)
    #expect(entry.run == "r1" && entry.begunRun == nil && entry.anew == .changed)
    let begun = entry.with(run: "r2")
    #expect(begun.run == "r2" && begun.begunRun == "r2" && begun.anew == nil)
  }

  @Test func `once for each change, also when its run breaks off or has nothing else to say`() {
    let changed = circumstances { $0.testCommand = "make test" }
    let first = hindered().again(given: changed).with(run: "r2")
    let same = first.after(run: "r2", ended: .unresolved, hindrance: (.noTool, changed), at: 3)
    #expect(same.state == .settled && same.again(given: changed) == same)
    let failed = first.after(run: "r2", ended: .failed, reason: "down", at: 3)
      .after(run: "r2", ended: .unresolved, hindrance: (.noTestCommand, changed), at: 9)
    expectNoDifference(failed.again(given: changed), failed)
    expectNoDifference(failed.again(given: bare), failed)
  }

  @Test func `and two workers with settings of their own do not take turns`() {
    let other = circumstances { $0.testCommand = "missing" }
    var entry = hindered()
    var tries = 0
    for round in 0..<20 {
      let (cause, mine): (Hindrance, Circumstances) =
        round.isMultiple(of: 2) ? (.noTool, other) : (.noTestCommand, bare)
      let next = entry.again(given: mine)
      guard next != entry else { continue }
      tries += 1
      entry = next.after(
        run: .sample(round), ended: .unresolved, hindrance: (cause, mine), at: round)
    }
    #expect(tries <= 3)
    #expect(entry.state == .settled)
  }

  @Test func `but not where its run has come to an outcome of its own, or a person took it out`() {
    let changed = circumstances { $0.testCommand = "make test" }
    let entry = hindered().again(given: changed)
    for outcome: Outcome in [.resolved, .unresolved, .spent, .stuck] {
      let over = entry.after(run: "r2", ended: outcome, at: 3)
      #expect(over.settling == nil && over.again(given: bare) == over)
    }
    for state: QueueEntry.State in [.dropped, .replaced] {
      var out = hindered()
      out.state = state
      expectNoDifference(out.again(given: changed), out)
    }
  }

  @Test func `and keeps for that why it was settled; an older record has nothing of it`() throws {
    let entry = hindered().again(given: circumstances { $0.product = "2" })
    let bytes = try JSONEncoder().encode(entry)
    expectNoDifference(try JSONDecoder().decode(QueueEntry.self, from: bytes), entry)
    var object = try #require(
      try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let settling = try #require(object["settling"] as? [String: Any])
    #expect(settling["cause"] as? String == "noTestCommand")
    #expect(settling["product"] as? String == "1")
    // What a later version may say.
    object["settling"] = ["cause": "noLuck", "product": "3", "tried": []]
    let later = try JSONSerialization.data(withJSONObject: object)
    #expect(try JSONDecoder().decode(QueueEntry.self, from: later).settling == nil)
    for key in ["settling", "anew"] { object[key] = nil }
    let old = try JSONSerialization.data(withJSONObject: object)
    let decoded = try JSONDecoder().decode(QueueEntry.self, from: old)
    #expect(decoded.settling == nil && decoded.anew == nil && decoded.begunRun == "r1")
  }
}

@Suite struct `A person asks for another run` {
  @Test(arguments: [QueueEntry.State.waiting, .asking, .settled, .dropped])
  func `and gets it whatever has come of the issue`(state: QueueEntry.State) {
    var entry = hindered()
    (entry.state, entry.failures, entry.notBefore, entry.reason) = (state, 3, 99, "down")
    let again = entry.again(at: 7)
    #expect(again.state == .waiting && again.isDue(at: 0))
    #expect(again.failures == 0 && again.reason == nil)
    #expect(again.run == "r1" && again.begunRun == nil && again.anew == .asked)
    #expect(again.trigger == .manual && again.settling == nil)
  }

  @Test func `but not for a text that its source does not say any more`() {
    var entry = hindered()
    entry.state = .replaced
    expectNoDifference(entry.again(at: 7), entry)
  }

  @Test func `and a try that broke off before its run began does not lose that`() {
    let entry = hindered().again(at: 7).afterFailure("no base", at: 8)
    #expect(entry.begunRun == nil && entry.run == "r1")
    let begun = entry.after(run: "r2", ended: .interrupted, at: 9)
    #expect(begun.begunRun == "r2")
  }
}

@Suite struct `Two issues are the same` {
  private let issue = Issue(title: "Sum is wrong", body: "One.\n\nTwo.", origin: .file("a.md"))

  private func isSame(_ change: (inout Issue) -> Void) -> Bool {
    var other = issue
    change(&other)
    return IssueText(of: issue).isSame(as: IssueText(of: other))
  }

  @Test func `by their text, wherever it came from and whatever it is labelled`() {
    for origin: Issue.Origin in [
      .file("b.md"), .standardInput, .forge(number: 5), .native("a7f3"),
    ] {
      #expect(isSame { $0.origin = origin })
    }
    #expect(isSame { $0.labels = ["bug"] })
    #expect(isSame { $0.wishes.paths = ["src/**"] })
  }

  @Test func `whatever white space is at the ends of lines and around the body`() {
    #expect(isSame { $0.body = "\r\nOne. \t\r\n  \r\nTwo.\r\n\r\n" })
    #expect(isSame { $0.title += "  " })
  }

  @Test func `but not with another word, another indentation, or for another base`() {
    #expect(!isSame { $0.body = "One.\n\nTwo!" })
    #expect(!isSame { $0.body = "One.\nTwo." })
    #expect(!isSame { $0.body = "  One.\n\nTwo." })
    #expect(!isSame { $0.title = "Sum is Wrong" })
    #expect(!isSame { $0.wishes.base = "release-1" })
  }

  @Test func `but not when a forge has both of them`() {
    func issue(_ number: Int) -> IssueText {
      var issue = self.issue
      issue.origin = .forge(number: number)
      return IssueText(of: issue)
    }
    #expect(issue(5).isSame(as: issue(5)) && !issue(5).isSame(as: issue(6)))
  }
}
