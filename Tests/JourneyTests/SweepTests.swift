import Foundation
import Support
import Testing

@Suite("Sweeps", .timeLimit(.minutes(10)), .ownThreads)
struct SweepTests {
  /// A repository with one bug, and an issue file at the base that reports it.
  func journey(
    _ issues: [String: String] = [:], of project: [String: String] = Buggy.shell
  ) throws -> Journey {
    var files = project
    files["issues/touching.md"] = "# Spans that touch are not joined\n\nSee `join` in spans.py.\n"
    for (name, text) in issues { files["issues/\(name)"] = text }
    let journey = try Journey(files)
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    return journey
  }

  func entries(_ journey: Journey) throws -> [[String]] {
    try journey.colleague("queue", "list", "--all", "--porcelain").output.split(separator: "\n")
      .map { $0.split(separator: "\t").map(String.init) }
  }

  @Test func `an issue's file at the base is carried out once; a second sweep has nothing to do`()
    throws
  {
    let journey = try journey()
    let before = try journey.fingerprint()
    let first = try journey.colleague("sweep", "--quiet")
    #expect(first.status == 0, "\(first)")
    #expect(first.output.contains("resolved") && first.output.split(separator: "\n").count == 1)
    #expect(try journey.refs("refs/heads/colleague/").count == 1)
    #expect(try entries(journey).map { $0[1] } == ["settled"])
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
    let second = try journey.colleague("sweep", "--quiet")
    #expect(second.status == 3 && second.output.isEmpty && second.errors.isEmpty, "\(second)")
    #expect(try journey.refs("refs/heads/colleague/").count == 1)
    #expect(try journey.fingerprint() == before)
    #expect(try journey.leftovers().isEmpty)
    try journey.repository.git("fsck", "--strict")
    let record = try journey.colleague("show", try #require(entries(journey).first?[3]))
    #expect(record.output.contains("cron"), "\(record.output)")
  }

  @Test func `an edited issue is new work; the text it had before is taken out`() throws {
    let journey = try journey()
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=1")
    try journey.repository.write("# Spans that touch, once more\n", to: "issues/touching.md")
    // Only what is committed counts.
    #expect(try journey.colleague("sweep", "--quiet", "--budget", "steps=0").status == 4)
    #expect(try entries(journey).count == 1)
    try journey.repository.git("commit", "-qam", "say it anew")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }.sorted()
    #expect(
      states == ["replaced Spans that touch are not joined", "settled Spans that touch, once more"])
  }

  @Test func `a text that has not been worked on is replaced when its file changes or goes`() throws
  {
    let journey = try journey(["b.md": "# Another\n\nWhatever.\n"])
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    #expect(try entries(journey).map { $0[1] } == ["waiting", "waiting"])
    try journey.repository.write("# Another text\n", to: "issues/b.md")
    try journey.repository.git("rm", "-q", "issues/touching.md")
    try journey.repository.git("commit", "-qam", "change")
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }.sorted()
    #expect(
      states == [
        "replaced Another", "replaced Spans that touch are not joined", "waiting Another text",
      ])
  }

  @Test
  func `an issue that was worked on by hand is not done once more, from wherever it was named`()
    throws
  {
    let journey = try journey()
    let folder = journey.repository.path + "/issues"
    #expect(try journey.colleague("work", "touching.md", in: folder).status == 0)
    let swept = try journey.colleague("sweep")
    #expect(swept.status == 3, "\(swept)")
    #expect(try journey.refs("refs/heads/colleague/").count == 1)
    #expect(try entries(journey).map { $0[1] } == ["settled"])
    // Nor is there a second entry when it is added by hand as well.
    let added = try journey.colleague("queue", "add", "touching.md", in: folder)
    #expect(added.errors.contains("touching.md is settled already, by the run "), "\(added)")
    #expect(added.errors.contains(", which ended as resolved"), "\(added)")
    #expect(added.errors.contains("'git colleague queue add --again touching.md'"), "\(added)")
  }

  @Test func `a series of ours that is checked out for review is no base for a sweep`() throws {
    let journey = try journey()
    _ = try journey.colleague("sweep", "--quiet")
    let branch = try #require(try journey.refs("refs/heads/colleague/").first).dropFirst(11)
    try journey.repository.git("switch", "-q", String(branch))
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 8 && swept.errors.contains("colleague.base"), "\(swept)")
    try journey.repository.git("config", "colleague.base", "main")
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
  }

  @Test
  func
    `issues come from a command that prints JSON and from refs/issues, by label where one is set`()
    throws
  {
    let journey = try Journey(Buggy.shell)
    let listing = """
      {"number":1,"title":"First","body":"a","labels":[{"name":"colleague"}]}
      {"number":2,"title":"Second","body":"b","labels":[]}
      """
    try journey.repository.directory.write(listing, to: "listing")
    let file = journey.repository.directory.path + "/listing"
    try journey.repository.git(
      "config", "--global", "colleague.issueCommand", "cat '\(file)'; pwd >&2")
    try journey.repository.git("config", "colleague.label", "colleague")
    let tree = try journey.repository.git("hash-object", "-wt", "tree", "/dev/null")
    let root = try journey.repository.git(
      "commit-tree", tree, "-m", "Spans that touch are not joined", "-m", "See `join`.", "-m",
      "State: open\nLabels: colleague\nFormat-Version: 1")
    let other = try journey.repository.git(
      "commit-tree", tree, "-m", "Unlabelled", "-m", "State: open\nFormat-Version: 1")
    try journey.repository.git("update-ref", "refs/issues/a7f3b2c1-4e5d", root)
    try journey.repository.git("update-ref", "refs/issues/b7f3b2c1-4e5d", other)
    let swept = try journey.colleague("sweep", "--quiet", "--json")
    #expect(swept.status == 0, "\(swept)")
    let titles = try entries(journey).map { $0[4] }.sorted()
    #expect(titles == ["First", "Spans that touch are not joined"])
    let branch = try #require(
      try journey.refs("refs/heads/colleague/").first { $0.contains("spans") })
    let message = try journey.repository.git("log", "-1", "--format=%(trailers:only)", branch)
    #expect(message.contains("Fixes-Issue: a7f3b2c"), "\(message)")
  }

  @Test func `F18 an issue's file that a patch of ours has written is no new work`() throws {
    let journey = try journey()
    try journey.repository.write("# Done\n\n- [x] joined\n", to: "issues/other.md")
    try journey.repository.git("add", "-A")
    try journey.repository.git("commit", "-qm", "ours\n\nColleague-Run: 20240101-a-0123456789ab")
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }.sorted()
    #expect(states == ["settled Done", "waiting Spans that touch are not joined"])
  }

  @Test func `a file that is no issue is said and passed over`() throws {
    let journey = try journey(["empty.md": "\n", "matter.md": "---\nnope: 1\n---\n# X\n"])
    let swept = try journey.colleague("sweep")
    #expect(swept.status == 0)
    #expect(swept.errors.contains("issues/empty.md is passed over"), "\(swept.errors)")
    #expect(swept.errors.contains("issues/matter.md is passed over"))
    #expect(try entries(journey).count == 1)
  }

  @Test
  func
    `a run that breaks off is tried again later, from where it stopped; the entry says why it waits`()
    throws
  {
    let journey = try journey()
    try journey.repository.git("config", "--global", "colleague.policy", "model")
    try journey.repository.git("config", "--global", "colleague.model", "m")
    try journey.repository.git("config", "--global", "colleague.baseUrl", "http://127.0.0.1:9/v1")
    try journey.repository.git("config", "colleague.patience", "0s")
    let first = try journey.colleague("sweep", "--quiet")
    #expect(first.status == 1 && first.output.contains("failed"), "\(first)")
    let listed = try journey.colleague("queue")
    #expect(listed.output.contains("again in") && listed.output.contains("after 1 failure"))
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    // When its time has come, the same run goes on.
    let run = try #require(try entries(journey).first?[3])
    try journey.repository.git("config", "--global", "--unset", "colleague.model")
    #expect(try journey.colleague("resume", "--policy", "repair", run).status == 0)
    #expect(try journey.refs("refs/colleague/runs/").count == 1)
  }

  @Test func `one budget is over all runs; a run that it ends goes on in the next sweep`() throws {
    let journey = try journey()
    let first = try journey.colleague("sweep", "--quiet", "--budget", "steps=3")
    #expect(first.status == 4 && first.output.contains("interrupted"), "\(first)")
    #expect(try entries(journey).map { $0[1] } == ["waiting"])
    let run = try #require(try entries(journey).first?[3])
    let steps = try journey.colleague("log", "--porcelain", run).output.split(separator: "\n").count
    #expect(steps <= 3)
    #expect(try journey.colleague("sweep", "--quiet", "--budget", "steps=0").status == 4)
    let second = try journey.colleague("sweep", "--quiet")
    #expect(second.status == 0 && second.output.contains("resolved"), "\(second)")
    #expect(try journey.refs("refs/colleague/runs/").count == 1)
    #expect(try journey.refs("refs/heads/colleague/").count == 1)
  }

  @Test(arguments: ["steps=5", "candidates=1", "time=1s"])
  func
    `whatever a sweep's budget breaks off, the policy's own search among it, the next one goes on with`(
      budget: String
    ) throws
  {
    let journey = try journey(of: Buggy.python)
    if budget.hasPrefix("time") {
      // Two runs of the tests alone take longer than that, and there are more. Where one alone does, it is done again.
      try journey.repository.git("config", "colleague.test", "sleep 0.6; python3 -m unittest")
    }
    let first = try journey.colleague("sweep", "--quiet", "--budget", budget)
    #expect(first.status == 4 && first.output.contains("interrupted"), "\(first)")
    let second = try journey.colleague("sweep", "--quiet")
    let steps = try journey.colleague("log").output
    #expect(second.status == 0 && second.output.contains("resolved"), "\(second)\n\(steps)")
    #expect(try journey.refs("refs/colleague/runs/").count == 1)
  }

  @Test
  func `issues without a number or a place stand side by side, and none takes another's place`()
    throws
  {
    let journey = try Journey(Buggy.shell)
    let added = try journey.colleague("queue", "add", "-", input: "# By hand\n")
    #expect(added.status == 0)
    let lines = #"{"title":"One"}\n{"title":"Two"}"#
    try journey.repository.git("config", "--global", "colleague.issueCommand", "printf '\(lines)'")
    for _ in 0..<2 { _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0") }
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }.sorted()
    #expect(states == ["waiting By hand", "waiting One", "waiting Two"])
  }

  @Test func `a command that floods or hangs is ended, and the sweep goes on with what there is`()
    throws
  {
    let journey = try journey()
    try journey.repository.git(
      "config", "--global", "colleague.issueCommand", "yes '{\"title\":\"X\"}'")
    let swept = try journey.colleague("sweep")
    #expect(swept.errors.contains("issueCommand failed: it printed more"), "\(swept.errors)")
    #expect(swept.status == 1 && swept.output.contains("resolved"))
  }

  @Test
  func
    `what a dead worker has left is given up by doctor --mend, also for an issue that nobody knows`()
    throws
  {
    let journey = try journey()
    let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let space = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
      .filter(\.isNumber)
    let tree = try journey.repository.git("hash-object", "-wt", "tree", "/dev/null")
    let commit = try journey.repository.git(
      "commit-tree", tree, "-m", "claim: x", "-m",
      """
      Worker: here boot=\(boot.dropLast()) space=\(space) process=4194303 start=1
      Run: 20240101-a-0123456789ab
      Expires: 2099-01-01T00:00:00Z
      """)
    let key = String(repeating: "ab", count: 20)
    try journey.put(commit, at: "refs/colleague/claims/\(key)")
    let sick = try journey.colleague("doctor")
    #expect(sick.status == 1 && sick.output.contains("claimed by a process that is gone"))
    let mended = try journey.colleague("doctor", "--mend")
    #expect(mended.status == 0 && mended.errors.contains("gave up the claim"), "\(mended)")
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
  }

  @Test func `what a person stops, no sweep takes up again; what is dropped is not tried`() throws {
    let journey = try journey()
    try journey.repository.git("config", "colleague.test", "sleep 30")
    let sweep = try journey.start(["sweep", "--quiet"])
    try journey.wait(of: sweep)
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    #expect(try journey.colleague("queue").output.contains("at work on"))
    var stopped = try journey.colleague("stop", run)
    try eventually("the run can be stopped", lookingEvery: .milliseconds(20)) {
      if stopped.status == 3 { stopped = try journey.colleague("stop", run) }
      return stopped.status != 3
    }
    #expect(stopped.status == 0, "\(stopped)")
    #expect(try sweep.wait().output.contains("interrupted"))
    #expect(try entries(journey).map { $0[1] } == ["dropped"])
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
  }

  @Test
  func
    `F17 sweeps that overlap become one: the second leaves its work to the first, which looks once more`()
    throws
  {
    let journey = try journey(of: Buggy.python)
    try journey.repository.git("config", "colleague.test", "sleep 2; python3 -m unittest")
    let first = try journey.start(["sweep", "--quiet"])
    try journey.wait(below: "refs/colleague/claims/", of: first)
    let late = try journey.issue("# Spans that touch, said later\n\nSee `join`.\n")
    #expect(try journey.colleague("queue", "add", late).status == 0)
    for _ in 0..<3 {
      let second = try journey.colleague("sweep", "--quiet")
      #expect(second.status == 7 && second.output.isEmpty, "\(second)")
    }
    let ended = try first.wait()
    #expect(ended.status == 0, "\(ended)")
    #expect(ended.output.split(separator: "\n").count == 2, "\(ended)")
    #expect(try journey.refs("refs/heads/colleague/").count == 2)
  }

  @Test
  func
    `a sweep that is asked to stop lets its runs come to a safe point and keeps them for the next`()
    throws
  {
    let journey = try journey(of: Buggy.python)
    try journey.repository.git("config", "colleague.test", "sleep 4; python3 -m unittest")
    let sweep = try journey.start(["sweep", "--quiet"])
    try journey.wait(of: sweep)
    usleep(300_000)
    kill(sweep.id, SIGTERM)
    #expect(try sweep.wait().status == 130)
    #expect(try journey.leftovers().isEmpty)
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
    #expect(try entries(journey).map { $0[1] } == ["waiting"])
    #expect(try journey.colleague("sweep", "--quiet", "--budget", "steps=1").status == 4)
    #expect(try journey.refs("refs/colleague/runs/").count == 1)
  }

  @Test
  func `a sweep that is killed loses nothing: the next one goes on with the same run, at once`()
    throws
  {
    let journey = try journey()
    for moment: UInt32 in [50_000, 400_000, 900_000] {
      let sweep = try journey.start(["sweep", "--quiet"])
      try journey.wait(below: "refs/colleague/claims/", of: sweep)
      usleep(moment)
      kill(sweep.id, SIGKILL)
      _ = try sweep.wait()
    }
    let last = try journey.colleague("sweep", "--quiet")
    #expect(last.status == 0 || last.status == 3, "\(last)")
    #expect(try journey.refs("refs/heads/colleague/").count == 1)
    #expect(try journey.refs("refs/colleague/runs/").count == 1)
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
    #expect(try journey.leftovers().isEmpty)
    try journey.repository.git("fsck", "--strict")
  }

  @Test
  func `what keeps all issues from being carried out is said once, and no issue is blamed for it`()
    throws
  {
    let journey = try journey(["b.md": "# Another\n\nWhatever.\n"])
    try journey.repository.git("config", "colleague.policy", "model")
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 129 && swept.errors.contains("no model is set"), "\(swept)")
    #expect(try entries(journey).map { $0[1] } == ["waiting", "waiting"])
    #expect(try entries(journey).map { $0[2] } == ["0", "0"])
    let doctor = try journey.colleague("doctor")
    #expect(doctor.output.contains("no model is set"), "\(doctor.output)")
  }
}
