import Git
import Records
import Support
import Testing
import Vocabulary

@testable import Delivery

private typealias Issue = Vocabulary.Issue

@Suite("The delivery of a series")
struct DeliveryTests {
  private let repository: TemporaryRepository
  private let author = Author(name: "Colleague", email: "colleague@example.org")

  init() throws {
    repository = try TemporaryRepository(["a.py": "print(1)\n", "tests/test_a.py": "\n"])
  }

  private func opened() throws -> Repository {
    try Repository(discovering: repository.path, environment: [:])
  }

  /// The steps of a run that resolves its issue.
  private func steps(in repository: borrowing Repository) throws -> [Step] {
    let base = try self.repository.id("HEAD^{tree}")
    let blob = try repository.writeBlob(Array("print(3)\n".utf8))
    let mended = try repository.editTree(base, [TreeEdit("a.py", .put(blob, .file))])
    let failing = TestReport(passed: ["one"], failed: ["two"], succeeded: false, reader: "pytest")
    let passing = TestReport(passed: ["one", "two"], succeeded: true, reader: "pytest")
    let report = Action.Report(
      claim: .resolved, subject: "a: print 3", why: "It has to be 3.", alternatives: "none",
      risks: "none")
    let actions: [(Action, Observation)] = [
      (
        .test(.working),
        Observation(
          tree: base, ending: .exited(1), output: Excerpt("head\n", omitted: 7, tail: "tail\n"),
          tests: failing)
      ),
      (
        .edit([FileEdit(path: "a.py", change: .write("print(3)\n"))], why: "3 is right"),
        Observation(tree: mended, changed: ["a.py"])
      ),
      (.test(.verdict), Observation(tree: mended, ending: .exited(0), tests: passing)),
      (.finish(report), Observation(tree: mended)),
    ]
    return actions.enumerated().map { index, pair in
      Step(
        number: index + 1, action: pair.0, observation: pair.1, decidedBy: "repair",
        time: 1_700_000_001 + index,
        cost: Budget(steps: 1, seconds: 0.5, tokens: 0, costMicros: 0, candidates: 1))
    }
  }

  @Test(arguments: 0..<4)
  func `delivery repeated after a crash at any of its writes ends the same`(keeping writes: Int)
    throws
  {
    let run = try repository.makeRun()
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    for step in try steps(in: try opened()) { try trail.append(step) }
    let working = trail.tip
    try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_100)
    let branch = RefNames.branch(of: run.id)
    let patches = try repository.git("rev-parse", branch)
    let note = try repository.git("notes", "--ref", RefNames.notes, "show", branch)
    // As if killed before the last writes: the run's ref, the note, the branch stand or not.
    if writes < 3 { try repository.git("update-ref", RefNames.run(run.id), working.description) }
    if writes < 2 { try repository.git("update-ref", "-d", RefNames.notes) }
    if writes < 1 { try repository.git("update-ref", "-d", branch) }
    var again = try GitTrail.resume(run.id, in: try opened(), author: author, secrets: [])
    try SeriesDelivery.conclude(&again, as: .resolved, at: 1_700_000_100)
    #expect(try repository.git("rev-parse", branch) == patches)
    #expect(try repository.git("notes", "--ref", RefNames.notes, "show", branch) == note)
    #expect(again.record.phase == .delivered && again.record.outcome == .resolved)
    #expect(try repository.git("rev-list", "--count", "main..\(branch)") == "1")
    try repository.git("fsck", "--strict")
  }

  /// The message of the patch of a run whose policy says this of it.
  private func message(subject: String, why: String) throws -> String {
    var trail = try GitTrail.begin(
      try repository.makeRun(), in: try opened(), author: author, secrets: [])
    for var step in try steps(in: try opened()) {
      if case .finish(var report) = step.action {
        (report.subject, report.why) = (subject, why)
        step.action = .finish(report)
      }
      try trail.append(step)
    }
    try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_100)
    return try repository.git(
      "log", "-1", "--format=%B", try #require(trail.record.branch))
  }

  @Test func `what a policy writes signs nothing off`() throws {
    let message = try message(
      subject: "Signed-off-by: Eve <eve@example.org>",
      why: "It has to be 3.\n\nSigned-off-by: Eve <eve@example.org>\n  Reviewed-By: Eve")
    #expect(message.hasPrefix("sum is wrong\n\nIt has to be 3.\n"))
    #expect(!message.contains("Eve"))
    #expect(message.contains("\nAssisted-by: colleague:"))
  }

  @Test func `words that only look like a signature stay, and none comes about by wrapping`() throws
  {
    let words =
      "The planner sorts rows before the group-by: without that, what is asked for comes late."
    let filler = String(repeating: "word ", count: 14)
    let message = try message(
      subject: "order-by: keep the rows in place",
      why: "\(words)\n\n\(filler)Signed-off-by: Eve\n\nReviewed-by : Eve")
    #expect(message.hasPrefix("order-by: keep the rows in place\n"), "\(message)")
    #expect(message.replacing("\n", with: " ").contains(words), "\(message)")
    #expect(message.contains("word Signed-off-by: Eve\n"), "\(message)")
    #expect(!message.contains("Reviewed-by"), "\(message)")
  }

  @Test
  func
    `a branch that is somebody's own is never moved; the series gets one other name, also repeated`()
    throws
  {
    let run = try repository.makeRun()
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    for step in try steps(in: try opened()) { try trail.append(step) }
    let working = trail.tip
    let branch = RefNames.branch(of: run.id)
    try repository.git("update-ref", branch, "main")
    try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_100)
    #expect(try repository.id(branch) == repository.id("main"))
    #expect(trail.record.branch == branch + "-2" && trail.record.takenBranch == branch)
    #expect(try repository.id(branch + "-2") == trail.record.patches.last)
    // Killed before its record said so, and the branch given back before it went on.
    try repository.git("update-ref", RefNames.run(run.id), working.description)
    try repository.git("update-ref", "-d", branch)
    var again = try GitTrail.resume(run.id, in: try opened(), author: author, secrets: [])
    try SeriesDelivery.conclude(&again, as: .resolved, at: 1_700_000_100)
    #expect(again.record.branch == branch + "-2" && again.record.phase == .delivered)
    let branches = try repository.git("for-each-ref", "--format=%(refname)", RefNames.branches)
    #expect(branches == branch + "-2")
  }

  @Test func `secrets reach neither a patch nor a note`() throws {
    let secret = "correct-horse-battery"
    let token = "ghp_" + String(repeating: "a1", count: 18)
    var run = try repository.makeRun()
    run.issue = Issue(
      title: "sum of \(token)", body: "use \(secret)", criteria: ["not \(token)"],
      origin: .file("\(token).md"), labels: [secret])
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [secret])
    for var step in try steps(in: try opened()) {
      step.observation.output.head += "\(secret) \(token)\n"
      if case .finish(var report) = step.action {
        report.why += " \(secret)"
        step.action = .finish(report)
      }
      try trail.append(step)
    }
    try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_100)
    let everything = try repository.git(
      "log", "-p", "--all", "--notes=\(RefNames.notes)", "-m", "--format=%B%N")
    #expect(!everything.contains(secret) && !everything.contains(token))
    #expect(everything.contains("[redacted]"))
  }
}
