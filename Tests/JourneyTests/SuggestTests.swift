import Foundation
import Support
import Testing

@Suite("Suggestions", .timeLimit(.minutes(5)), .ownThreads)
struct SuggestTests {
  private func journey() throws -> Journey {
    var files = Buggy.shell
    files["README.md"] = "# Spans\n\nSee [the guide](docs/guide.md) and [the licence](LICENSE).\n"
    return try Journey(files)
  }

  private func listed(_ journey: Journey, _ options: String...) throws -> [[String: Any]] {
    let ended = try journey.start(["suggest", "list", "--json"] + options).wait()
    return try ended.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func `are found, shown, accepted into the queue, dismissed, and not found again`() throws {
    let journey = try journey()
    let before = try journey.fingerprint()
    let found = try journey.colleague("suggest", "find", "--source", "readme", "--quiet")
    #expect(found.status == 0, "\(found)")
    let open = try listed(journey)
    #expect(
      open.count == 2
        && open.allSatisfy { $0["version"] as? Int == 1 && $0["state"] as? String == "open" })
    let ids = open.compactMap { $0["id"] as? String }
    let issue = try journey.colleague("suggest", "show", "--issue", ids[0])
    #expect(
      issue.output.hasPrefix("# The link ")
        && issue.output.contains("- [ ] The link leads to what it speaks of"))
    let shown = try journey.colleague("suggest", "show", String(ids[0].prefix(8)))
    #expect(shown.status == 0 && shown.output.contains("git colleague suggest accept"), "\(shown)")

    let accepted = try journey.colleague("suggest", "accept", ids[0])
    #expect(accepted.status == 0 && accepted.errors.contains("git colleague sweep"), "\(accepted)")
    let queue = try journey.colleague("queue", "list", "--porcelain").output
    #expect(queue.contains("\twaiting\t") && queue.contains("The link"))
    #expect(try journey.colleague("suggest", "accept", ids[0]).status == 3)
    #expect(try journey.colleague("suggest", "dismiss", ids[1]).status == 129)
    #expect(try journey.colleague("suggest", "dismiss", ids[1], "we", "like", "it").status == 0)
    #expect(try listed(journey).isEmpty)
    let again = try journey.colleague("suggest", "find", "--source", "readme")
    #expect(again.status == 3 && again.errors.contains("0 new, 0 gone"), "\(again)")
    #expect(
      Set(try listed(journey, "--all").compactMap { $0["state"] as? String }) == [
        "accepted", "dismissed",
      ])
    let doctor = try journey.colleague("doctor", "--no-tests")
    #expect(doctor.output.contains("suggestions: 0 open, 2 over"), "\(doctor)")
    #expect(try journey.fingerprint() == before)
    try journey.repository.git("fsck", "--strict")
  }

  @Test
  func
    `of a sweep come in the time that is left, once a base, and only what the config names is worked on`()
    throws
  {
    let journey = try journey()
    let first = try journey.colleague("sweep")
    #expect(first.status == 3 && first.errors.contains("2 new suggestions"), "\(first)")
    #expect(try journey.colleague("queue", "list", "--porcelain").output.isEmpty)
    let second = try journey.colleague("sweep")
    #expect(!second.errors.contains("suggestion"), "\(second)")
    try journey.repository.write("[more](none.md)\n", to: "MORE.md")
    try journey.repository.git("add", "-A")
    try journey.repository.git("commit", "-qm", "more")
    try journey.repository.git("config", "colleague.suggestions", "0")
    #expect(!(try journey.colleague("sweep").errors.contains("suggestion")))
    try journey.repository.git("config", "colleague.suggestions", "9")
    for one in try listed(journey) {
      _ = try journey.colleague("suggest", "dismiss", one["id"] as? String ?? "", "no")
    }
    try journey.repository.git("config", "colleague.suggestAccept", "readme")
    let third = try journey.colleague("sweep")
    #expect(third.errors.contains("put into the queue"), "\(third)")
    #expect(try journey.colleague("queue", "list", "--porcelain").output.contains("none.md"))
  }

  @Test func `where a test is missing are shown by a mutant that no test notices`() throws {
    var files = Buggy.python
    files["tests/test_spans.py"] =
      "import unittest\nfrom clock.spans import overlaps\n\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertTrue(overlaps((1, 3), (2, 4)))\n"
    let journey = try Journey(files)
    let text = try #require(files["clock/spans.py"])
    try journey.repository.write(
      text
        + "\n\ndef gap(first, second):\n    if second[0] > first[1]:\n        return second[0] - first[1]\n    return 0\n",
      to: "clock/spans.py")
    try journey.repository.git("commit", "-qam", "gaps")
    let found = try journey.colleague(
      "suggest", "find", "--source", "unnoticed", "--source", "flaky", "--json")
    #expect(found.status == 0, "\(found)")
    #expect(found.output.contains("A test is missing for `gap` of `clock/spans.py`"), "\(found)")
    #expect(try journey.leftovers().isEmpty)
  }

  @Test func `bad words get one sentence and the right status`() throws {
    let journey = try journey()
    for (words, status, sentence) in [
      (["suggest", "find", "--source", "stars"], 129, "there is no such source"),
      (["suggest", "find", "--budget", "steps=3"], 129, "limited by time alone"),
      (["suggest", "show", "0123456789"], 128, "there is no suggestion '0123456789'"),
      (["suggest", "accept", "ab"], 128, "there is no suggestion 'ab'"),
    ] as [([String], Int32, String)] {
      let ended = try journey.start(words).wait()
      #expect(ended.status == status && ended.errors.contains(sentence), "\(words) \(ended)")
      #expect(ended.output.isEmpty)
    }
    try journey.repository.git("config", "colleague.suggestions", "many")
    #expect(
      try journey.colleague("suggest", "list").errors.contains("colleague.suggestions is 'many'"))
  }
}
