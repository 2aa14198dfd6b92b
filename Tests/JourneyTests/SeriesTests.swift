import Foundation
import Support
import Testing

@Suite("A series handed over", .timeLimit(.minutes(10)), .ownThreads)
struct SeriesTests {
  private let journey: Journey
  private let run: String
  private let branch: String
  private var repository: TemporaryRepository { journey.repository }

  /// The repository that all are copies of: a run takes its time.
  private static let template = Result {
    let journey = try Journey(Buggy.python)
    let issue = try journey.issue("# Größe of spans that touch\n\nSee `join`.\n")
    let worked = try journey.colleague("work", "--quiet", issue)
    #expect(worked.status == 0 && worked.errors.isEmpty, "\(worked.errors)")
    journey.repository.directory.removeAtExit()
    return journey.repository
  }

  init() throws {
    journey = try Journey(copying: Self.template.get())
    run = String(
      try #require(try journey.refs("refs/colleague/runs").first).split(separator: "/")[3])
    branch = String(
      try #require(try journey.refs("refs/heads/colleague").first).dropFirst("refs/heads/".count))
  }

  private var folder: String { repository.directory.path + "/out" }

  /// Applies files by `git am` on `main` in a clone, and says what HEAD is there, in `format`.
  private func applied(
    _ arguments: [String], input: String = "", format: String = "%T"
  ) throws -> [String] {
    let clone = repository.directory.path + "/clone-\(UUID().uuidString)"
    try repository.git("clone", "-q", "--branch", "main", repository.path, clone)
    let ended = try Support.run(
      ["git", "am", "-q"] + arguments, in: clone, environment: repository.environment,
      input: input)
    #expect(ended.status == 0, "\(ended.errors)")
    return try log(format, "origin/main..HEAD", in: clone)
  }

  private func log(_ format: String, _ range: String, in place: String? = nil) throws -> [String] {
    try repository.git(
      "-C", place ?? repository.path, "log", "-z", "--reverse", "--format=\(format)", range
    ).split(separator: "\0").map(String.init)
  }

  /// Works on the branch of the series by stock git in a worktree.
  private func onBranch(_ work: (_ place: String) throws -> Void) throws {
    let place = repository.directory.path + "/by-hand"
    try repository.git("worktree", "add", "-q", place, branch)
    try work(place)
    try repository.git("worktree", "remove", "--force", place)
  }

  // MARK: Mails

  @Test func `git am makes the same trees and messages of the files that --output writes`() throws {
    let before = try journey.fingerprint()
    let ended = try journey.colleague("series", run, "--output", folder)
    #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
    let paths = ended.output.split(separator: "\n").map(String.init)
    #expect(paths.first == folder + "/0000-cover-letter.patch" && paths.count == 2)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
        == paths)
    for (options, files) in [([], Array(paths.dropFirst())), (["--empty=drop"], paths)] {
      #expect(try applied(options + files) == log("%T", "main..\(branch)"))
      #expect(try applied(options + files, format: "%B") == log("%B", "main..\(branch)"))
    }
    #expect(try journey.fingerprint() == before)
    #expect(try repository.git("worktree", "list").split(separator: "\n").count == 1)
  }

  @Test func `git am makes the same of what --mbox prints, and drops the notes`() throws {
    let mbox = try journey.colleague("series", "--mbox", run)
    #expect(mbox.status == 0 && mbox.errors.isEmpty, "\(mbox.errors)")
    #expect(mbox.output.contains("\n---\n\nNotes (colleague):\n    ## Why\n"))
    #expect(try applied([], input: mbox.output) == log("%T", "main..\(branch)"))
    let messages = try applied([], input: mbox.output, format: "%B")
    #expect(try messages == log("%B", "main..\(branch)"))
    #expect(!messages.joined().contains("## Why"))
    let whole = try journey.colleague("series", "--mbox", "--cover-letter", branch)
    #expect(whole.output.hasSuffix("\n-- \ngit-colleague 0.1.0\n\n"))
    #expect(
      try applied(["--empty=drop"], input: whole.output) == log("%T", "main..\(branch)"))
  }

  @Test func `the cover letter says what was asked, how it ended, and where the series belongs`()
    throws
  {
    _ = try journey.colleague("series", "--output", folder)
    let text = try String(contentsOfFile: folder + "/0000-cover-letter.patch", encoding: .utf8)
    #expect(
      text.contains("Subject: [PATCH 0/1] =?UTF-8?q?Gr=C3=B6=C3=9Fe=20of=20spans=20that=20touch?="))
    #expect(text.contains("\n\nResolved: ") && text.contains("## Evidence"))
    let base = try repository.git("rev-parse", "main")
    #expect(
      text.contains("\n\nbase-commit: \(base)\nchange-id: \(run)\noutcome: resolved\n\n-- \n"))
    #expect(text.components(separatedBy: "base-commit: ").count == 2)
    let stat = try repository.git("diff", "--stat=72", "--summary", "main", branch)
    #expect(text.contains("\n\(stat)\n"))
  }

  @Test func `subjects that are long and not ASCII survive`() throws {
    let subject =
      "spans: Größe und Maß 🎉 bleiben, auch wenn der Titel viel länger ist als eine Zeile einer Mail"
    try onBranch { try repository.git("-C", $0, "commit", "-q", "--amend", "-m", subject) }
    // The trailer is gone with the message, so that only the run's own patch is one.
    let foreign = try journey.colleague("series", branch)
    #expect(foreign.status == 128 && foreign.errors.contains("does not end in a patch"))
    try onBranch {
      try repository.git(
        "-C", $0, "commit", "-q", "--amend", "-m", "\(subject)\n\nColleague-Run: \(run)")
    }
    let mbox = try journey.colleague("series", "--mbox", branch).output
    #expect(try applied([], input: mbox, format: "%s") == [subject])
  }

  // MARK: Which series

  @Test func `a branch is given as it is now, a run as it was delivered`() throws {
    let delivered = try journey.colleague("series", "--mbox", run).output
    try repository.git("checkout", "-q", "-b", "ahead", "main")
    try repository.write("more\n", to: "more.txt")
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "ahead")
    try onBranch { place in
      try repository.git("-C", place, "rebase", "-q", "ahead")
      try repository.directory.write("by hand\n", to: "by-hand/notes.txt")
      try repository.git("-C", place, "add", "-A")
      try repository.git("-C", place, "commit", "-q", "-m", "by hand")
    }
    #expect(try journey.colleague("series", "--mbox", run).output == delivered)
    for name in [branch, "refs/heads/\(branch)"] {
      let now = try journey.colleague("series", "--porcelain", name).output
      let lines = now.split(separator: "\n").map { $0.split(separator: "\t") }
      #expect(lines.map { String($0[2]) } == (try log("%H", "ahead..\(branch)")))
      #expect(lines.map(\.last) == (try log("%s", "ahead..\(branch)")).map { $0[...] })
      #expect(try String(lines[0][8]) == repository.git("rev-parse", "ahead"))
    }
    let patch = try journey.colleague("series", "--porcelain", "\(branch)~1").output
    #expect(patch.split(separator: "\n").count == 1 && patch.contains(run))
    let listed = try journey.colleague("series", run).output
    #expect(listed.contains("now at another commit"))
  }

  @Test func `the command that a listing gives makes what it lists`() throws {
    func command(_ name: String) throws -> String {
      let page = try journey.colleague("series", name).output
      let line = try #require(page.split(separator: "\n").first { $0.hasPrefix("apply:") })
      return String(line.dropFirst("apply:".count).drop { $0 == " " })
    }
    #expect(try command(branch) == "git colleague series --mbox \(run) | git am")
    try onBranch { place in
      try repository.directory.write("by hand\n", to: "by-hand/notes.txt")
      try repository.git("-C", place, "add", "-A")
      try repository.git("-C", place, "commit", "-q", "-m", "by hand")
    }
    #expect(try command(run) == "git colleague series --mbox \(run) | git am")
    #expect(try command(branch) == "git colleague series --mbox \(branch) | git am")
    try repository.git("branch", "-q", "-m", branch, "colleague/it's")
    #expect(
      try command("colleague/it's")
        == "git colleague series --mbox 'colleague/it'\\''s' | git am")
    let now = try journey.colleague("series", "--mbox", "colleague/it's").output
    #expect(try applied([], input: now) == log("%T", "main..colleague/it's"))
  }

  /// Commits a file with this content in `place`.
  private func commit(_ text: String, to file: String, in place: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(place)/\(file)"))
    try repository.git("-C", place, "add", "-A")
    try repository.git("-C", place, "commit", "-q", "-m", "change \(file)")
  }

  @Test func `a commit that changes nothing is no mail, and is not counted`() throws {
    try onBranch { place in
      try repository.git("-C", place, "commit", "-q", "--allow-empty", "-m", "Trigger CI")
      try commit("by hand\n", to: "notes.txt", in: place)
      try repository.git("-C", place, "commit", "-q", "--allow-empty", "-m", "Trigger it again")
    }
    let mbox = try journey.colleague("series", "--mbox", branch).output
    #expect(try applied([], input: mbox).last == repository.git("rev-parse", "\(branch)^{tree}"))
    #expect(mbox.contains("[PATCH 1/2]") && mbox.contains("[PATCH 2/2] change notes.txt"))
    #expect(!mbox.contains("Trigger"))
    let listed = try journey.colleague("series", branch).output
    #expect(listed.contains("2/4") && listed.contains("Trigger CI  0 files"))
  }

  @Test func `merges are no patches, and what they bring of the base's branch belongs to that`()
    throws
  {
    try commit("1\n", to: "first.txt", in: repository.path)
    try repository.git("checkout", "-q", "-b", "topic")
    try commit("topic\n", to: "topic.txt", in: repository.path)
    // As a remote has it; the branch here is behind.
    try repository.git("checkout", "-q", "--detach", "main")
    try commit("2\n", to: "second.txt", in: repository.path)
    try repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    try repository.git("checkout", "-q", "main")
    func merge(_ name: String, _ place: String) throws {
      try repository.git("-C", place, "merge", "-q", "--no-ff", "--no-edit", name)
    }
    func listed() throws -> [String] {
      try journey.colleague("series", "--porcelain", branch).output.split(separator: "\n").map {
        String($0.split(separator: "\t")[2])
      }
    }
    try onBranch { try merge("main", $0) }
    let own = try repository.git("rev-list", "--no-merges", "main..\(branch)")
    #expect(try listed() == [own])
    try onBranch { place in
      try merge("origin/main", place)
      try commit("by hand\n", to: "notes.txt", in: place)
      try merge("topic", place)
    }
    let wanted = try repository.git(
      "rev-list", "--reverse", "--topo-order", "--no-merges", "origin/main..\(branch)"
    ).split(separator: "\n").map(String.init)
    #expect(try Set(listed()) == Set(wanted) && wanted.count == 3)
    let page = try journey.colleague("series", branch).output
    let base = try repository.git("rev-parse", "origin/main")
    #expect(page.contains("base:      \(base.prefix(12))") && !page.contains("another commit"))
    #expect(page.contains("--mbox \(branch) | git am"))
    try repository.git("update-ref", "refs/heads/main", "origin/main")
    let mbox = try journey.colleague("series", "--mbox", branch).output
    #expect(try applied([], input: mbox).last == repository.git("rev-parse", "\(branch)^{tree}"))
    // Also once all of it has been merged.
    let before = try journey.colleague("series", "--porcelain", "\(branch)~1").output
    try repository.git("update-ref", "refs/heads/main", branch)
    #expect(try journey.colleague("series", "--porcelain", "\(branch)~1").output == before)
  }

  @Test func `a merge that changes more than what it joins is refused as mails, with how to go on`()
    throws
  {
    try commit("1\n", to: "first.txt", in: repository.path)
    try onBranch { place in
      try repository.git("-C", place, "merge", "-q", "--no-ff", "--no-commit", "main")
      try commit("settled\n", to: "first.txt", in: place)
    }
    for options in [["--mbox"], ["--output", folder]] {
      let refused = try journey.start(["series"] + options + [branch]).wait()
      #expect(refused.status == 128 && refused.output.isEmpty, "\(refused)")
      #expect(
        refused.errors.contains("hint: ") && refused.errors.contains("git rebase main \(branch)"))
    }
    #expect(try journey.colleague("series", branch).output.contains("1 patch"))
  }

  @Test func `people and programs are told the same`() throws {
    let page = try journey.colleague("series").output
    let id = try repository.git("rev-parse", branch)
    #expect(page.contains("1/1  \(id.prefix(12))  ") && page.contains("1 file +1 -1"))
    #expect(page.contains("outcome:   resolved") && page.contains("change-id: \(run)"))
    #expect(page.contains(branch) && page.contains("git colleague series --mbox \(run) | git am"))
    let fields = try journey.colleague("series", "--porcelain").output.dropLast()
      .split(separator: "\t").map(String.init)
    let (base, subject) = (try log("%H", "main")[0], try log("%s", "main..\(branch)")[0])
    #expect(
      fields
        == ["1", "1", id, "1", "1", "1", "resolved", run, base, "refs/heads/\(branch)", subject])
    let line = try journey.colleague("series", "--json", String(run.prefix(12))).output
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let patches = try #require(json["patches"] as? [[String: Any]])
    #expect(json["run"] as? String == run && json["outcome"] as? String == "resolved")
    #expect(json["base"] as? String == base && json["version"] as? Int == 1)
    #expect(patches.map { $0["id"] as? String } == [id])
    #expect((patches[0]["note"] as? String)?.hasPrefix("## Why") == true)
  }

  // MARK: Bad input

  @Test func `what names no series is refused in one sentence with a hint`() throws {
    let unknown = try journey.colleague("series", "nosuchrun")
    #expect(unknown.status == 128 && unknown.errors.contains("no run or branch 'nosuchrun'"))
    let foreign = try journey.colleague("series", "main")
    #expect(
      foreign.status == 128 && foreign.errors.contains("'main' does not end in a patch of ours"))
    let issue = try journey.issue("# Another one\n\nSpans.\n")
    let spent = try journey.colleague("work", "--quiet", "--budget", "steps=1", issue)
    let other = try #require(
      try journey.refs("refs/colleague/runs").map { $0.split(separator: "/")[3] }
        .first { $0 != run[...] })
    #expect(spent.status == 4)
    let none = try journey.colleague("series", String(other))
    #expect(none.status == 3 && none.errors.contains("hint: git colleague show \(other)"))
    #expect(try journey.colleague("series").output.contains(run))
    let empty = try Journey(Buggy.python).colleague("series")
    #expect(empty.status == 3 && empty.errors.contains("hint: "))
    for options in [["--mbox", "--json"], ["--force"], ["--cover-letter"]] {
      #expect(try journey.start(["series"] + options).wait().status == 129)
    }
  }

  @Test func `without the run a branch says where to get it from, and a lost patch is named`()
    throws
  {
    try repository.git("update-ref", "-d", "refs/colleague/runs/\(run)")
    let alone = try journey.colleague("series", branch)
    #expect(
      alone.status == 3 && alone.errors.contains("git fetch REMOTE refs/colleague/runs/\(run)"))
    let again = try journey.issue("# Once more\n\nSpans.\n")
    #expect(try journey.colleague("work", "--quiet", again).status == 0)
    for name in try journey.refs("refs/heads/colleague/") {
      try repository.git("update-ref", "-d", name)
    }
    try repository.git("update-ref", "-d", "refs/notes/colleague")
    try repository.git("-c", "gc.reflogExpire=now", "reflog", "expire", "--expire=now", "--all")
    try repository.git("prune", "--expire=now")
    let lost = try journey.colleague("series")
    #expect(lost.status == 3 && lost.errors.contains("not in this repository any more"))
  }

  @Test func `a folder that cannot be one, and files that are others, are left alone`() throws {
    try repository.directory.write("mine\n", to: "file")
    let file = try journey.colleague("series", "--output", repository.directory.path + "/file")
    #expect(file.status == 128 && file.errors.contains("is no folder"))
    let below = try journey.colleague("series", "--output", repository.directory.path + "/file/x")
    #expect(below.status == 128 && below.errors.contains("cannot make"))
    let nowhere = try journey.colleague("series", "--output", "/proc/nowhere")
    #expect(nowhere.status == 128 && nowhere.errors.contains("cannot make /proc/nowhere"))
    #expect(try journey.colleague("series", "--output", "").status == 129)

    let written = try journey.colleague("series", "--output", folder)
    #expect(try journey.colleague("series", "--output", folder) == written)
    let cover = folder + "/0000-cover-letter.patch"
    let whole = try String(contentsOfFile: cover, encoding: .utf8)
    try repository.directory.write("edited\n", to: "out/0000-cover-letter.patch")
    let refused = try journey.colleague("series", "--output", folder)
    #expect(refused.status == 128 && refused.errors.contains("--force") && refused.output.isEmpty)
    #expect(try String(contentsOfFile: cover, encoding: .utf8) == "edited\n")
    #expect(try journey.colleague("series", "--force", "--output", folder) == written)
    #expect(try String(contentsOfFile: cover, encoding: .utf8) == whole)
    let relative = try journey.colleague("series", "-o", "new/deep", in: repository.path)
    #expect(relative.output.hasPrefix("new/deep/0000-cover-letter.patch\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
  }
}
