import Foundation
import Loopback
import Support
import Testing

@Suite(
  "A series of several patches and versions, handed over", .timeLimit(.minutes(10)), .ownThreads)
struct SeriesVersionTests {
  private static let bound = json([
    "why": "no discount above one",
    "edits": [
      [
        "path": "shop/basket.py", "search": "(1 - self.discount)",
        "replacement": "(1 - min(self.discount, 1))",
      ]
    ],
  ])

  private static let finish = json([
    "claim": "resolved", "subject": "Heed the review", "why": "As asked.",
    "criteria": [["text": "Comment 1: as said", "met": true, "evidence": "bounded by one"]],
  ])

  /// What a person writes who answers `mail` with `words`.
  private func answer(to mail: String, _ words: String) throws -> String {
    let head = mail.split(separator: "\n").prefix { !$0.hasPrefix("---") }
    func field(_ name: String) throws -> Substring {
      try #require(head.first { $0.hasPrefix(name + ": ") }).dropFirst(name.count + 2)
    }
    let quoted = mail.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("diff --git") }.prefix(18).map { "> \($0)" }
    return """
      From: Zoe <zoe@example.org>
      In-Reply-To: \(try field("Message-ID"))
      Subject: Re: \(try field("Subject"))

      Ada wrote:
      \(quoted.joined(separator: "\n"))

      \(words)
      """
  }

  @Test func `the next version's mails say so, and keep the change-id; each version applies`()
    throws
  {
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice else { return nil }
      let isReview = turn.request.text.contains("## Review of version")
      let script =
        isReview
        ? [("edit", Self.bound), ("test", "{}"), ("finish", Self.finish)] : MixedWork.actions
      guard script.indices.contains(turn.step - 2) else { return nil }
      return .call(script[turn.step - 2].0, script[turn.step - 2].1)
    }
    defer { model.server.stop() }
    let journey = try Journey(MixedWork.project)
    let repository = journey.repository
    try journey.use(model)
    try repository.git(
      "config", "--global", "colleague.deliverCommand", "ls \"$COLLEAGUE_PATCHES\"")
    let worked = try journey.colleague("work", "-q", try journey.issue(MixedWork.issue))
    #expect(worked.status == 0 && worked.errors.hasPrefix("0000-cover-letter.patch\n0001-"))
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    let fields = try journey.colleague("series", "--porcelain").output.split(separator: "\n")
      .map { $0.split(separator: "\t") }
    let first = String(try #require(fields.first)[7])
    #expect(fields.map { "\($0[0])/\($0[1])" } == ["1/4", "2/4", "3/4", "4/4"])
    let delivered = try journey.colleague("series", "--mbox", first).output
    #expect(
      try trees(applying: delivered, journey)
        == repository.git(
          "log", "--reverse", "--format=%T", "main..\(branch)"))

    let folder = repository.directory.path + "/out"
    let paths = try journey.colleague("series", "-o", folder, branch).output.split(separator: "\n")
    let third = try String(contentsOfFile: String(paths[3]), encoding: .utf8)
    let review = try answer(to: third, "What of a discount above one?")
    let reviewed = try journey.colleague("review", "-q", first, "-", input: review)
    #expect(reviewed.status == 0 && reviewed.errors.contains("v2-0003-"), "\(reviewed)")
    #expect(try journey.colleague("series", "--mbox", first).output == delivered)

    let again = try journey.colleague("series", "-o", folder, branch).output
    let names = again.split(separator: "\n").map { $0.dropFirst(folder.count + 1) }
    #expect(names.count == 5 && names.allSatisfy { $0.hasPrefix("v2-000") })
    let cover = try String(contentsOfFile: "\(folder)/\(names[0])", encoding: .utf8)
    #expect(cover.contains("Subject: [PATCH v2 0/4] ") && cover.contains("\nchange-id: \(first)\n"))
    #expect(cover.contains("<\(first)-v2-0-") && cover.contains("Zoe: What of a discount"))
    let mbox = try journey.colleague("series", "--mbox", "--cover-letter", branch).output
    #expect(
      try trees(applying: mbox, journey)
        == repository.git(
          "log", "--reverse", "--format=%T", "main..\(branch)"))
    let page = try journey.colleague("series", branch).output
    #expect(page.contains("4 patches, version 2") && page.contains("change-id: \(first)"))
  }

  /// The trees that `git am` makes of an mbox on `main`, in the order of the patches.
  private func trees(applying mbox: String, _ journey: Journey) throws -> String {
    let place = journey.repository.directory.path + "/applied-\(UUID().uuidString)"
    try journey.repository.git("worktree", "add", "-q", "--detach", place, "main")
    try journey.repository.git("-C", place, "am", "-q", "--empty=drop", input: mbox)
    return try journey.repository.git("-C", place, "log", "--reverse", "--format=%T", "main..HEAD")
  }
}
