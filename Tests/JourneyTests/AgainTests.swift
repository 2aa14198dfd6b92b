import Foundation
import Support
import Testing

/// What the queue has, by title.
private func entries(_ journey: Journey) throws -> [String: (
  key: String, state: String, run: String
)] {
  let listed = try journey.colleague("queue", "list", "--all", "--porcelain")
  var entries: [String: (key: String, state: String, run: String)] = [:]
  for line in listed.output.split(separator: "\n") {
    let fields = line.split(separator: "\t").map(String.init)
    entries[fields[4]] = (fields[0], fields[1], fields[3])
  }
  return entries
}

private let text = "# Totals lack the first value\n\nSee `total` in sums.py.\n"
private let title = "Totals lack the first value"

@Suite(.timeLimit(.minutes(10)), .ownThreads)
struct `A settled issue can be tried again by a person` {
  /// A repository whose one issue was given back, for want of a test that shows it.
  private func givenBack() throws -> Journey {
    let journey = try Journey(["notes.py": "x = 1\n"])
    #expect(try journey.colleague("queue", "add", try journey.issue("# Tidy up\n")).status == 0)
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 0 && swept.output.contains("unresolved"), "\(swept)")
    return journey
  }

  @Test func `by its file, and without that it is said how it ended`() throws {
    let journey = try givenBack()
    let file = try journey.issue("# Tidy up\n")
    let before = try #require(try entries(journey)["Tidy up"])
    let added = try journey.colleague("queue", "add", file)
    #expect(added.status == 0)
    #expect(
      added.errors.contains(
        "is settled already, by the run \(before.run), which ended as unresolved"), "\(added)")
    #expect(added.errors.contains("hint: 'git colleague queue add --again \(file)'"), "\(added)")
    #expect(try journey.colleague("sweep", "--quiet").status == 3)

    #expect(try journey.colleague("queue", "add", "--again", file).status == 0)
    let waiting = try #require(try entries(journey)["Tidy up"])
    #expect(waiting == (before.key, "waiting", before.run))
    let swept = try journey.colleague("sweep", "--quiet", "--json")
    #expect(swept.status == 0, "\(swept)")
    let after = try #require(try entries(journey)["Tidy up"])
    #expect(after.state == "settled" && after.run != before.run)
    #expect(swept.output.contains(after.run), "\(swept)")
    #expect(try journey.refs("refs/colleague/runs/").count == 2)
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
    try journey.repository.git("fsck", "--strict")
  }

  @Test func `by the start of its key, also where it was dropped`() throws {
    let journey = try givenBack()
    let entry = try #require(try entries(journey)["Tidy up"])
    let start = String(entry.key.prefix(8))
    let again = try journey.colleague("queue", "add", "--again", start)
    #expect(again.status == 0 && again.output.hasPrefix(entry.key.prefix(12)), "\(again)")
    #expect(try journey.colleague("queue", "drop", start).status == 0)
    #expect(try entries(journey)["Tidy up"]?.state == "dropped")
    #expect(try journey.colleague("queue", "add", "--again", start).status == 0)
    #expect(try entries(journey)["Tidy up"]?.state == "waiting")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    #expect(try journey.refs("refs/colleague/runs/").count == 2)
    let unknown = try journey.colleague("queue", "add", "--again", "0123456789")
    #expect(unknown.status == 128 && unknown.errors.contains("there is no issue"), "\(unknown)")
    let neither = try journey.colleague("queue", "add", "--again", "zzzz")
    #expect(neither.status == 128 && neither.errors.contains("neither a file nor"), "\(neither)")
    #expect(neither.errors.contains("hint: git colleague queue list --all"))
    // Without the option a key is a file's name like any other.
    #expect(try journey.colleague("queue", "add", start).errors.contains("cannot read \(start)"))
  }

  @Test func `but not while it is at work`() throws {
    let journey = try givenBack()
    try journey.repository.git("config", "colleague.test", "sleep 60")
    let file = try journey.issue("# Tidy up\n")
    #expect(try journey.colleague("queue", "add", "--again", file).status == 0)
    let sweep = try journey.start(["sweep", "--quiet"])
    try journey.wait(for: 2)
    let again = try journey.colleague("queue", "add", "--again", file)
    #expect(again.status == 7 && again.errors.contains("is at work, as the run"), "\(again)")
    kill(sweep.id, SIGTERM)
    #expect(try sweep.wait().status == 130)
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `A settled issue is tried again by a sweep` {
  @Test func `once what was in the way is set another way, and once only`() throws {
    var files = Buggy.shell
    files["issues/totals.md"] = text
    let journey = try Journey(files)
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    try journey.repository.git("config", "colleague.test", "")
    #expect(try journey.colleague("sweep", "--quiet").output.contains("unresolved"))
    let first = try #require(try entries(journey)[title])
    #expect(first.state == "settled")
    // Nothing has changed, and then only what has nothing to do with it.
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    try journey.repository.git("config", "colleague.testTime", "5m")
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    try journey.repository.git("config", "colleague.test", "no-such-command")
    let second = try journey.colleague("sweep")
    #expect(second.status == 0 && second.output.contains("unresolved"), "\(second)")
    #expect(second.errors.contains("again: \(first.key.prefix(12))"), "\(second)")
    #expect(second.errors.contains(": no test command was known, and settings"), "\(second)")
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    // The project's own tests are recognised, and show the bug.
    try journey.repository.git("config", "--unset", "colleague.test")
    let third = try journey.colleague("sweep")
    #expect(third.status == 0 && third.output.contains("  resolved"), "\(third)")
    #expect(third.errors.contains(": the tests could not be run here, and settings"), "\(third)")
    #expect(try journey.refs("refs/colleague/runs/").count == 3)
    try journey.repository.git("config", "colleague.test", "sh -e test.sh")
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
  }

  @Test func `also one that was given back to a person, but not one whose text has gone since`()
    throws
  {
    var files = Buggy.shell
    files["issues/totals.md"] = text
    files["issues/other.md"] = "# Another thing\n"
    let journey = try Journey(files)
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    try journey.repository.git("config", "colleague.test", "")
    let folder = journey.repository.path + "/issues"
    #expect(try journey.colleague("work", "totals.md", in: folder).status == 1)
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    #expect(try Set(entries(journey).values.map(\.state)) == ["settled"])
    try journey.repository.git("rm", "-q", "issues/other.md")
    try journey.repository.git("commit", "-qm", "no more")
    try journey.repository.git("config", "--unset", "colleague.test")
    let swept = try journey.colleague("sweep")
    #expect(swept.status == 0 && swept.output.contains("  resolved"), "\(swept)")
    #expect(try entries(journey)["Another thing"]?.state == "replaced")
    #expect(try journey.refs("refs/colleague/runs/").count == 3)
  }

  @Test func `but not one that its own run has not resolved`() throws {
    var files = Buggy.offByOne
    files["issues/totals.md"] = text
    let journey = try Journey(files)
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    try journey.repository.git("config", "colleague.budget", "candidates=1")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    let entry = try #require(try entries(journey)[title])
    #expect(entry.state == "settled")
    for (key, value) in [("test", "python3 -m unittest -v"), ("testTime", "5m")] {
      try journey.repository.git("config", "colleague.\(key)", value)
      #expect(try journey.colleague("sweep", "--quiet").status == 3)
    }
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `An issue is not done twice` {
  @Test func `by hand while its series waits, wherever the text comes from`() throws {
    let delivered = try Delivered()
    let journey = delivered.journey
    let file = try journey.issue(
      "# Totals lack the first value  \r\n\r\nSee `total` in sums.py. \r\n")
    let json = #"{"number": 7, "title": "\#(title)", "body": "See `total` in sums.py."}"#
    for ended in [
      try journey.colleague("work", file), try journey.colleague("work", "-", input: text),
      try journey.colleague("work", "-", input: json),
      try journey.colleague("work", "--detach", file),
    ] {
      #expect(ended.status == 3 && ended.output.isEmpty, "\(ended)")
      let words = "already: \(delivered.branch), by the run \(delivered.run) (open)"
      #expect(ended.errors.contains(words), "\(ended)")
      #expect(ended.errors.contains("git colleague work --again "), "\(ended)")
    }
    #expect(try journey.refs("refs/colleague/runs/").count == 1)
    // Another text is another issue.
    let other = try journey.colleague("work", "-", input: "# Totals lack a value, see `total`\n")
    #expect(other.status == 0, "\(other)")
    let again = try journey.colleague("work", "--again", file)
    #expect(again.status == 0, "\(again)")
    #expect(try journey.refs("refs/heads/colleague/").count == 3)
  }

  @Test func `by hand once its series is merged, but once it is rejected`() throws {
    let merged = try Delivered()
    try merged.repository.git("merge", "-q", "--ff-only", merged.branch)
    try merged.repository.git("branch", "-qD", merged.branch)
    let refused = try merged.journey.colleague("work", "-", input: text)
    #expect(refused.status == 3 && refused.errors.contains("(merged, as delivered)"), "\(refused)")

    let rejected = try Delivered()
    try rejected.repository.git("branch", "-qD", rejected.branch)
    let worked = try rejected.journey.colleague("work", "-", input: text)
    #expect(worked.status == 0, "\(worked)")
    #expect(try rejected.journey.refs("refs/heads/colleague/").count == 1)
  }

  @Test func `by hand while a run is under way, and after it died until it is taken up`() throws {
    let journey = try Journey(Buggy.shell)
    let file = try journey.issue(text)
    let begun = try journey.colleague("work", "--detach", "--test", "sleep 60", file)
    let run = begun.output.split(separator: "\n").joined()
    let refused = try journey.colleague("work", file)
    #expect(refused.status == 3, "\(refused)")
    #expect(refused.errors.contains("the run \(run) is at work on the same issue"), "\(refused)")
    #expect(refused.errors.contains("'git colleague log --follow \(run)' shows it"), "\(refused)")
    let lock = "\(journey.repository.directory.path)/cache/colleague/runs/\(run).lock"
    let holder = try String(contentsOfFile: lock, encoding: .utf8).split(separator: "\n").first
    kill(try #require(holder.flatMap { Int32($0) }), SIGKILL)
    try eventually("the killed run is seen to be dead", lookingEvery: .milliseconds(50)) {
      try !journey.colleague("work", file).errors.contains("is at work")
    }
    let died = try journey.colleague("work", file)
    #expect(died.status == 3 && died.errors.contains("'git colleague resume \(run)'"), "\(died)")
    // Nobody may ever take it up: a sweep does not wait for that.
    #expect(try journey.colleague("queue", "add", file).status == 0)
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 0 && swept.output.contains("  resolved"), "\(swept)")
  }

  @Test func `by the queue or a sweep, whatever it is called there`() throws {
    let delivered = try Delivered()
    let journey = delivered.journey
    let file = try journey.issue(text)
    let added = try journey.colleague("queue", "add", file)
    #expect(added.status == 0 && added.errors.contains("is settled: "), "\(added)")
    #expect(added.errors.contains("already: \(delivered.branch), by the run"), "\(added)")
    let entry = try #require(try entries(journey)[title])
    #expect(entry.state == "settled" && entry.run == delivered.run)

    let json = #"{"number": 7, "title": "\#(title)", "body": "See `total` in sums.py.\r\n"}"#
    try journey.repository.directory.write(json, to: "listing")
    let listing = journey.repository.directory.path + "/listing"
    try journey.repository.git("config", "--global", "colleague.issueCommand", "cat '\(listing)'")
    try journey.repository.write(text, to: "issues/a.md")
    try journey.repository.git("add", "-A")
    try journey.repository.git("commit", "-qm", "issue")
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    let swept = try journey.colleague("sweep")
    #expect(swept.status == 3 && swept.output.isEmpty, "\(swept)")
    let said = swept.errors.split(separator: "\n").filter { $0.hasPrefix("settled: ") }
    #expect(said.count == 2 && said.allSatisfy { $0.contains(delivered.branch) }, "\(swept)")
    #expect(try journey.refs("refs/colleague/runs/").count == 1)

    #expect(try journey.colleague("queue", "add", "--again", file).status == 0)
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    #expect(try journey.refs("refs/heads/colleague/").count == 2)
  }

  @Test func `by one sweep with two of the same text in hand`() throws {
    var files = Buggy.shell
    for name in ["a", "b", "c"] { files["issues/\(name).md"] = text }
    let journey = try Journey(files)
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    let swept = try journey.colleague("sweep", "--jobs", "3")
    #expect(swept.status == 0, "\(swept)")
    #expect(swept.output.split(separator: "\n").count == 1, "\(swept)")
    #expect(swept.errors.split(separator: "\n").count { $0.hasPrefix("settled: ") } == 2)
    #expect(try journey.refs("refs/heads/colleague/").count == 1)
    let listed = try journey.colleague("queue", "list", "--all", "--porcelain").output
    #expect(listed.split(separator: "\n").allSatisfy { $0.contains("\tsettled\t") }, "\(listed)")
  }

  @Test func `nor begun where nobody knows what is done, unless a person says so`() throws {
    let journey = try Journey(Buggy.shell)
    let blob = try journey.repository.git("hash-object", "-w", "grade.sh")
    try journey.repository.git("update-ref", "refs/colleague/resolved", blob)
    let file = try journey.issue(text)
    let refused = try journey.colleague("work", file)
    #expect(refused.status == 128, "\(refused)")
    #expect(refused.errors.contains("refs/colleague/resolved cannot be read"), "\(refused)")
    #expect(refused.errors.contains("git update-ref -d refs/colleague/resolved"), "\(refused)")
    #expect(try journey.colleague("work", "--again", file).status == 0)
  }
}
