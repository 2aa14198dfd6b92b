import Foundation
import Support
import Testing

/// What comes from each source of issues, and what becomes of it when the source says something else.
extension SweepTests {
  /// Sets the command that lists issues to print `lines`.
  private func list(_ lines: String, in journey: Journey) throws {
    try journey.repository.directory.write(lines, to: "list.json")
    try journey.repository.git("config", "--global", "colleague.issueCommand", "cat ../list.json")
  }

  @Test
  func
    `a file that is no issue does not keep issues waiting whose files are gone, or say nothing now`()
    throws
  {
    let journey = try journey(["README.md": "", "gone.md": "# Gone\n", "empty.md": "# Empty\n"])
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    #expect(try entries(journey).map { $0[1] } == ["waiting", "waiting", "waiting"])
    try journey.repository.git("rm", "-q", "issues/gone.md")
    try journey.repository.write("", to: "issues/empty.md")
    try journey.repository.git("commit", "-qam", "not wanted")
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }.sorted()
    #expect(
      states == ["replaced Empty", "replaced Gone", "waiting Spans that touch are not joined"])
  }

  @Test
  func `an edited text that a person puts into the queue takes the place of the committed one`()
    throws
  {
    let journey = try journey()
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    try journey.repository.write("# Spans that touch, by hand\n", to: "issues/touching.md")
    let added = try journey.colleague("queue", "add", "issues/touching.md")
    #expect(added.status == 0 && added.errors.contains("takes the place"), "\(added)")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    // Not even when it is over does the committed one come back; the text as it is committed is known.
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    try journey.repository.git("commit", "-qam", "say it so")
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }.sorted()
    #expect(
      states == ["dropped Spans that touch are not joined", "settled Spans that touch, by hand"])
  }

  @Test func `before any sweep as well; a text committed later than that counts again`() throws {
    let journey = try journey()
    try journey.repository.write("# By hand\n", to: "issues/touching.md")
    #expect(try journey.colleague("queue", "add", "issues/touching.md").status == 0)
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    #expect(try entries(journey).map { "\($0[1]) \($0[4])" }.sorted().last == "waiting By hand")
    try journey.repository.write("# Committed later\n", to: "issues/touching.md")
    let later = ["GIT_COMMITTER_DATE": "2090-01-01T00:00:00Z"]
    let environment = journey.repository.environment.merging(later) { $1 }
    let committed = try Running(
      ["git", "commit", "-qam", "later"], in: journey.repository.path, environment: environment
    ).wait()
    #expect(committed.status == 0)
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }.sorted()
    #expect(
      states == [
        "dropped Spans that touch are not joined", "replaced By hand", "waiting Committed later",
      ])
  }

  @Test func `labels, which people sort issues by, make no new work`() throws {
    let journey = try Journey(Buggy.shell)
    let issue = #"{"number":1,"title":"Spans that touch","body":"See `join`.","labels":["#
    try list(issue + #""a","b"]}"#, in: journey)
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    try list(issue + #""b","in review"]}"#, in: journey)
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    #expect(try entries(journey).count == 1)
  }

  @Test func `an issue that the forge says is closed is not carried out any more`() throws {
    let journey = try Journey(Buggy.shell)
    let issue = #"{"number":7,"title":"Spans that touch","body":"See `join`.","state":"#
    try list(issue + #""opened"}"#, in: journey)
    #expect(try journey.colleague("sweep", "--quiet", "--budget", "steps=0").status == 4)
    try list(issue + #""closed"}"#, in: journey)
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    #expect(try entries(journey).map { $0[1] } == ["replaced"])
  }

  @Test(arguments: [
    #"{"message":"Bad credentials"}"#, "<html>login</html>", #"[{"number":1,"title":3}]"#,
  ])
  func `a command that prints what is no issue is a source that has failed`(text: String) throws {
    let journey = try Journey(Buggy.shell)
    try list(text, in: journey)
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 1, "\(swept)")
    #expect(try journey.colleague("doctor").output.contains("printed what is no issue"))
  }

  @Test func `an issue kept in git has its text however many comments it has`() throws {
    let journey = try Journey(Buggy.shell)
    var stream = ""
    for number in 0...1_200 {
      let message = number == 0 ? "Spans that touch\n\nState: open\n" : "Comment \(number)\n"
      stream += "commit refs/issues/a7f3b2c1\ncommitter A <a@b> \(number) +0000\n"
      stream += "data \(message.utf8.count)\n\(message)\n"
    }
    try journey.repository.git("fast-import", "--quiet", input: stream)
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    #expect(try entries(journey).map { $0[4] } == ["Spans that touch"])
  }

  @Test
  func `a deliver command that fails is named by the sweep and by the doctor`()
    throws
  {
    let journey = try journey()
    try journey.repository.git(
      "config", "--global", "colleague.deliverCommand", "echo no network >&2; exit 3")
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 0 && swept.errors.contains("no network"), "\(swept)")
    #expect(swept.errors.contains("warning: colleague.deliverCommand"), "\(swept)")
    let doctor = try journey.colleague("doctor")
    #expect(doctor.status == 1 && doctor.output.contains("deliverCommand"), "\(doctor)")
  }

  @Test func `a misspelt policy stops the sweep and holds against no issue`() throws {
    let journey = try journey()
    try journey.repository.git("config", "colleague.policy", "repiar")
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 129 && swept.errors.contains("colleague.policy"), "\(swept)")
    try journey.repository.git("config", "colleague.policy", "repair")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
  }

  @Test
  func `what was taken out, or waits after a failure, waits at once when a person asks for it`()
    throws
  {
    let journey = try journey()
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    let key = try #require(try entries(journey).first?[0])
    #expect(try journey.colleague("queue", "drop", key).status == 0)
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    let again = try journey.colleague("queue", "add", "issues/touching.md")
    #expect(again.status == 0 && again.errors.contains("waits for the next sweep"), "\(again)")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    let settled = try journey.colleague("queue", "add", "issues/touching.md")
    #expect(settled.errors.contains("is settled already, by the run "), "\(settled)")
  }

  @Test func `a glob that matches nothing is said; './' at its beginning means nothing`() throws {
    let journey = try journey()
    try journey.repository.git("config", "colleague.issues", "issues/[a-z]*.md")
    let empty = try journey.colleague("sweep")
    #expect(
      empty.status == 3 && empty.errors.contains("matches colleague.issues 'issues/[a-z]*.md'"),
      "\(empty)")
    try journey.repository.git("config", "colleague.issues", "./issues/*.md")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
  }

  @Test func `a claim that has run out on an issue that is over goes with doctor --mend`() throws {
    let journey = try journey()
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    let entry = try #require(try entries(journey).first)
    let tree = try journey.repository.git("hash-object", "-wt", "tree", "/dev/null")
    let claim = try journey.repository.git(
      "commit-tree", tree, "-m", "claim: x", "-m",
      "Worker: there boot=b space=1 process=7 start=1\nRun: \(entry[3])\nExpires: 2001-01-01T00:00:00Z"
    )
    try journey.repository.git("update-ref", "refs/colleague/claims/\(entry[0])", claim)
    let sick = try journey.colleague("doctor")
    #expect(sick.status == 1 && sick.output.contains("has run out"), "\(sick)")
    #expect(try journey.colleague("doctor", "--mend").status == 0)
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
  }
}
