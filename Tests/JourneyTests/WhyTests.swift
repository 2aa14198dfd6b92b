import Foundation
import Support
import Testing

@Suite("Why a line is there", .timeLimit(.minutes(10)), .ownThreads)
struct WhyTests {
  private let delivered: Delivered
  /// The line that the series has changed, and its number.
  private let line: String
  private let number: Int

  init() throws {
    delivered = try Delivered()
    let diff = try delivered.repository.git("diff", "-U0", "main", delivered.branch).split(
      separator: "\n")
    line = String(try #require(diff.last { $0.hasPrefix("+") }).dropFirst())
    let head = try #require(diff.first { $0.hasPrefix("@@") })
    let place = try #require(head.split(separator: "+").last?.prefix { $0.isNumber })
    number = try #require(Int(place))
  }

  private func why(
    _ place: String? = nil, _ more: String..., in directory: String? = nil
  ) throws -> Ended {
    try delivered.journey.start(
      ["why", place ?? "sums.py:\(number)"] + more, in: directory ?? delivered.repository.path
    ).wait()
  }

  /// Expects everything about the line that a reader was promised.
  private func expectOurs(_ ended: Ended, status: String, knownBy clue: String? = nil) throws {
    #expect(ended.status == 0, "\(ended)")
    let output = ended.output
    #expect(output.hasPrefix("sums.py:\(number)  \(line)\ncommit   "), "\(output)")
    let subject = try delivered.repository.git("log", "-1", "--format=%s", delivered.patch)
    #expect(clue != nil || output.contains("\n         \(subject)\n"), "\(output)")
    let known = clue.map { ", known by \($0)" } ?? ""
    #expect(output.contains("\npatch    \(delivered.patch.prefix(12))\(known)\n"), "\(output)")
    #expect(output.contains("\nrun      \(delivered.run)\nissue    Totals lack the first value\n"))
    #expect(output.contains("\nmerge    \(status)"), "\(output)")
    #expect(output.contains("\n    ## Why\n") && output.contains("\n    ## Evidence\n"))
    try expectStep(output)
  }

  /// Expects that the step named is the edit that has left this line.
  private func expectStep(_ output: String) throws {
    let step = try #require(
      output.split(separator: "\n").first { $0.hasPrefix("step ") && $0.contains("edit: sums.py") },
      "\(output)")
    let number = try #require(Int(step.dropFirst(5).prefix { $0.isNumber }))
    #expect(output.contains("git colleague show \(delivered.run):\(number)\n"))
    let shown = try delivered.journey.colleague("show", "\(delivered.run):\(number)")
    #expect(shown.output.hasPrefix("step \(number): edit: sums.py\n"), "\(shown)")
    // Stock git agrees: the line is in that step's code commit and not in the one before.
    let states = try delivered.repository.git(
      "log", "--first-parent", "--reverse", "--format=%P", "refs/colleague/runs/\(delivered.run)")
    let codes = states.split(separator: "\n").compactMap { parents in
      parents.split(separator: " ").count == 2 ? parents.split(separator: " ").last : nil
    }
    let code = try #require(codes.count >= number ? codes[number - 1] : nil)
    let diff = try delivered.repository.git("diff", "\(code)~1", String(code), "--", "sums.py")
    #expect(diff.contains("\n+\(line)\n"), "\(diff)")
  }

  @Test func `a line of a branch that waits is told by its commit, run, step and note`() throws {
    try expectOurs(try why(nil, "--at", delivered.branch), status: "open")
    // On the branch that has not got it, the line is a person's.
    let other = try why()
    #expect(other.status == 0 && other.output.contains("a person's commit, not ours"), "\(other)")
    #expect(!other.output.contains("run      "))
  }

  @Test func `a line that was merged as delivered, from a subfolder and from a bare repository`()
    throws
  {
    try delivered.repository.git("merge", "-q", "--ff-only", delivered.branch)
    try expectOurs(try why(), status: "merged, as delivered")
    let folder = delivered.repository.path + "/tests"
    try expectOurs(try why("../sums.py:\(number)", in: folder), status: "merged, as delivered")
    try expectOurs(
      try why("\(delivered.repository.path)/sums.py:\(number)"), status: "merged, as delivered")
    let bare = delivered.repository.directory.path + "/bare.git"
    try delivered.repository.git("clone", "-q", "--mirror", delivered.repository.path, bare)
    try expectOurs(try why(in: bare), status: "merged, as delivered")
    #expect(
      try why("./sums.py:\(number)", "--at", "main~1", in: bare).output.contains("a person's"))
  }

  @Test func `copies are known by their trailer, a squashed one too`() throws {
    try delivered.moveOn()
    try delivered.repository.git("merge", "-q", "--squash", delivered.branch)
    try delivered.repository.git("commit", "-q", "--no-edit")
    try delivered.repository.git("branch", "-q", "-D", delivered.branch)
    let copy = try delivered.repository.git("rev-parse", "--short=12", "main")
    try expectOurs(try why(), status: "merged, squashed in \(copy)", knownBy: "its trailer")
    #expect(try why().output.contains("commit   \(copy)"))
  }

  @Test
  func
    `a copy with a message of a person's own is known by what it changes, then by the merge status`()
    throws
  {
    try delivered.moveOn()
    try delivered.repository.git("merge", "-q", "--squash", delivered.branch)
    try delivered.repository.git("commit", "-q", "-m", "mine")
    let copy = try delivered.repository.git("rev-parse", "--short=12", "main")
    let status = "merged, squashed in \(copy)"
    try expectOurs(try why(), status: status, knownBy: "what it changes")
    _ = try delivered.mergeStatus()
    try expectOurs(try why(), status: status, knownBy: "the merge status of the series")
  }

  @Test func `a line that came with others of a person's is known by its text`() throws {
    let old = try delivered.repository.git("show", "\(delivered.branch):sums.py")
    try delivered.repository.write("# Sums.\n" + old + "\n# End.\n", to: "sums.py")
    try delivered.repository.write("more\n", to: "more.txt")
    try delivered.repository.git("add", "-A")
    try delivered.repository.git("commit", "-qm", "mine")
    let ended = try why("sums.py:\(number + 1)")
    #expect(ended.output.contains(", known by the text of the line\n"), "\(ended)")
    try expectStep(ended.output)
    #expect(try why("sums.py:1").output.contains("a person's commit, not ours"))
  }

  @Test func `a line that a person has changed since is theirs, and before that it was ours`()
    throws
  {
    let repository = delivered.repository
    try repository.git("merge", "-q", "--ff-only", delivered.branch)
    for (name, text) in [("Grace", "  # one"), ("Linus", "  # two")] {
      let old = try String(contentsOfFile: repository.path + "/sums.py", encoding: .utf8)
      let mine = line + (name == "Grace" ? "" : "  # one")
      try repository.write(old.replacing(mine + "\n", with: line + text + "\n"), to: "sums.py")
      try repository.git("-c", "user.name=\(name)", "commit", "-qam", "say \(name)")
    }
    let ended = try why()
    #expect(ended.output.contains(" Linus <ada@example.org>\n         say Linus\n"), "\(ended)")
    #expect(ended.output.contains("         a person's commit, not ours\n"))
    let parts = ended.output.split(separator: "\n\n", maxSplits: 1)
    #expect(parts.count == 2 && parts[1].hasPrefix("before that:  \(line)\n"), "\(ended)")
    #expect(parts[1].contains("patch    \(delivered.patch.prefix(12))\n"))
    try expectStep(ended.output)
  }

  @Test func `a line that a person changed while merging says what was delivered in its place`()
    throws
  {
    let repository = delivered.repository
    try repository.git("switch", "-q", delivered.branch)
    let old = try String(contentsOfFile: repository.path + "/sums.py", encoding: .utf8)
    try repository.write(old.replacing(line, with: line + "  # mine"), to: "sums.py")
    try repository.git("commit", "-qa", "--amend", "--no-edit")
    try repository.git("switch", "-q", "main")
    try repository.git("merge", "-q", "--ff-only", delivered.branch)
    let ended = try why()
    #expect(ended.output.contains("\nmerge    edited, reworked in "), "\(ended)")
    #expect(ended.output.contains("the line is not as it was delivered"))
    #expect(ended.output.contains("\nbefore that:  \(line)\n"))
    try expectStep(ended.output)
  }

  @Test func `a lost note is told anew from the run`() throws {
    try delivered.repository.git("update-ref", "-d", "refs/notes/colleague")
    try expectOurs(try why(nil, "--at", delivered.branch), status: "open")
  }

  @Test
  func `what another program's note says of a person's line is told, and garbage is passed over`()
    throws
  {
    let note = """
      sums.py
        0123456789abcdef 1-99
        s_0123456789abcd::t_0123456789abcd \(number)
      ---
      {"schema_version": "authorship/3.0.0", "base_commit_sha": "x", "prompts": {}, "git_ai_version": "1.4.5",
       "sessions": {"s_0123456789abcd": {"agent_id": {"tool": "typist", "id": "1", "model": "large-2"}}}}
      """
    try delivered.repository.git("notes", "--ref=ai", "add", "-m", note, "main")
    let ended = try why()
    #expect(
      ended.output.contains("tool     typist with large-2 wrote the line, says refs/notes/ai"),
      "\(ended)")
    #expect(try !why("sums.py:1").output.contains("tool "))
    try delivered.repository.git("notes", "--ref=ai", "add", "-f", "-m", "garbage", "main")
    #expect(try why().status == 0)
  }

  @Test func `programs get all of it as one JSON object`() throws {
    let ended = try why(nil, "--json", "--at", delivered.branch)
    let answer = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
    #expect(answer?["place"] as? String == "sums.py:\(number)")
    #expect(answer?["text"] as? String == line)
    #expect((answer?["commit"] as? [String: Any])?["id"] as? String == delivered.patch)
    let ours = try #require(answer?["ours"] as? [String: Any])
    #expect(ours["run"] as? String == delivered.run)
    #expect((ours["verdict"] as? [String: Any])?["word"] as? String == "open")
    #expect((ours["rationale"] as? String)?.hasPrefix("## Why") == true)
    #expect((ours["step"] as? [String: Any])?["number"] as? Int ?? 0 > 0)
  }

  @Test(
    arguments: [
      ("sums.py", 129, "names no line"), ("sums.py:", 129, "names no line"),
      ("sums.py:0", 129, "names no line"), ("sums.py:x", 129, "names no line"),
      (":3", 129, "names no line"), ("../sums.py:1", 129, "no file of the project"),
      ("/etc/passwd:1", 129, "no file of the project"), (".:1", 129, "no file of the project"),
      ("absent.py:1", 128, "no file 'absent.py' at HEAD"), ("tests:1", 128, "is a folder"),
      ("sums.py:999", 128, "lines at HEAD"), ("image:1", 128, "is binary"),
      ("link:1", 128, "no regular file"), ("empty:1", 128, "has 0 lines"),
      ("a\u{1b}[1m.py:1", 128, "a<1B>[1m.py"),
    ] as [(String, Int32, String)])
  func `what names no line of a file gets one sentence and its status`(
    place: String, status: Int32, words: String
  ) throws {
    let repository = delivered.repository
    try repository.write("a\u{0}b\n", to: "image")
    try repository.write("", to: "empty")
    try FileManager.default.createSymbolicLink(
      atPath: repository.path + "/link", withDestinationPath: "sums.py")
    try repository.git("add", "-A")
    try repository.git("commit", "-qm", "more")
    let ended = try why(place)
    #expect(ended.status == status && ended.output.isEmpty, "\(ended)")
    let sentences = ended.errors.split(separator: "\n").filter { $0.hasPrefix("git colleague: ") }
    #expect(sentences.count == 1 && sentences[0].contains(words), "\(ended)")
  }

  @Test func `a revision that does not exist, and a repository without a commit`() throws {
    let ended = try why(nil, "--at", "nowhere")
    #expect(ended.status == 128 && ended.errors.contains("no commit 'nowhere'"), "\(ended)")
    let empty = try Journey([:])
    let unborn = try empty.colleague("why", "a:1")
    #expect(unborn.status == 128 && unborn.errors.contains("no commit on 'main' yet"), "\(unborn)")
  }

  @Test func `in a shallow clone it is told what is known there, also of lines that came since`()
    throws
  {
    let clone = delivered.repository.directory.path + "/shallow"
    try delivered.repository.git(
      "clone", "-q", "--depth", "1", "--no-single-branch", "file://" + delivered.repository.path,
      clone)
    func git(_ arguments: String...) throws {
      _ = try run(["git"] + arguments, in: clone, environment: delivered.repository.environment)
    }
    try git("fetch", "-q", "origin", "refs/colleague/*:refs/colleague/*")
    let text = try String(contentsOfFile: clone + "/sums.py", encoding: .utf8)
    try (text + "# End.\n").write(toFile: clone + "/sums.py", atomically: false, encoding: .utf8)
    try git("commit", "-qam", "mine")
    let count = text.split(separator: "\n").count
    let ended = try why("sums.py:\(count + 1)", in: clone)
    #expect(ended.status == 0 && ended.output.contains("a person's commit, not ours"), "\(ended)")
    try git("merge", "-q", "--squash", "--allow-unrelated-histories", "origin/\(delivered.branch)")
    try git("checkout", "-q", "origin/\(delivered.branch)", "--", "sums.py")
    try git("commit", "-qm", "theirs")
    let copied = try why(in: clone)
    #expect(copied.status == 0 && copied.output.contains("run      \(delivered.run)"), "\(copied)")
  }

  @Test func `a run that is damaged is passed over`() throws {
    try delivered.journey.rewrite("run.json", of: "refs/colleague/runs/\(delivered.run)") {
      record in
      record["patches"] = [String(repeating: "1", count: 40), delivered.patch]
    }
    try delivered.repository.write("# Mine.\n", to: "sums.py")
    try delivered.repository.git("commit", "-qam", "mine")
    let ended = try why("sums.py:1")
    #expect(ended.status == 0 && ended.output.contains("a person's commit, not ours"), "\(ended)")
  }

  @Test func `a message whose lines end with carriage returns names its run, and has a subject`()
    throws
  {
    let repository = delivered.repository
    try repository.git("cherry-pick", "--no-commit", delivered.branch)
    try repository.write("more\n", to: "more.txt")
    try repository.git("add", "-A")
    try repository.git(
      "commit", "-q", "--cleanup=verbatim", "-F", "-",
      input: "mine\r\n\r\nSo it is.\r\n\r\nColleague-Run: \(delivered.run)\r\n")
    let ended = try why()
    #expect(ended.output.contains(", known by its trailer\n"), "\(ended)")
    #expect(ended.output.contains("\n         mine\n"), "\(ended)")
  }

  @Test
  func
    `where a person has written a file anew, only what stood near the same place was before that`()
    throws
  {
    let repository = delivered.repository
    try repository.git("merge", "-q", "--ff-only", delivered.branch)
    let lines = (1...40).map { "new = \($0)\n" }
    try repository.write(lines.joined(), to: "sums.py")
    try repository.git("commit", "-qam", "write it anew")
    #expect(try why().output.contains("\nbefore that:  \(line)\n"))
    #expect(try !why("sums.py:35").output.contains("before that"))
  }
}
