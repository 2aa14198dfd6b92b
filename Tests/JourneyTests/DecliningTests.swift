import Support
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `What cannot be done is declined` {
  @Test func `when no test fails`() throws {
    var files = Buggy.python
    files["tests/test_spans.py"] = """
      import unittest
      class NoTests(unittest.TestCase):
          def test_nothing(self):
              pass
      """
    let journey = try Journey(files)
    let ended = try journey.colleague("work", try journey.issue("# Add a calendar view\n"))
    #expect(ended.status == 1)
    #expect(ended.output.contains("no test shows what the issue reports"))
    #expect(ended.sentences.contains("`git config --global colleague.model NAME`, with its key in"))
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
  }

  @Test func `when there is no test command`() throws {
    let journey = try Journey(["notes.txt": "hello\n"])
    let ended = try journey.colleague("work", try journey.issue("# Tidy up\n"))
    #expect(ended.status == 1)
    #expect(ended.output.contains("No test command is known"))
  }

  @Test(arguments: [
    ("no-such-command", 8, "The tests cannot run here: there is no command 'no-such-command'"),
    ("./clock/spans.py", 1, "Permission denied"),
    ("sh -c 'missing tests'", 8, "The tests cannot run here: there is no command 'missing'"),
    (
      "python3 -c 'import nowhere'", 8,
      "The tests cannot run here: Python has no module 'nowhere' (python3 is /"
    ),
  ])
  func `at once when the test command cannot be run`(
    command: String, status: Int32, words: String
  ) throws {
    let journey = try Journey(Buggy.python)
    let ended = try journey.colleague("work", "--test", command, try journey.issue("# x\n"))
    #expect(ended.status == status)
    #expect(ended.sentences.contains(words), "\(ended.sentences)")
    #expect(["git config ", "in the checkout: "].contains { ended.sentences.contains($0) })
    #expect(ended.output.contains("(2 steps, "), "\(ended.output)")
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
  }

  @Test func `at once when the tests hang and nothing shows where`() throws {
    let journey = try Journey(Buggy.python)
    try journey.repository.git("config", "colleague.testTime", "1s")
    let ended = try journey.colleague("work", "--test", "sleep 9", try journey.issue("# x\n"))
    #expect(ended.status == 1)
    #expect(ended.sentences.contains("ran over their limit of 1 second at the base"))
    #expect(ended.sentences.contains("git config colleague.testTime TIME"))
    #expect(ended.output.contains("(2 steps, "), "\(ended.output)")
  }

  @Test func `at once when the tests print a flood and no results`() throws {
    let journey = try Journey(Buggy.python)
    let ended = try journey.colleague(
      "work", "--test", "head -c 20000000 /dev/zero | tr '\\0' x; exit 1",
      try journey.issue("# x\n"))
    #expect(ended.status == 1)
    #expect(ended.sentences.contains("printed 18 MiB at the base and no results"))
    #expect(ended.output.contains("(2 steps, "), "\(ended.output)")
  }

  @Test func `when the issue's paths leave no source file to edit`() throws {
    let journey = try Journey(Buggy.python)
    let ended = try journey.colleague(
      "work", try journey.issue("---\npaths: ['docs/**']\n---\n# Touching spans\n"))
    #expect(ended.status == 1)
    #expect(
      ended.sentences.contains("The issue's paths (`docs/**`) leave no source file to edit."))
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
  }

  @Test func `but a program that loops for ever is repaired`() throws {
    let journey = try Journey(Buggy.endless)
    try journey.repository.git("config", "colleague.testTime", "3s")
    let ended = try journey.colleague("work", try journey.issue("# halves never ends\n"))
    #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
  }

  @Test func `a failure that was there before and has nothing to do with it does not block`() throws
  {
    var files = Buggy.python
    files["tests/test_other.py"] = """
      import unittest
      class Other(unittest.TestCase):
          def test_weather(self):
              self.fail("not ours")
      """
    let journey = try Journey(files)
    let ended = try journey.colleague(
      "work", "--budget", "candidates=400", try journey.issue("# Touching spans stay apart\n"))
    #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let note = try journey.repository.git("notes", "--ref=colleague", "show", branch)
    #expect(note.contains("test_weather"))
    let words = note.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(" settle the issue as far") && !words.contains(": 0 settle"))
  }

  @Test func `when the failing test passes on the unchanged project, and it is named`() throws {
    var files = Buggy.python
    files["tests/test_spans.py"] = """
      import os, unittest
      from clock.spans import join
      class Spans(unittest.TestCase):
          def test_apart(self):
              self.assertEqual(join([(5, 6), (1, 2)]), [(1, 2), (5, 6)])
          def test_unsteady(self):
              join([(1, 2), (3, 4)])
              seen = os.path.exists("seen")
              open("seen", "w").close()
              self.assertTrue(seen)

      """
    let journey = try Journey(files)
    let ended = try journey.colleague("work", try journey.issue("# Spans fail, see join\n"))
    #expect(ended.status == 1, "\(ended)")
    #expect(ended.output.contains("test_unsteady") && ended.output.contains("flaky"), "\(ended)")
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
  }
}
