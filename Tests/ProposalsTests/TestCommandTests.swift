import Proposals
import Testing

@Suite struct `A test command that is recognised` {
  @Test(arguments: [
    (["sums.py", "test_sums.py"], "python3 -m unittest discover -v"),
    (["sums.py", "tests/test_sums.py"], "python3 -m unittest discover -v -s tests"),
    (
      ["sums.py", "tests/__init__.py", "tests/test_sums.py"],
      "python3 -m unittest discover -v -s tests -t ."
    ),
  ])
  func `of unittest names where the tests are, and ends with a word`(
    paths: [String], command: String
  ) {
    let found = TestCommand.recognise(paths: paths) { _ in Array("import unittest\n".utf8) }
    #expect(found?.command == command)
  }
}
