import Foundation
import Support
import Testing

@Suite("What became of a series", .timeLimit(.minutes(10)), .ownThreads)
struct MergeStatusJourneyTests {
  /// Expects that the series was merged in this way, by a commit that is no patch of ours, which has its
  /// rationale now.
  private func expectCopy(_ delivered: Delivered, how: String, _ revision: String = "main") throws {
    let copy = try delivered.repository.git("rev-parse", revision)
    #expect(copy != delivered.patch)
    #expect(try delivered.note(on: copy) == nil)
    #expect(try delivered.mergeStatus() == "merged")
    #expect(try delivered.sentence() == "merged, \(how) in \(copy.prefix(12))")
    #expect(try delivered.kept()?["word"] as? String == "merged")
    #expect(try delivered.note(on: copy) == delivered.note(on: delivered.patch))
    let shown = try delivered.repository.git("log", "-1", "--notes=colleague", copy)
    #expect(shown.contains("## What was tried instead"))
    let state = try delivered.repository.git(
      "log", "-1", "--format=%s", "refs/colleague/runs/\(delivered.run)")
    #expect(state == "merge status: merged")
    try delivered.repository.git("fsck", "--strict")
  }

  @Test func `a branch that nobody has touched is open, and nothing is written to say so`() throws {
    let delivered = try Delivered()
    let before = try delivered.repository.git("for-each-ref")
    #expect(try delivered.mergeStatus() == "open")
    #expect(try delivered.sentence() == "open")
    try delivered.moveOn()
    #expect(try delivered.mergeStatus() == "open")
    try delivered.repository.git("reset", "-q", "--hard", "HEAD~1")
    #expect(try delivered.repository.git("for-each-ref") == before)
    let line = try delivered.journey.colleague("runs").output
    #expect(line.contains("  resolved  open  "), "\(line)")
  }

  @Test func `a fast-forward merges it as delivered, and a merge commit does`() throws {
    for arguments in [["--ff-only"], ["--no-ff", "--no-edit"]] {
      let delivered = try Delivered()
      if arguments.count == 2 { try delivered.moveOn() }
      _ = try run(
        ["git", "merge", "-q"] + arguments + [delivered.branch], in: delivered.repository.path,
        environment: delivered.repository.environment)
      #expect(try delivered.mergeStatus() == "merged")
      #expect(try delivered.sentence() == "merged, as delivered")
      // It stays so when the branch goes, and the history does.
      try delivered.repository.git("branch", "-q", "-D", delivered.branch)
      try delivered.repository.git("reset", "-q", "--hard", "HEAD~1")
      #expect(try delivered.mergeStatus() == "merged")
    }
  }

  @Test func `a rebase onto a base that has moved merges it`() throws {
    let delivered = try Delivered()
    try delivered.moveOn()
    try delivered.repository.git("switch", "-q", delivered.branch)
    try delivered.repository.git("rebase", "-q", "main")
    try delivered.repository.git("switch", "-q", "main")
    try delivered.repository.git("merge", "-q", "--ff-only", delivered.branch)
    try expectCopy(delivered, how: "rebased")
  }

  @Test func `a cherry-pick merges it`() throws {
    let delivered = try Delivered()
    try delivered.moveOn()
    try delivered.repository.git("cherry-pick", delivered.branch)
    try delivered.repository.git("branch", "-q", "-D", delivered.branch)
    try expectCopy(delivered, how: "rebased")
  }

  @Test func `a squash with git's own message merges it, and one with a person's own message does`()
    throws
  {
    for message in [["--no-edit"], ["-m", "Totals start at the first value"]] {
      let delivered = try Delivered()
      try delivered.moveOn()
      try delivered.repository.git("merge", "-q", "--squash", delivered.branch)
      _ = try run(
        ["git", "commit", "-q"] + message, in: delivered.repository.path,
        environment: delivered.repository.environment)
      try expectCopy(delivered, how: "squashed")
    }
  }

  @Test func `an amended message leaves it merged`() throws {
    let delivered = try Delivered()
    try delivered.repository.git("switch", "-q", delivered.branch)
    try delivered.repository.git("commit", "-q", "--amend", "-m", "In words of my own")
    try delivered.repository.git("switch", "-q", "main")
    try delivered.repository.git("merge", "-q", "--ff-only", delivered.branch)
    try expectCopy(delivered, how: "rebased")
  }

  @Test
  func
    `an edited content is edited, and what was changed is said, whether the message names the run or not`()
    throws
  {
    for message in [["--no-edit"], ["-m", "In words of my own"]] {
      let delivered = try Delivered()
      let repository = delivered.repository
      try repository.git("switch", "-q", delivered.branch)
      let text = try String(
        contentsOfFile: repository.path + "/sums.py", encoding: .utf8)
      // One line more than was delivered.
      try repository.write(
        text.replacing("    return result\n", with: "    # All of them.\n    return result\n"),
        to: "sums.py")
      try repository.git("add", "-A")
      _ = try run(
        ["git", "commit", "-q", "--amend"] + message, in: repository.path,
        environment: repository.environment)
      try repository.git("switch", "-q", "main")
      try repository.git("merge", "-q", "--ff-only", delivered.branch)
      let commit = try repository.git("rev-parse", "--short=12", "main")
      #expect(try delivered.mergeStatus() == "edited")
      #expect(try delivered.sentence() == "edited, reworked in \(commit): sums.py +1 -0")
      let note = try #require(try delivered.note(on: "main"))
      #expect(note.hasPrefix("This commit is not quite as it was delivered"))
      #expect(note.contains("## Evidence"))
      // The state has it, and a second look finds nothing new.
      let tip = try repository.git("rev-parse", "refs/colleague/runs/\(delivered.run)")
      #expect(try delivered.kept()?["word"] as? String == "edited")
      #expect(try delivered.mergeStatus() == "edited")
      #expect(try repository.git("rev-parse", "refs/colleague/runs/\(delivered.run)") == tip)
    }
  }

  @Test func `a copy that differs in its indentation alone is edited`() throws {
    let delivered = try Delivered()
    let repository = delivered.repository
    try repository.git("cherry-pick", "--no-commit", delivered.branch)
    let text = try String(contentsOfFile: repository.path + "/sums.py", encoding: .utf8)
    let changed = try repository.git("diff", "--cached", "-U0").split(separator: "\n")
      .last { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
    let line = try #require(changed)
    try repository.write(text.replacing(line, with: line + "  "), to: "sums.py")
    try repository.git("commit", "-qam", "mine")
    #expect(try delivered.mergeStatus() == "edited")
  }

  @Test func `what git am makes of its mail merges it`() throws {
    let delivered = try Delivered()
    let mail = try delivered.repository.git("format-patch", "--stdout", "main..\(delivered.branch)")
    try delivered.moveOn()
    try delivered.repository.git("am", "-q", input: mail + "\n")
    try expectCopy(delivered, how: "rebased")
  }

  @Test func `a branch that is deleted was rejected; when it is merged after all, it was merged`()
    throws
  {
    let delivered = try Delivered()
    try delivered.moveOn()
    try delivered.repository.git("branch", "-q", "-D", delivered.branch)
    #expect(try delivered.mergeStatus() == "rejected")
    #expect(try delivered.sentence() == "rejected, branch removed")
    try delivered.repository.git("branch", "-q", "mine", delivered.patch)
    #expect(try delivered.mergeStatus() == "rejected")
    try delivered.repository.git("cherry-pick", "mine")
    try expectCopy(delivered, how: "rebased")
  }

  @Test func `a note that is there already stays`() throws {
    let delivered = try Delivered()
    try delivered.moveOn()
    try delivered.repository.git("cherry-pick", delivered.branch)
    try delivered.repository.git("notes", "--ref=colleague", "add", "-m", "mine", "main")
    #expect(try delivered.mergeStatus() == "merged")
    #expect(try delivered.note(on: "main") == "mine")
  }

  @Test func `where nobody is named, or nothing can be written, it is shown and not kept`() throws {
    let delivered = try Delivered()
    try delivered.repository.git("merge", "-q", "--ff-only", delivered.branch)
    let before = try delivered.repository.git("for-each-ref")
    try delivered.repository.directory.write("", to: "home/.gitconfig")
    #expect(try delivered.mergeStatus() == "merged")
    #expect(try delivered.repository.git("for-each-ref") == before)
    let isolated = try run(
      [
        "unshare", "-rm", "sh", "-c",
        "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && exec \"$2\" runs --porcelain",
        "sh", delivered.repository.directory.path, Journey.binary,
      ], in: delivered.repository.path, environment: delivered.repository.environment)
    #expect(isolated.output.hasSuffix("\tmerged\n"), "\(isolated)")
    #expect(isolated.errors.isEmpty, "\(isolated)")
  }

  @Test func `an archived run that was open is looked at again by runs --all alone`() throws {
    let delivered = try Delivered()
    let repository = delivered.repository
    let ref = "refs/colleague/runs/\(delivered.run)"
    let tip = try repository.git("rev-parse", ref)
    let record = try repository.git("show", "\(ref):run.json")
    let index = try repository.git(
      "hash-object", "-w", "--stdin",
      input: #"{"version": 1, "tip": "\#(tip)", "record": \#(record)}"#)
    let date = delivered.run
    let path =
      "\(date.prefix(4))/\(date.dropFirst(4).prefix(2))/\(date.dropFirst(6).prefix(2))/"
      + "\(date.suffix(12).prefix(2))/\(date)"
    try repository.git("read-tree", "--empty")
    try repository.git("update-index", "--add", "--cacheinfo", "100644,\(index),\(path)")
    let tree = try repository.git("write-tree")
    try repository.git("reset", "-q")
    let first = try repository.git(
      "commit-tree", "-m", "begun", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    let commit = try repository.git("commit-tree", "-p", first, "-p", tip, "-m", "archived", tree)
    try repository.git("update-ref", "refs/colleague/archive", commit)
    try repository.git("update-ref", "-d", ref)
    try delivered.moveOn()
    try repository.git("cherry-pick", delivered.branch)
    #expect(try delivered.journey.colleague("runs", "--porcelain").output.isEmpty)
    #expect(try repository.git("rev-parse", "refs/colleague/archive") == commit)
    let all = try delivered.journey.colleague("runs", "--all", "--porcelain")
    #expect(all.output.hasSuffix("\tmerged\n"), "\(all)")
    #expect(try repository.git("show", "refs/colleague/archive:\(path)").contains("\"merged\""))
    #expect(try delivered.note(on: "main") == delivered.note(on: delivered.patch))
    let kept = try repository.git("rev-parse", "refs/colleague/archive")
    #expect(try delivered.journey.colleague("runs", "--all", "--porcelain").output == all.output)
    #expect(try repository.git("rev-parse", "refs/colleague/archive") == kept)
    #expect(try delivered.sentence().hasPrefix("merged, rebased in "))
  }

  @Test func `a series that is checked out for review is not taken for merged`() throws {
    let delivered = try Delivered()
    try delivered.repository.git("switch", "-q", delivered.branch)
    #expect(try delivered.mergeStatus() == "open")
    try delivered.repository.git("branch", "-q", "-m", "main", "trunk")
    #expect(try delivered.mergeStatus() == "-")
    try delivered.repository.git("switch", "-q", "trunk")
    #expect(try delivered.mergeStatus() == "open")
  }

  @Test func `a sweep says what is new, once`() throws {
    let delivered = try Delivered()
    try delivered.repository.git("merge", "-q", "--ff-only", delivered.branch)
    let first = try delivered.journey.colleague("sweep")
    let told = "merge status: merged, as delivered  \(delivered.run)"
    #expect(first.errors.contains(told), "\(first)")
    let second = try delivered.journey.colleague("sweep")
    #expect(!second.errors.contains("merge status"), "\(second)")
  }

  @Test func `programs get it as a field of the run's JSON`() throws {
    let delivered = try Delivered()
    try delivered.repository.git("merge", "-q", "--ff-only", delivered.branch)
    for arguments in [["runs", "--json"], ["show", "--json", delivered.run]] {
      let ended = try delivered.journey.start(arguments).wait()
      let record =
        try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
      let status = try #require(record?["verdict"] as? [String: Any])
      #expect(status["word"] as? String == "merged")
      #expect(status["how"] as? String == "as delivered")
      #expect(status["branch"] as? String == "refs/heads/main")
      #expect(status["seen"] as? String == delivered.patch)
      let commits = try #require(status["commits"] as? [[String: Any]])
      #expect(commits.map { $0["commit"] as? String } == [delivered.patch])
    }
  }

  @Test
  func
    `authorship of lines is noted unless the user's config is against it; a bad word there is said`()
    throws
  {
    let delivered = try Delivered()
    let note = try delivered.repository.git("notes", "--ref=ai", "show", delivered.patch)
    #expect(note.hasPrefix("sums.py\n  s_"), "\(note)")
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# Grade 50 does not pass\n")
    try journey.repository.git("config", "colleague.authorship", "perhaps")
    let bad = try journey.colleague("work", "--quiet", issue)
    #expect(bad.status == 128 && bad.errors.contains("neither true nor false"), "\(bad)")
    try journey.repository.git("config", "colleague.authorship", "off")
    #expect(try journey.colleague("work", "--quiet", issue).status == 0)
    #expect(try journey.refs("refs/notes/") == ["refs/notes/colleague"])
  }
}
