import Foundation
import Support
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `From an issue to a branch` {
  private let issue = "# Spans that touch stay apart\n\n`join` should join them.\n\n- [ ] joined\n"

  /// Works on the issue and checks everything a user was promised.
  private func expectDelivery(
    _ journey: Journey, in directory: String? = nil, arguments: [String] = []
  ) throws {
    let before = try journey.fingerprint()
    let ended = try journey.start(
      ["work"] + arguments + [try journey.issue(issue)], in: directory
    ).wait()
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.hasPrefix("resolved: "))
    #expect(try journey.fingerprint() == before)
    let branches = try journey.refs("refs/heads/colleague")
    let runs = try journey.refs("refs/colleague/runs")
    #expect(branches.count == 1 && runs.count == 1)
    let repository = journey.repository
    #expect(try repository.git("fsck", "--strict", "--no-dangling") == "")
    let branch = try #require(branches.first)
    let note = try repository.git("notes", "--ref=colleague", "show", branch)
    let headings = note.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(
      headings == [
        "## Why", "## What was tried instead", "## Evidence", "## Where to look",
        "## Not done / risks",
      ])
    let message = try repository.git("log", "-1", "--format=%B", branch)
    let trailers = try repository.git("interpret-trailers", "--parse", input: message)
    let run = try #require(runs.first)
    let id = run.dropFirst("refs/colleague/runs/".count)
    #expect(trailers == "Assisted-by: colleague:repair\nColleague-Run: \(id)")
    let cover = try repository.git("show", "\(run):cover.md")
    #expect(cover.contains("change-id: \(id)\nbase-commit: "))
    let left = try journey.leftovers()
    #expect(left.isEmpty, "\(left)")
  }

  @Test func `in an ordinary checkout`() throws {
    try expectDelivery(try Journey(Buggy.python))
  }

  @Test func `in a subdirectory of a checkout that is dirty in every way`() throws {
    let journey = try Journey(Buggy.python)
    try journey.repository.write("staged\n", to: "staged.txt")
    try journey.repository.git("add", "staged.txt")
    try journey.repository.write("def join(: broken\n", to: "clock/spans.py")
    try journey.repository.write("new\n", to: "untracked.txt")
    try expectDelivery(journey, in: journey.repository.path + "/tests")
  }

  @Test func `on a detached HEAD`() throws {
    let journey = try Journey(Buggy.shell)
    try journey.repository.git("checkout", "-q", "--detach")
    try expectDelivery(journey)
  }

  @Test func `in a bare repository`() throws {
    let journey = try Journey(Buggy.shell)
    let bare = journey.repository.directory.path + "/bare.git"
    try journey.repository.git("clone", "-q", "--bare", journey.repository.path, bare)
    let ended = try journey.colleague("work", try journey.issue(issue), in: bare)
    #expect(ended.status == 0, "\(ended.errors)")
    let refs = try journey.repository.git(
      "-C", bare, "for-each-ref", "--format=%(refname)", "refs/heads/colleague")
    #expect(refs.hasPrefix("refs/heads/colleague/spans-that-touch-stay-apart-"))
  }

  @Test func `in a linked worktree`() throws {
    let journey = try Journey(Buggy.shell)
    let linked = journey.repository.directory.path + "/linked"
    try journey.repository.git("worktree", "add", "-q", linked, "-b", "side")
    try expectDelivery(journey, in: linked)
  }

  @Test func `from standard input and from a forge's JSON`() throws {
    let journey = try Journey(Buggy.shell)
    let plain = try journey.colleague("work", "-", input: issue)
    #expect(plain.status == 0, "\(plain.errors)")
    let json = #"{"number": 7, "title": "Touching spans", "body": "join them"}"#
    let forge = try journey.colleague("work", "-", input: json)
    #expect(forge.status == 0, "\(forge.errors)")
    #expect(try journey.refs("refs/heads/colleague").count == 2)
  }

  @Test func `the patch applies to a clean clone and its tests pass there`() throws {
    let journey = try Journey(Buggy.python)
    _ = try journey.colleague("work", try journey.issue(issue))
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let patch = try journey.repository.git("format-patch", "--stdout", "main..\(branch)")
    let clone = journey.repository.directory.path + "/clone"
    try journey.repository.git("clone", "-q", journey.repository.path, clone)
    try journey.repository.git("-C", clone, "am", "-q", input: patch + "\n")
    let tests = try run(
      ["python3", "-m", "unittest", "discover", "-s", "tests", "-t", "."], in: clone,
      environment: journey.repository.environment)
    #expect(tests.status == 0, "\(tests.errors)")
    #expect(
      try journey.repository.git("-C", clone, "rev-parse", "HEAD^{tree}")
        == journey.repository.git("rev-parse", "\(branch)^{tree}"))
  }

  @Test func `every step is one state with one code commit, chained from the base`() throws {
    let journey = try Journey(Buggy.shell)
    _ = try journey.colleague("work", try journey.issue(issue))
    let run = try #require(try journey.refs("refs/colleague/runs").first)
    let states = try journey.repository.git(
      "log", "--first-parent", "--reverse", "--format=%P|%s", run
    ).split(separator: "\n")
    let codes = states.compactMap { state -> Substring? in
      let parents = state.prefix { $0 != "|" }.split(separator: " ")
      return parents.count == 2 ? parents[1] : nil
    }
    let files = try journey.repository.git("ls-tree", "--name-only", "\(run):steps")
      .split(separator: "\n")
    #expect(files == (1...codes.count).map { "000\($0).json" })
    var parent = try journey.repository.git("rev-parse", "main")
    for code in codes {
      #expect(try journey.repository.git("rev-parse", "\(code)^") == parent)
      parent = String(code)
    }
  }

  @Test func `a bug in C is repaired`() throws {
    let journey = try Journey(Buggy.c)
    let ended = try journey.colleague("work", try journey.issue("# Sums lack the last value\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    #expect(try journey.repository.git("diff", "--name-only", "main", branch) == "sum.c")
  }

  @Test func `a bug in a shell script is repaired`() throws {
    let journey = try Journey(Buggy.shell)
    let ended = try journey.colleague("work", try journey.issue("# grade of fifty\n"))
    #expect(ended.status == 0, "\(ended.errors)")
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    #expect(try journey.repository.git("diff", "--name-only", "main", branch) == "grade.sh")
  }

  @Test func `front matter keeps edits to its paths`() throws {
    let journey = try Journey(Buggy.python)
    let text = "---\npaths: [docs/**]\n---\n" + issue
    let ended = try journey.colleague("work", try journey.issue(text))
    #expect(ended.status == 1)
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
  }
}
