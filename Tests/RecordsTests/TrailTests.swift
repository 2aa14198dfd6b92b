import Engine
import Git
import Support
import Testing
import Vocabulary

@testable import Records

private typealias Issue = Vocabulary.Issue

@Suite("A run's trail in git")
struct TrailTests {
  private let repository: TemporaryRepository
  private let author = Author.keeper

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
    let candidate = Candidate(
      id: "c1",
      edits: [
        FileEdit(path: "a.py", change: .splice([.init(offset: 6, old: "1", new: "3")])),
        FileEdit(path: "b.py", change: .delete),
        FileEdit(path: "c.py", change: .rename(to: "d.py")),
      ], about: "1 to 3")
    let actions: [(Action, Observation)] = [
      (
        .test(.working),
        Observation(
          tree: base, ending: .exited(1), output: Excerpt("head\n", omitted: 7, tail: "tail\n"),
          tests: failing)
      ),
      (.read(path: "a.py", lines: 1...2), Observation(tree: base, output: Excerpt("print(1)\n"))),
      (.search(text: "print", paths: ["a.py"]), Observation(tree: base)),
      (.plan("1. Mend it.\n"), Observation(tree: base)),
      (.remember(lesson: "numbers matter"), Observation(tree: base)),
      (
        .tool(name: "docs__find", arguments: #"{"text":"sum"}"#),
        Observation(tree: base, ending: .exited(0), output: Excerpt("page 7\n"))
      ),
      (.run(command: "true", keepsChanges: true), Observation(tree: base, ending: .signalled(9))),
      (
        .trial([candidate]),
        Observation(
          tree: base, results: [CandidateResult(id: "c1", mark: .passes, turned: ["two"])])
      ),
      (
        .edit([FileEdit(path: "a.py", change: .write("print(3)\n"))], why: "3 is right"),
        Observation(tree: mended, changed: ["a.py"])
      ),
      (.backtrack(toStep: 1, reason: "no"), Observation(tree: mended, refusal: "no such step")),
      (.ask(question: "which?"), Observation(tree: mended, ending: .exceeded(.time))),
      (.test(.verdict), Observation(tree: mended, ending: .exited(0), tests: passing)),
      (
        .finish(
          Action.Report(
            claim: .resolved, subject: "a: print 3", why: "It has to be 3.",
            alternatives: "none", risks: "none")), Observation(tree: mended)
      ),
    ]
    return actions.enumerated().map { index, pair in
      Step(
        number: index + 1, action: pair.0, observation: pair.1, decidedBy: "repair",
        time: 1_700_000_001 + index,
        cost: Budget(steps: 1, seconds: 0.5, tokens: 0, costMicros: 0, candidates: 1))
    }
  }

  @Test func `a lock that a killed process left on the run's ref is removed, and the step is kept`()
    throws
  {
    var trail = try GitTrail.begin(
      try repository.makeRun(), in: try opened(), author: author, secrets: [])
    let lock = "\(repository.path)/.git/\(RefNames.run(trail.record.run.id)).lock"
    try repository.write("", to: String(lock.dropFirst(repository.path.count + 1)))
    for step in try steps(in: try opened()).prefix(1) { try trail.append(step) }
    #expect(trail.steps.count == 1)
    #expect(try repository.git("fsck", "--strict", "--no-dangling") == "")
  }

  @Test func `what is kept is read back whole`() throws {
    let run = try repository.makeRun()
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    let steps = try steps(in: try opened())
    for step in steps { try trail.append(step) }
    let stored = try StoredRun(run.id, in: try opened())
    expectNoDifference(stored.record.run, run)
    #expect(try stored.steps(in: try opened()) == steps)
    #expect(stored.record.spent == steps.spent)
    #expect(stored.tip == trail.tip)
    try repository.git("fsck", "--strict")
  }

  @Test func `what came to no step is charged, and the calls of one answer are read back`() throws {
    let run = try repository.makeRun()
    let secret = "sk-own-Zq3rT9vLw0pXb7Hn2Kc5Md8F"
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [secret])
    var first = try #require(try steps(in: try opened()).first)
    first.reply = Reply(model: "small", text: "")
    first.reply?.further = [
      FurtherCall(.read(path: "a", lines: nil)),
      FurtherCall(.run(command: "echo \(secret)", keepsChanges: true)),
      FurtherCall(fault: "There is no \(secret)."),
    ]
    try trail.append(first)
    let cost = Budget(steps: 0, seconds: 8, tokens: 40, costMicros: 5, candidates: 0)
    try trail.charge(cost, Usage(requests: 1, sent: 40), at: first.time)
    let stored = try StoredRun(run.id, in: try opened())
    #expect(stored.record.spent == first.cost + cost && stored.record.usage?.sent == 40)
    #expect(trail.spent == stored.record.spent)
    let calls = try #require(try stored.step(1, in: try opened()).reply?.further)
    #expect(calls.map(\.hasLostSecret) == [nil, true, nil])
    #expect(calls[0].action == .read(path: "a", lines: nil) && calls[2].action == nil)
    let everything = try repository.git("log", "-p", "--all", "--format=%B")
    #expect(!everything.contains(secret))
    try repository.git("fsck", "--strict")
  }

  @Test func `stock git shows a commit a step on both sides of the trail`() throws {
    let run = try repository.makeRun()
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    let steps = try steps(in: try opened())
    for step in steps { try trail.append(step) }
    let ref = RefNames.run(run.id)
    let states = try repository.git("log", "--first-parent", "--format=%s", ref)
      .split(separator: "\n")
    #expect(states.count == steps.count + 1)
    let code = try repository.git("log", "--format=%s", "--reverse", "main..\(ref)^2")
      .split(separator: "\n")
    #expect(code == Array(states.reversed().dropFirst()))
    #expect(code[0] == "test: 1 failed, 1 passed" && code[8] == "edit: a.py")
    #expect(try repository.git("show", "\(ref)^2:a.py") == "print(3)")
    #expect(try repository.git("show", "\(ref):plan.md") == "1. Mend it.")
    #expect(try repository.git("show", "\(ref):log/0001.txt") == "head\ntail")
    #expect(try repository.git("show", "\(ref):issue.md").hasPrefix("# sum is wrong\n\nIt says 2."))
  }

  @Test func `a trail that somebody else moved takes no further step`() throws {
    let run = try repository.makeRun()
    var ours = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    var theirs = try GitTrail.resume(run.id, in: try opened(), author: author, secrets: [])
    let steps = try steps(in: try opened())
    try theirs.append(steps[0])
    var isRefused = false
    do { try ours.append(steps[0]) } catch { if case .moved = error { isRefused = true } }
    #expect(isRefused)
    #expect(try StoredRun(run.id, in: try opened()).record.steps == 1)
    #expect(throws: RecordsError.self) {
      _ = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    }
  }

  @Test func `secrets reach no object of the trail`() throws {
    let secret = "correct-horse-battery"
    let token = "ghp_" + String(repeating: "a1", count: 18)
    var run = try repository.makeRun()
    run.issue = Issue(
      title: "sum of \(token)", body: "use \(secret)", criteria: ["not \(token)"],
      origin: .file("\(token).md"), labels: [secret])
    var trail = try GitTrail.begin(run, in: try opened(), author: author, secrets: [secret])
    for var step in try steps(in: try opened()) {
      step.observation.output.head += "\(secret) \(token)\n"
      var lack = EnvironmentFailure(
        [MissingPiece(.module, token, of: "Python", line: secret)], tests: [token],
        preventsAll: false, mend: secret)
      lack.program = token
      step.observation.lack = lack
      if case .finish(var report) = step.action {
        report.why += " \(secret)"
        step.action = .finish(report)
      }
      if case .search = step.action { step.action = .search(text: secret, paths: []) }
      if case .trial(let candidates) = step.action {
        step.action = .trial(
          candidates.map { Candidate(id: $0.id, edits: $0.edits, about: token) })
        step.observation.results = [CandidateResult(id: "c1", mark: .passes, turned: [secret])]
      }
      try trail.append(step)
    }
    try trail.keepOutcome(.resolved, at: 1_700_000_100)
    let everything = try repository.git("log", "-p", "--all", "-m", "--format=%B")
    #expect(!everything.contains(secret) && !everything.contains(token))
    #expect(everything.contains("[redacted]"))
  }

  @Test func `a record of a later version is not misread`() throws {
    let run = try repository.makeRun()
    _ = try GitTrail.begin(run, in: try opened(), author: author, secrets: [])
    let ref = RefNames.run(run.id)
    let text = try repository.git("show", "\(ref):run.json")
      .replacing("\"version\" : 1", with: "\"version\" : 99")
    let blob = try repository.git("hash-object", "-w", "--stdin", input: text)
    let opened = try opened()
    let tree = try opened.editTree(
      try repository.id("\(ref)^{tree}"),
      [TreeEdit("run.json", .put(try #require(ObjectID(blob)), .file))])
    let commit = try repository.git("commit-tree", "-m", "x", tree.description)
    try repository.git("update-ref", ref, commit)
    #expect(text.contains("99"))
    #expect(throws: RecordsError.self) { try StoredRun(run.id, in: opened) }
  }
}
