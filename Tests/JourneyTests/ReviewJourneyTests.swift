import Foundation
import Loopback
import Support
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `A series is revised` {
  /// A model that does the mixed work first, and in a review's run these actions.
  private func reviewed(
    _ actions: [(name: String, arguments: String)]
  ) throws -> ScriptedModel {
    try ScriptedModel { MixedWork.say($0, reviewing: actions) }
  }

  /// A repository in which the first version is delivered, and the branch it is on.
  private func delivered(by model: ScriptedModel) throws -> (Journey, branch: String) {
    let journey = try Journey(MixedWork.project)
    try journey.use(model)
    #expect(try journey.colleague("work", try journey.issue(MixedWork.issue)).status == 0)
    return (journey, try #require(try journey.refs("refs/heads/colleague/").first))
  }

  /// The commits of the branch, first one first.
  private func patches(_ journey: Journey, _ branch: String) throws -> [String] {
    try journey.repository.git("rev-list", "--reverse", "main..\(branch)").split(separator: "\n")
      .map(String.init)
  }

  private func subjects(_ journey: Journey, _ branch: String) throws -> [String] {
    try journey.repository.git("log", "--reverse", "--format=%s", "main..\(branch)")
      .split(separator: "\n").map(String.init)
  }

  /// The only run beside `known`.
  private func run(_ journey: Journey, beside known: String? = nil) throws -> String {
    let runs = try journey.refs("refs/colleague/runs/").compactMap {
      $0.split(separator: "/").last.map(String.init)
    }
    #expect(runs.count == (known == nil ? 1 : 2))
    return try #require(runs.first { $0 != known })
  }

  @Test func `a mail's comment is mended in the patch it belongs to, and answered`() throws {
    let model = try reviewed(MixedWork.revision())
    defer { model.server.stop() }
    let (journey, branch) = try delivered(by: model)
    let first = try run(journey)
    let (before, names) = (try patches(journey, branch), try subjects(journey, branch))
    let patch = try journey.repository.git("show", "--format=", before[2])
    let quoted = patch.split(separator: "\n", omittingEmptySubsequences: false).prefix(20)
      .map { "> \($0)" }.joined(separator: "\n")
    let mail = """
      From: Zoe <zoe@example.org>
      Subject: Re: [PATCH 3/4] Take discounts off in the basket

      Ada wrote:
      \(quoted)

      What of a discount above one?
      """
    let ended = try journey.colleague("review", first, "-", input: mail)
    #expect(ended.status == 0, "\(ended)")
    let after = try patches(journey, branch)
    #expect(try subjects(journey, branch) == names)
    #expect(after[0] != before[0] && after.count == before.count)
    // The trees of what nobody spoke of are the same; the third has the mend.
    let trees = try [before, after].map { commits in
      try commits.map { try journey.repository.git("rev-parse", $0 + "^{tree}") }
    }
    #expect(zip(trees[0], trees[1]).map { $0 == $1 } == [true, true, false, false])
    #expect(try journey.repository.git("show", after[2]).contains("min(self.discount, 1)"))
    #expect(
      try journey.repository.git("show", "--format=", "--name-only", after[3]) == "README.md")
    let second = try run(journey, beside: first)
    let cover = try journey.repository.git("show", "refs/colleague/runs/\(second):cover.md")
    #expect(cover.contains("change-id: \(first)\n") && cover.contains("\nversion: 2\n"), "\(cover)")
    #expect(cover.contains("Zoe: What of a discount above one?"))
    #expect(cover.contains("Done: bounded by one"))
    #expect(cover.contains("in a clean copy with the base's own tests: 2 passed"), "\(cover)")
    #expect(cover.contains("1: \(before[0].prefix(12)) = 1: \(after[0].prefix(12))"))
    #expect(cover.contains("3: \(before[2].prefix(12)) ! 3: \(after[2].prefix(12))"))
    #expect(cover.contains("    -+") && cover.contains("    ++"))
    // Each line knows the step that wrote it, in whichever run, and the first version is out of the race.
    func why(_ text: String) throws -> String {
      let lines = try journey.repository.git("show", "\(branch):shop/basket.py")
        .split(separator: "\n", omittingEmptySubsequences: false)
      let number = try #require(lines.firstIndex { $0.contains(text) }) + 1
      return try journey.colleague("why", "--at", branch, "shop/basket.py:\(number)").output
    }
    #expect(try why("min(self.discount").contains("git colleague show \(second):2"))
    #expect(try why("self.discount = 0").contains("git colleague show \(first):4"))
    let listed = try journey.colleague("runs", "--porcelain").output.split(separator: "\n")
    let statuses = listed.map { $0.split(separator: "\t") }
    #expect(statuses.first { $0[0] == first }?.last == "rejected")
    #expect(statuses.first { $0[0] == second }?.last == "open")
    // The first version is reachable, also when nothing but the new run is left.
    try journey.repository.git("update-ref", "-d", "refs/colleague/runs/\(first)")
    let reached = try journey.repository.git("rev-list", "refs/colleague/runs/\(second)")
    #expect(reached.contains(before[3]))
    try journey.repository.git("fsck", "--strict")
  }

  @Test func `a review that only asks is answered by a version with the same patches`() throws {
    let model = try reviewed([
      ("test", "{}"), MixedWork.finish(answering: ["the shop computes with factors"]),
    ])
    defer { model.server.stop() }
    let (journey, branch) = try delivered(by: model)
    let first = try run(journey)
    let (before, names) = (try patches(journey, branch), try subjects(journey, branch))
    // The thread as a list keeps it begins with the series itself, which is no comment.
    let thread = try journey.colleague("series", "--mbox", "--cover-letter", first).output
    let alone = try journey.colleague("review", first, "-", input: thread + "\n")
    #expect(alone.status == 128 && alone.errors.contains("the review says nothing"), "\(alone)")
    let answer = """
      From zoe Thu Jan  1 00:00:00 2024
      From: Zoe <zoe@example.org>
      Subject: Re: [PATCH 3/4] Take discounts off in the basket

      Why a factor and no amount?
      """
    let ended = try journey.colleague("review", first, "-", input: "\(thread)\n\n\(answer)\n")
    #expect(ended.status == 0 && ended.errors.contains(": 1 comment\n"), "\(ended)")
    let after = try patches(journey, branch)
    #expect(try subjects(journey, branch) == names && after != before)
    for (old, new) in zip(before, after) {
      let trees = try [old, new].map { try journey.repository.git("rev-parse", $0 + "^{tree}") }
      #expect(trees[0] == trees[1])
    }
    let second = try run(journey, beside: first)
    let cover = try journey.repository.git("show", "refs/colleague/runs/\(second):cover.md")
    #expect(cover.contains("Zoe: Why a factor and no amount? (patch 3)"), "\(cover)")
    #expect(cover.contains("Answered: the shop computes with factors"))
    #expect(cover.contains("4: \(before[3].prefix(12)) = 4: \(after[3].prefix(12))"))
  }

  @Test func `on a base that has moved the series is put onto it, in memory`() throws {
    let model = try reviewed(MixedWork.revision("bounded"))
    defer { model.server.stop() }
    let (journey, branch) = try delivered(by: model)
    let old = try journey.repository.git("rev-parse", branch)
    // The file that the series moves.
    try journey.repository.directory.write(
      "def clean(text):\n    return text.strip()\n\n\ndef twice(text):\n    return text + text\n",
      to: "project/shop/util.py")
    try journey.repository.git("commit", "-qam", "Add instead")
    let before = try journey.fingerprint()
    let name = String(branch.dropFirst("refs/heads/".count))
    let ended = try journey.colleague("review", name, "-", input: "Bound the discount.\n")
    #expect(ended.status == 0, "\(ended)")
    #expect(try journey.fingerprint() == before)
    let main = try journey.repository.git("rev-parse", "main")
    #expect(try journey.repository.git("merge-base", "main", branch) == main)
    #expect(try journey.repository.git("show", "\(branch):shop/text.py").contains("text + text"))
    #expect(try journey.repository.git("show", "\(branch):README.md").contains("discounts off"))
    #expect(try journey.repository.git("rev-parse", branch) != old)
    #expect(try subjects(journey, branch).count == 4)
    #expect(try journey.repository.git("status", "--porcelain") == "")
  }

  @Test func `a conflict is worked on as a step, and never delivered with its marks`() throws {
    let settle: (name: String, arguments: String) = (
      "write",
      json([
        "path": "README.md", "why": "both sides",
        "content": "# Shop\n\nAdds prices for free, and takes discounts off.\n",
      ])
    )
    let journey = try Journey(MixedWork.project)
    func moveBase() throws {
      try journey.repository.directory.write(
        "# Shop\n\nAdds prices for free.\n", to: "project/README.md")
      try journey.repository.git("commit", "-qam", "Say that it is free")
    }
    let careless = try reviewed(MixedWork.revision("bounded"))
    try journey.use(careless)
    #expect(try journey.colleague("work", try journey.issue(MixedWork.issue)).status == 0)
    careless.server.stop()
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    let old = try journey.repository.git("rev-parse", branch)
    try moveBase()
    let name = String(branch.dropFirst("refs/heads/".count))
    // The built-in policy reads nothing, and says so before anything is done.
    let repair = try journey.colleague(
      "review", name, "-", "--policy", "repair", input: "Bound it.\n")
    #expect(repair.status == 1 && repair.errors.contains("does not fit onto main"), "\(repair)")
    #expect(repair.errors.contains("README.md") && repair.errors.contains("--base "))
    let marked = try reviewed(MixedWork.revision("bounded"))
    try journey.use(marked)
    let unsettled = try journey.colleague("review", name, "-", input: "Bound it.\n")
    marked.server.stop()
    #expect(unsettled.status == 1, "\(unsettled)")
    #expect(try journey.repository.git("rev-parse", branch) == old)
    // Nor is it under another name.
    let renamed: (name: String, arguments: String) = (
      "rename", json(["path": "README.md", "to": "READ.md", "why": "away with it"])
    )
    let moving = try reviewed([renamed, ("test", "{}"), MixedWork.finish(answering: ["renamed"])])
    try journey.use(moving)
    let moved = try journey.colleague("review", name, "-", input: "Rename it.\n")
    moving.server.stop()
    #expect(moved.status == 1, "\(moved)")
    #expect(try journey.repository.git("rev-parse", branch) == old)
    let settled = try reviewed([
      settle, MixedWork.bound, ("test", "{}"), MixedWork.finish(answering: ["bounded"]),
    ])
    defer { settled.server.stop() }
    try journey.use(settled)
    let ended = try journey.colleague("review", name, "-", input: "Bound it.\n")
    #expect(ended.status == 0, "\(ended)")
    let readme = try journey.repository.git("show", "\(branch):README.md")
    #expect(readme == "# Shop\n\nAdds prices for free, and takes discounts off.")
  }

  @Test func `what no file can hold both sides of is reported, and nothing is lost`() throws {
    let model = try reviewed(MixedWork.revision("bounded"))
    defer { model.server.stop() }
    let (journey, branch) = try delivered(by: model)
    let old = try journey.repository.git("rev-parse", branch)
    try journey.repository.git("rm", "-q", "README.md")
    try journey.repository.directory.write("# Shop\n", to: "project/README.md/index.md")
    try journey.repository.git("add", "-A")
    try journey.repository.git("commit", "-qm", "A folder to read")
    let refused = try journey.colleague("review", branch, "-", input: "Bound it.\n")
    #expect(refused.status == 1, "\(refused)")
    #expect(refused.errors.contains("README.md") && refused.errors.contains("--base"))
    #expect(try journey.repository.git("rev-parse", branch) == old)
    let base = try journey.repository.git("merge-base", "main", branch)
    let again = try hinted(refused)
    #expect(again == ["review", branch, "-", "--base", String(base.prefix(12))])
    let ended = try journey.start(again, input: "Bound it.\n").wait()
    #expect(ended.status == 0, "\(ended)")
    #expect(try journey.repository.git("merge-base", "main", branch) == base)
    #expect(try journey.repository.git("rev-parse", branch) != old)
  }

  @Test func `a branch that people have put something on is left to them`() throws {
    let model = try reviewed(MixedWork.revision("bounded"))
    defer { model.server.stop() }
    let (journey, branch) = try delivered(by: model)
    let own = try journey.repository.git(
      "commit-tree", "-p", branch, "-m", "A person's", "\(branch)^{tree}")
    try journey.repository.git("update-ref", branch, own)
    let refused = try journey.colleague("review", branch, "-", input: "Bound it.\n")
    #expect(refused.status == 128 && refused.errors.contains("is not where run"), "\(refused)")
    #expect(try journey.repository.git("rev-parse", branch) == own)
    #expect(try journey.refs("refs/colleague/runs/").count == 1)
  }

  /// The command that a hint names, without what comes before it.
  private func hinted(_ ended: Ended) throws -> [String] {
    let hint = try #require(ended.errors.split(separator: "\n").first { $0.contains("hint: ") })
    let command = try #require(hint.split(separator: "git colleague ").last)
    return command.split(separator: " ").map(String.init)
  }

  @Test(arguments: [false, true])
  func `a version waits for a branch that is checked out, and its hint is enough`(
    isRenamed: Bool
  ) throws {
    let model = try reviewed(MixedWork.revision("bounded"))
    defer { model.server.stop() }
    let (journey, branch) = try delivered(by: model)
    let (first, old) = (try run(journey), try journey.repository.git("rev-parse", branch))
    let name = String(branch.dropFirst("refs/heads/".count))
    try journey.repository.git("checkout", "-q", name)
    let waiting = try journey.colleague("review", name, "-", input: "Bound it.\n")
    let second = try run(journey, beside: first)
    #expect(waiting.status == 7 && waiting.errors.contains("is checked out"), "\(waiting)")
    #expect(try hinted(waiting) == ["resume", second])
    #expect(try journey.colleague("resume", second).status == 7)
    #expect(try journey.repository.git("rev-parse", branch) == old)
    if isRenamed {
      try journey.repository.git("branch", "-m", name, "mine")
    } else {
      try journey.repository.git("checkout", "-q", "main")
    }
    // What is done already needs no model.
    try journey.repository.git("config", "--global", "--unset", "colleague.model")
    let resumed = try journey.start(hinted(waiting)).wait()
    #expect(resumed.status == 0 && resumed.output.contains("branch  \(name) (4"), "\(resumed)")
    let message = try journey.repository.git("log", "-1", "--format=%B", branch)
    #expect(message.contains("Colleague-Run: \(second)"))
    if isRenamed { #expect(try journey.repository.git("rev-parse", "mine") == old) }
    #expect(try journey.repository.git("status", "--porcelain") == "")
  }

  @Test func `a version whose branch is another's by then is delivered beside it, and says so`()
    throws
  {
    let model = try reviewed(MixedWork.revision("bounded"))
    defer { model.server.stop() }
    let (journey, branch) = try delivered(by: model)
    let first = try run(journey)
    let name = String(branch.dropFirst("refs/heads/".count))
    try journey.repository.git("checkout", "-q", name)
    #expect(try journey.colleague("review", name, "-", input: "Bound it.\n").status == 7)
    let late = try run(journey, beside: first)
    try journey.repository.git("checkout", "-q", "main")
    // Another review of the same version is faster.
    #expect(try journey.colleague("review", first, "-", input: "Bound it.\n").status == 0)
    let faster = try journey.repository.git("rev-parse", branch)
    let resumed = try journey.colleague("resume", late)
    #expect(resumed.status == 0, "\(resumed)")
    #expect(resumed.output.contains("\(name) was changed meanwhile, and is left as it is"))
    #expect(try journey.repository.git("rev-parse", branch) == faster)
    let other = try #require(try journey.refs("refs/heads/colleague/").first { $0 != branch })
    #expect(resumed.output.contains("branch  \(other.dropFirst("refs/heads/".count)) ("))
    #expect(try subjects(journey, other).count == 4)
    let shown = try journey.colleague("show", late).output
    #expect(shown.contains("outcome:  resolved") && shown.contains("was changed meanwhile"))
    // From there it is reviewed as any other.
    #expect(try journey.colleague("review", other, "-", input: "Bound it.\n").status != 128)
    #expect(try journey.colleague("resume", late).status == 3)
  }

  @Test func `what cannot be reviewed is said in one sentence`() throws {
    let journey = try Journey(["a": "1\n"])
    let unknown = try journey.colleague("review", "nothing", "-", input: "Hm.\n")
    #expect(unknown.status == 128 && unknown.errors.contains("there is no run or branch 'nothing'"))
    let main = try journey.colleague("review", "main", "-", input: "Hm.\n")
    #expect(main.status == 128 && main.errors.contains("'main' does not end in a patch of ours"))
    let empty = try journey.colleague("review", "main", "-", input: "> quoted\n")
    #expect(empty.status == 128 && empty.errors.contains("hint: "), "\(empty)")
  }

  @Test func `a line like a mark that was there before hides none that is left`() throws {
    var project = MixedWork.project
    project["README.md"] = "<<<<<<< example of a mark\n\n# Shop\n\nAdds prices.\n"
    let journey = try Journey(project)
    let first = try reviewed(MixedWork.revision("bounded"))
    try journey.use(first)
    #expect(try journey.colleague("work", try journey.issue(MixedWork.issue)).status == 0)
    first.server.stop()
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    let old = try journey.repository.git("rev-parse", branch)
    try journey.repository.write(
      "<<<<<<< example of a mark\n\n# Shop\n\nAdds prices for free.\n", to: "README.md")
    try journey.repository.git("commit", "-qam", "Say that it is free")
    let second = try reviewed(MixedWork.revision("bounded"))
    try journey.use(second)
    let name = String(branch.dropFirst("refs/heads/".count))
    let unsettled = try journey.colleague("review", name, "-", input: "Bound it.\n")
    second.server.stop()
    #expect(unsettled.status == 1, "\(unsettled)")
    #expect(try journey.repository.git("rev-parse", branch) == old)
  }
}
