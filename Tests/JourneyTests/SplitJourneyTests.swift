import Foundation
import Loopback
import Support
import Testing

/// Work of several kinds in one run: a file moved, a function renamed, a feature with its test, a document.
enum MixedWork {
  static let project = [
    "shop/__init__.py": "",
    "shop/util.py":
      "def clean(text):\n    return text.strip()\n\n\ndef twice(text):\n    return text * 2\n",
    "shop/money.py":
      "def total(prices):\n    return sum(prices)\n\n\ndef mean(prices):\n    return total(prices) / len(prices)\n",
    "shop/basket.py":
      "from shop.money import total\n\n\nclass Basket:\n    def __init__(self):\n        self.prices = []\n\n    def add(self, price):\n        self.prices.append(price)\n\n    def sum(self):\n        return total(self.prices)\n",
    "tests/__init__.py": "",
    "tests/test_money.py":
      "import unittest\nfrom shop.money import mean\n\n\nclass MoneyTests(unittest.TestCase):\n    def test_mean(self):\n        self.assertEqual(mean([1, 3]), 2)\n",
    "tests/test_basket.py":
      "import unittest\nfrom shop.basket import Basket\n\n\nclass BasketTests(unittest.TestCase):\n    def test_sum(self):\n        basket = Basket()\n        basket.add(2)\n        self.assertEqual(basket.sum(), 2)\n",
    "README.md": "# Shop\n\nAdds prices.\n",
  ]

  static let issue =
    "# Discounts in the basket\n\nAlso call `total` what it is, and give `util` a name.\n"

  private static func edit(_ why: String, _ edits: [[String: String]]) -> (String, String) {
    ("edit", json(["why": why, "edits": edits]))
  }

  private static func change(_ path: String, _ search: String, _ replacement: String) -> [String:
    String]
  {
    ["path": path, "search": search, "replacement": replacement]
  }

  static let actions: [(name: String, arguments: String)] = [
    ("rename", json(["path": "shop/util.py", "to": "shop/text.py", "why": "a name that tells"])),
    edit(
      "total becomes grand_total",
      [
        change("shop/money.py", "def total(", "def grand_total("),
        change("shop/money.py", "return total(", "return grand_total("),
        change("shop/basket.py", "import total", "import grand_total"),
        change("shop/basket.py", "return total(", "return grand_total("),
      ]),
    edit(
      "a basket takes a discount off",
      [
        change(
          "shop/basket.py", "self.prices = []\n", "self.prices = []\n        self.discount = 0\n"),
        change(
          "shop/basket.py", "return grand_total(self.prices)",
          "return grand_total(self.prices) * (1 - self.discount)"),
        change(
          "tests/test_basket.py", "self.assertEqual(basket.sum(), 2)\n",
          "self.assertEqual(basket.sum(), 2)\n\n    def test_discount(self):\n        basket = Basket()\n        basket.add(2)\n        basket.discount = 0.5\n        self.assertEqual(basket.sum(), 1)\n"
        ),
      ]),
    edit(
      "say so in the README",
      [change("README.md", "Adds prices.\n", "Adds prices, and takes discounts off.\n")]),
    ("test", "{}"),
    (
      "finish",
      json([
        "claim": "resolved", "subject": "Take discounts off in the basket",
        "why": "A basket has a discount that its sum heeds.",
      ])
    ),
  ]

  /// What a review asks for: a bound for the discount.
  static let bound = edit(
    "no discount above one",
    [change("shop/basket.py", "(1 - self.discount)", "(1 - min(self.discount, 1))")])

  /// The end of a review's run, with an answer to each comment.
  static func finish(answering answers: [String]) -> (name: String, arguments: String) {
    let criteria: [[String: Any]] = answers.enumerated().map { place, answer in
      ["text": "Comment \(place + 1): as said", "met": true, "evidence": answer]
    }
    return (
      "finish",
      json([
        "claim": "resolved", "subject": "Heed the review", "why": "As asked.",
        "criteria": criteria,
      ])
    )
  }

  /// A review's run that heeds one comment, and says so.
  static func revision(_ answer: String = "bounded by one") -> [(name: String, arguments: String)] {
    [bound, ("test", "{}"), finish(answering: [answer])]
  }

  /// What a model says that does the work, and in a review's run these actions.
  static func say(
    _ turn: ScriptedModel.Turn, reviewing actions: [(name: String, arguments: String)]
  ) -> ScriptedModel.Say? {
    guard turn.kind == .choice else { return nil }
    let isReview = turn.request.text.contains("## Review of version")
    let script = isReview ? actions : MixedWork.actions
    guard script.indices.contains(turn.step - 2) else { return nil }
    return .call(script[turn.step - 2].name, script[turn.step - 2].arguments)
  }
}

/// Answers with these actions, one after the other from the second step on.
///
/// - Parameter division: How it divides the change into patches; it cannot tell unless given.
func scripted(
  _ actions: [(name: String, arguments: String)], division: String? = nil
) throws -> ScriptedModel {
  try ScriptedModel { turn in
    if turn.kind == .division, let division { return .words(division) }
    guard turn.kind == .choice, actions.indices.contains(turn.step - 2) else { return nil }
    let action = actions[turn.step - 2]
    return .call(action.name, action.arguments)
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `A run's change as a series` {
  /// The commits of the only branch delivered, first one first.
  private func patches(_ journey: Journey) throws -> [String] {
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    return try journey.repository.git("rev-list", "--reverse", "main..\(branch)")
      .split(separator: "\n").map(String.init)
  }

  /// Whether the project's tests pass in a fresh checkout of each commit.
  private func areGreen(_ commits: [String], _ journey: Journey) throws -> [Bool] {
    let place = journey.repository.directory.path + "/checkout"
    return try commits.map { commit in
      try journey.repository.git("worktree", "add", "-q", "--detach", place, commit)
      defer { _ = try? journey.repository.git("worktree", "remove", "--force", place) }
      return try Running(
        ["python3", "-B", "-m", "unittest", "-q"], in: place,
        environment: journey.repository.environment
      ).wait().status == 0
    }
  }

  @Test func `a move, a renaming, a feature with its test and a document come apart, each green`()
    throws
  {
    let model = try scripted(MixedWork.actions)
    defer { model.server.stop() }
    let journey = try Journey(MixedWork.project)
    try journey.use(model)
    let ended = try journey.colleague("work", try journey.issue(MixedWork.issue))
    #expect(ended.status == 0, "\(ended)")
    let patches = try patches(journey)
    let subjects = try patches.map { try journey.repository.git("log", "-1", "--format=%s", $0) }
    #expect(
      subjects == [
        "Move shop/util.py to shop/text.py", "Rename total to grand_total",
        "Take discounts off in the basket", "Document the change in README.md",
      ])
    let files = try patches.map {
      try journey.repository.git("show", "--format=", "--name-only", $0).split(separator: "\n")
        .map(String.init)
    }
    #expect(files[2] == ["shop/basket.py", "tests/test_basket.py"])
    #expect(files[3] == ["README.md"])
    #expect(try areGreen(patches, journey) == [true, true, true, true])
    #expect(try tipOfTrail(journey) == tree(of: patches.last, journey))
    // Done again, the same actions come to the same patches.
    let recorded = try #require(
      try journey.refs("refs/colleague/runs/").first?.split(separator: "/").last)
    let again = try journey.colleague(
      "work", "--policy", "replay", "--replay", String(recorded),
      try journey.issue(MixedWork.issue))
    #expect(again.status == 0, "\(again)")
    let branches = try journey.refs("refs/heads/colleague/")
    let trees = try branches.map {
      try journey.repository.git("log", "--format=%T %s", "main..\($0)")
    }
    #expect(trees.count == 2 && trees[0] == trees[1])
    for patch in patches {
      let note = try journey.repository.git("notes", "--ref=colleague", "show", patch)
      let parts = [
        "Why", "What was tried instead", "Evidence", "Where to look", "Not done / risks",
      ]
      let headings = note.split(separator: "\n").filter { $0.hasPrefix("## ") }
      #expect(headings.map { String($0.dropFirst(3)) } == parts)
      #expect(note.contains("At this patch, in a clean copy: "), "\(note)")
    }
    try journey.repository.git("fsck", "--strict")
  }

  @Test func `a line that a later patch takes away is still the one's that added it`() throws {
    let model = try scripted(MixedWork.actions)
    defer { model.server.stop() }
    let journey = try Journey(MixedWork.project)
    try journey.use(model)
    #expect(try journey.colleague("work", try journey.issue(MixedWork.issue)).status == 0)
    let patches = try patches(journey)
    try journey.repository.git("merge", "-q", "--squash", patches[1])
    try journey.repository.git("commit", "-q", "-m", "The first half")
    let lines = try journey.repository.git("show", "main:shop/basket.py")
      .split(separator: "\n", omittingEmptySubsequences: false)
    let place = try #require(lines.firstIndex { $0.hasSuffix("return grand_total(self.prices)") })
    let ended = try journey.colleague("why", "shop/basket.py:\(place + 1)")
    #expect(ended.output.contains("\npatch    \(patches[1].prefix(12))"), "\(ended)")
    #expect(!ended.output.contains("not ours"))
  }

  /// The project's tree after the last step.
  private func tipOfTrail(_ journey: Journey) throws -> String {
    let run = try #require(try journey.refs("refs/colleague/runs/").first)
    let states = try journey.repository.git("log", "--first-parent", "--format=%P", run)
    let parents = states.split(separator: "\n").map { $0.split(separator: " ") }
    let code = try #require(parents.first { $0.count == 2 }?.last)
    return try journey.repository.git("rev-parse", "\(code)^{tree}")
  }

  private func tree(of commit: String?, _ journey: Journey) throws -> String {
    try journey.repository.git("rev-parse", try #require(commit) + "^{tree}")
  }

  /// A file of three functions that all change, two of them for one thing.
  private static let three = [
    "shop/__init__.py": "", "tests/__init__.py": "",
    "shop/text.py":
      "def one():\n    return 1\n\n\ndef two():\n    return 2\n\n\ndef three():\n    return 3\n",
    "tests/test_text.py":
      "import unittest\nfrom shop import text\n\n\nclass TextTests(unittest.TestCase):\n    def test_three(self):\n        self.assertEqual(text.three(), 3)\n",
  ]

  @Test(
    arguments: [
      // In order, out of order and with a hunk that is not there, and with words that are no division.
      ("PATCH: count from ten\nHUNKS: h1, h2\nWHY: asked\n\nPATCH: say three\nHUNKS: h3\n", 2),
      ("Sure!\n\n**PATCH:** say three\n- HUNKS: h3 h17\nPATCH: count from ten\nHUNKS: h3 h2", 2),
      ("I would make it one patch.", 1),
    ])
  func `the model divides a file's hunks, and what it leaves out is put right`(
    _ division: String, count: Int
  ) throws {
    let edit = json([
      "why": "ten more",
      "edits": [("1", "11"), ("2", "12"), ("3", "3 + 0")].map { old, new in
        [
          "path": "shop/text.py", "search": "return \(old)\n", "replacement": "return \(new)\n",
        ]
      },
    ])
    let model = try scripted(
      [
        ("edit", edit), ("test", "{}"),
        (
          "finish",
          json(["claim": "resolved", "subject": "Count from ten", "why": "Ten is a good start."])
        ),
      ], division: division)
    defer { model.server.stop() }
    let journey = try Journey(Self.three)
    try journey.use(model)
    let ended = try journey.colleague("work", try journey.issue("# Count from ten\n"))
    #expect(ended.status == 0, "\(ended)")
    let patches = try patches(journey)
    #expect(patches.count == count)
    #expect(try areGreen(patches, journey).allSatisfy(\.self))
    #expect(try tipOfTrail(journey) == tree(of: patches.last, journey))
  }
}
