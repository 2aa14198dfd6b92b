import Git
import Mail
import Records
import Support
import Vocabulary

@testable import Delivery

/// A run that resolves its issue with the edits and the words that a test gives it.
struct ObedientRun {
  let repository: TemporaryRepository
  var issue = Vocabulary.Issue(title: "sum is wrong", body: "It says 2.")
  var report = Action.Report(
    claim: .resolved, subject: "a: print 3", why: "It has to be 3.", alternatives: "", risks: "")
  var output = "head\n"
  var secrets: [String] = []
  private let author = Author(name: "Colleague", email: "colleague@example.org")

  init(_ files: [String: String] = ["a.py": "print(1)\n"]) throws {
    repository = try TemporaryRepository(files)
  }

  /// Works with `edits` of the base's tree, and delivers.
  func deliver(
    _ edits: (borrowing Repository) throws -> [TreeEdit] = {
      [TreeEdit("a.py", .put(try $0.writeBlob(Array("print(3)\n".utf8)), .file))]
    }
  ) throws -> (record: RunRecord, error: RecordsError?) {
    let opened = try Repository(discovering: repository.path, environment: [:])
    let base = try repository.id("HEAD^{tree}")
    let mended = try opened.editTree(base, try edits(opened))
    var run = try repository.makeRun()
    run.issue = issue
    let failing = TestReport(passed: ["one"], failed: ["two"], succeeded: false, reader: "pytest")
    let passing = TestReport(passed: ["one", "two"], succeeded: true, reader: "pytest")
    let actions: [(Action, Observation)] = [
      (
        .test(.working),
        Observation(tree: base, ending: .exited(1), output: Excerpt(output), tests: failing)
      ),
      (.edit([], why: report.why), Observation(tree: mended, changed: ["a.py"])),
      (.test(.verdict), Observation(tree: mended, ending: .exited(0), tests: passing)),
      (.finish(report), Observation(tree: mended)),
    ]
    var trail = try GitTrail.begin(run, in: opened, author: author, secrets: secrets)
    for (index, pair) in actions.enumerated() {
      try trail.append(
        Step(
          number: index + 1, action: pair.0, observation: pair.1, decidedBy: "repair",
          time: 1_700_000_001 + index, cost: .nothing))
    }
    do {
      try SeriesDelivery.conclude(&trail, as: .resolved, at: 1_700_000_100)
    } catch { return (trail.record, error) }
    return (trail.record, nil)
  }

  /// The run's trail, taken up.
  func trail(of record: RunRecord) throws -> GitTrail {
    try GitTrail.resume(
      record.run.id, in: try Repository(discovering: repository.path, environment: [:]),
      author: author, secrets: secrets)
  }

  func mails(of record: RunRecord) throws -> [MailFile] {
    let opened = try Repository(discovering: repository.path, environment: [:])
    return SeriesMails(of: try StoredSeries(of: record.run.id, in: opened), by: "1").all
  }
}
