import Git
import Models
import Records
import Runs
import Support
import Testing
import Vocabulary

private typealias Issue = Vocabulary.Issue

@Suite(.timeLimit(.minutes(2))) struct `A new run` {
  private let place: Workplace

  init() throws { place = try Workplace() }

  private func new(
    _ issue: Issue = Issue(title: "Sum"), _ request: RunRequest = RunRequest(),
    _ change: (inout Settings) -> Void = { _ in }
  ) throws -> NewRun {
    try NewRun(of: issue, by: request, in: try place.opened(change), reporter: place.listener)
  }

  @Test func `starts from the base that is named first: by its caller, the issue, the settings`()
    throws
  {
    for branch in ["one", "two", "three"] { try place.repository.git("branch", branch) }
    let issue = Issue(title: "Sum", wishes: Issue.Wishes(base: "two"))
    #expect(try new(issue, RunRequest(base: "one")) { $0.base = "three" }.run.baseName == "one")
    #expect(try new(issue) { $0.base = "three" }.run.baseName == "two")
    #expect(try new { $0.base = "three" }.run.baseRef == "refs/heads/three")
    #expect(try new().run.baseRef == "refs/heads/main")
    #expect {
      try new(issue, RunRequest(base: "none"))
    } throws: {
      if case .noSuchRevision("none", .option) = $0 as? RunError { true } else { false }
    }
  }

  @Test func `may spend what the settings, its caller and the issue all allow`() throws {
    var narrow = Budget.standard
    narrow.steps = 7
    var wish = Budget.standard
    wish.candidates = 3
    let issue = Issue(title: "Sum", wishes: Issue.Wishes(budget: wish))
    let budget = try new(issue, RunRequest(budget: narrow)) { $0.budget.steps = 9 }
      .run.mandate.budget
    #expect(budget.steps == 7 && budget.candidates == 3)
  }

  @Test func `takes an issue's leave to change tests only where a person gave the issue`() throws {
    let issue = Issue(title: "Sum", wishes: Issue.Wishes(mayChangeTests: ["tests/**"]))
    for (trigger, leave) in [(Trigger.manual, ["x", "tests/**"]), (.cron, ["x"])] {
      let run = try new(issue, RunRequest(trigger: trigger)) { $0.mayChangeTests = ["x"] }.run
      #expect(run.mandate.mayChangeTests == leave)
    }
  }

  @Test func `says that no model is set only where nobody has named a policy`() throws {
    _ = try new()
    #expect(place.listener.events.first == "noModel")
    let named = try Workplace()
    _ = try NewRun(
      of: Issue(title: "Sum"), by: RunRequest(policy: PolicyRequest(name: .repair)),
      in: try named.opened(), reporter: named.listener)
    #expect(!named.listener.events.contains("noModel"))
    #expect {
      try new(Issue(title: "Sum"), RunRequest(policy: PolicyRequest(name: .model)))
    } throws: {
      if case .noModel = $0 as? RunError { true } else { false }
    }
    #expect {
      try new { $0.policy = "guess" }
    } throws: {
      if case .unknownPolicy("guess") = $0 as? RunError { true } else { false }
    }
  }

  @Test func `has no secret in its name or its issue`() throws {
    let token = "ghp_" + String(repeating: "a1", count: 18)
    let run = try new(Issue(title: "Use \(token)", body: "It is \(token).")).run
    #expect(!run.id.description.contains("a1a1") && !run.issue.title.contains("a1a1"))
    #expect(!run.issue.body.contains("a1a1"))
  }
}
