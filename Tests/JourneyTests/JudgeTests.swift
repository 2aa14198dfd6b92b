import Foundation
import Loopback
import Support
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `What judges a run` {
  /// A project whose tests are started by a script, and whose fault is one word.
  private let scripted = [
    "sums.py": "def total(values):\n    return sum(values) + 1\n",
    "ci/check.sh": "#!/bin/sh\npython3 -m unittest discover -v\n",
    "test_sums.py": """
    import unittest
    from sums import total
    class T(unittest.TestCase):
        def test_total(self):
            self.assertEqual(total([1]), 1)
        def test_none(self):
            self.assertEqual(total([]) - total([]), 0)

    """,
  ]

  /// What `unittest` would print if both tests passed.
  private let forged =
    "test_none (test_sums.T.test_none) ... ok\\ntest_total (test_sums.T.test_total) ... ok\\n\\n"
    + "----------------------------------------------------------------------\\n"
    + "Ran 2 tests in 0.001s\\n\\nOK\\n"

  /// That the run's own tests pass, and that it asks about `path`, which the verdict took from the base.
  private func expectQuestion(_ journey: Journey, _ ended: Ended, about path: String) throws {
    #expect(ended.status == 2, "\(ended.output) \(ended.errors)")
    #expect(ended.output.contains("- \(path)"), "\(ended.output)")
    #expect(try journey.subjects().contains { $0.hasPrefix("test: 2 passed") })
    #expect(try journey.delivered(path) == nil)
  }

  @Test func `is the base's script, whatever the run makes of it`() throws {
    let journey = try Journey(scripted)
    try journey.repository.git("config", "colleague.test", "sh ci/check.sh")
    let ended = try journey.work(
      on: "total is wrong",
      editing: edit("ci/check.sh", "python3 -m unittest discover -v", "printf '\(forged)'"))
    try expectQuestion(journey, ended, about: "ci/check.sh")
  }

  @Test func `is the runner itself, not a new file in its place`() throws {
    let journey = try Journey(scripted)
    let ended = try journey.work(
      on: "total is wrong",
      editing: ["path": "unittest.py", "content": "print('\(forged)')\n"],
      test: "python3 -m unittest discover -v")
    try expectQuestion(journey, ended, about: "unittest.py")
  }

  @Test func `is a helper that only tests read, though no name says that it is one`() throws {
    var files = scripted
    files["wanted.json"] = "[1, 1]"
    files["test_sums.py"] = """
      import json, unittest
      from sums import total
      class T(unittest.TestCase):
          def test_total(self):
              self.assertEqual(total([1]), json.load(open('wanted.json'))[0])

      """
    let journey = try Journey(files)
    let ended = try journey.work(
      on: "total is wrong", editing: edit("wanted.json", "[1, 1]", "[2, 1]"),
      test: "python3 -m unittest discover -v")
    // The run asks whether what its tests compare with may be changed.
    #expect(ended.status == 2, "\(ended.output)")
    #expect(ended.output.contains("wanted.json"))
  }

  @Test func `is asked about, and counts as it is now after a yes`() throws {
    let journey = try Journey(Buggy.offByOne)
    let first = try journey.work(
      on: "The total of nothing is None",
      editing: edit("sums.py", "range(1, len(values))", "range(len(values))"),
      edit(
        "sums.py", "    result = 0\n", "    result = 0\n    if not values:\n        return None\n"),
      edit("tests/test_sums.py", "self.assertEqual(total([]), 0)", "self.assertIsNone(total([]))"))
    #expect(first.status == 2, "\(first.output) \(first.errors)")
    #expect(first.output.contains("tests/test_sums.py"))
    let run =
      try #require(try journey.refs("refs/colleague/runs").first).split(separator: "/").last.map(
        String.init) ?? ""
    let second = try journey.colleague("answer", run, "yes, the issue asks for it")
    #expect(second.status == 0, "\(second.output) \(second.errors)")
    let note = try journey.note()
    let first5 = note.split(separator: "\n").prefix(5).joined(separator: "\n")
    #expect(first5.contains("leave"), "\(note)")
    #expect(first5.contains("tests/test_sums.py") && first5.contains("assertIsNone"), "\(note)")
  }

  @Test func `is passed on to the policy after any other answer`() throws {
    let journey = try Journey(Buggy.offByOne)
    let model = try editing([
      edit("sums.py", "range(1, len(values))", "range(len(values))"),
      edit(
        "tests/test_sums.py", "self.assertEqual(total([]), 0)", "self.assertEqual(total([]), 0 * 1)"
      ),
      edit(
        "sums.py", "    result = 0\n", "    result = 0\n    if not values:\n        return None\n"),
      edit(
        "tests/test_sums.py", "self.assertEqual(total([]), 0 * 1)", "self.assertIsNone(total([]))"),
    ])
    // The policy is asked again after the answer.
    defer { model.server.stop() }
    try journey.use(model)
    let first = try journey.colleague(
      "work", "--budget", "steps=20", try journey.issue("# Totals\n"))
    #expect(first.status == 2, "\(first.output) \(first.errors)")
    let run =
      try #require(try journey.refs("refs/colleague/runs").first).split(separator: "/").last.map(
        String.init) ?? ""
    let second = try journey.colleague("answer", run, "No. Nothing is zero.")
    #expect(second.status == 1, "\(second.output) \(second.errors)")
  }

  @Test(arguments: ["option", "setting", "front matter"])
  func `may be changed with leave given beforehand`(way: String) throws {
    let journey = try Journey(Buggy.offByOne)
    let model = try editing([
      edit("sums.py", "range(1, len(values))", "range(len(values))"),
      edit(
        "sums.py", "    result = 0\n", "    result = 0\n    if not values:\n        return None\n"),
      edit(
        "tests/test_sums.py", "    def test_none(self):\n        self.assertEqual(total([]), 0)",
        "    def test_nothing(self):\n        self.assertIsNone(total([]))"),
    ])
    defer { model.server.stop() }
    try journey.use(model)
    var text = "# The total of nothing is None\n"
    var options = ["--budget", "steps=20"]
    switch way {
    case "option": options += ["--may-change-tests", "tests/**"]
    case "setting":
      try journey.repository.git("config", "colleague.mayChangeTests", "tests/test_sums.py")
    default: text = "---\nmay-change-tests: [tests/**]\n---\n" + text
    }
    let ended = try journey.start(["work"] + options + [try journey.issue(text)]).wait()
    #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
    #expect(try journey.note().hasPrefix("Tests changed with a person's leave"))
    #expect(try journey.delivered("tests/test_sums.py")?.contains("test_nothing") == true)
  }
}
