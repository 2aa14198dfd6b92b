import Support
import Testing

@Suite struct `What cannot be done is declined` {
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
    #expect(ended.output.contains("git config colleague.model"))
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
  }

  @Test func `when there is no test command`() throws {
    let journey = try Journey(["notes.txt": "hello\n"])
    let ended = try journey.colleague("work", try journey.issue("# Tidy up\n"))
    #expect(ended.status == 1)
    #expect(ended.output.contains("No test command is known"))
  }

  @Test func `when the test command does not exist`() throws {
    let journey = try Journey(Buggy.python)
    let ended = try journey.colleague(
      "work", "--test", "no-such-command", "--budget", "candidates=5", try journey.issue("# x\n"))
    #expect(ended.status == 1)
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
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
