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

  @Test(
    arguments: [
      (["spec/a_spec.rb": "", "Gemfile": ""], "bundle exec rspec"),
      (["Rakefile": "Rake::TestTask.new", "test/test_a.rb": ""], "rake test"),
      (["phpunit.xml": "", "composer.json": "{\"phpunit/phpunit\": 1}"], "vendor/bin/phpunit"),
      (["phpunit.xml.dist": ""], "phpunit"),
      (["test/a.bats": "", "test/b.bats": ""], "bats -r test"),
      (["a.bats": "", "test/b.bats": ""], "bats -r ."), (["t/a.t": ""], "prove -lr t"),
      (["mix.exs": "", "test/a_test.exs": ""], "mix test"),
      (["a/tests.py": "import pytest\n"], "python3 -m pytest -q -p no:cacheprovider a/tests.py"),
      (["a/test_b.py": "import pytest\n"], "python3 -m pytest -q -p no:cacheprovider"),
      (
        ["Makefile": "test:\n\ttox\n", "test_a.py": "import pytest\n"],
        "python3 -m pytest -q -p no:cacheprovider"
      ),
      (["Makefile": "test: all\n\t./tests/run\n"], "make -s test"),
      (["README.md": "", "lib/a.rb": ""], nil),
    ] as [([String: String], String?)])
  func `is the one of the tool that the files are of`(files: [String: String], command: String?) {
    let found = TestCommand.recognise(paths: Array(files.keys)) { files[$0].map { Array($0.utf8) } }
    #expect(found?.command == command)
  }
}
