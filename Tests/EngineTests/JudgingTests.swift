import Engine
import Testing

@Suite struct `Files that a test command runs` {
  private func files(_ command: String, _ files: [String: String]) -> [String: JudgingPart] {
    CommandFiles.of(command) { files[$0] }
  }

  @Test func `are a script that the command names, and scripts of tests that it runs`() {
    let found = files(
      "sh ./ci/run.sh --fast",
      [
        "ci/run.sh": "#!/bin/sh\n./ci/unit-tests.sh\npython3 -m pytest\nsh ../tool.sh\n",
        "ci/unit-tests.sh": "#!/bin/sh\n. ./lib.sh\n",
        "tool.sh": "#!/bin/sh\necho tool\n", "ci/lib.sh": "x=1\n",
      ])
    #expect(Set(found.keys) == ["ci/run.sh", "ci/unit-tests.sh"])
  }

  @Test func `are not a program that a test script sources or starts`() {
    let found = files(
      "sh ./test.sh",
      [
        "test.sh": "#!/bin/sh\n. ./grade.sh\n./mytool 3\n", "grade.sh": "grade() { :; }\n",
        "mytool": "#!/bin/sh\n",
      ])
    #expect(Set(found.keys) == ["test.sh"])
  }

  @Test func `are the rules of a makefile that the goal reaches, and not those that build`() {
    let makefile = """
      CC = cc
      PY = python3
      .PHONY: test unit
      all: prog
      prog: a.o
      \t$(CC) -o prog a.o
      test: prog unit
      \t$(PY) check.py
      unit:
      \t./prog < in.txt | diff - expected.txt

      """
    let project = [
      "Makefile": makefile, "check.py": "import a\nassert a.x\n", "expected.txt": "1\n",
      "in.txt": "2\n", "a.o": "",
    ]
    let found = files("make -s test", project)
    #expect(Set(found.keys) == ["Makefile", "check.py", "expected.txt", "in.txt"])
    var other = project
    other["Makefile"] = makefile.replacing("-o prog a.o", with: "-O2 -o prog a.o")
    #expect(files("make -s test", other)["Makefile"] == found["Makefile"])
    other["Makefile"] = makefile.replacing("$(PY) check.py", with: "true")
    #expect(files("make -s test", other)["Makefile"] != found["Makefile"])
    other["Makefile"] = makefile.replacing("PY = python3", with: "PY = true")
    #expect(files("make -s test", other)["Makefile"] != found["Makefile"])
  }

  @Test func `are the scripts of a package.json, and what they run`() {
    let package =
      #"{"name": "x", "scripts": {"pretest": "node lint.js", "test": "node run.js"}, "dependencies": {"a": "1"}}"#
    let project = [
      "package.json": package, "run.js": "require('./a'); process.exit(1)",
      "lint.js": "require('fs'); process.exit(1)",
    ]
    let found = files("npm test --silent", project)
    #expect(Set(found.keys) == ["package.json", "run.js", "lint.js"])
    var other = project
    other["package.json"] = package.replacing(#""a": "1""#, with: #""a": "2""#)
    #expect(files("npm test", other)["package.json"] == found["package.json"])
    other["package.json"] = package.replacing("node run.js", with: "true")
    #expect(files("npm test", other)["package.json"] != found["package.json"])
  }

  @Test func `are not source files that a command compiles`() {
    let found = files(
      "cc -o /tmp/t sum.c check_sum.c && /tmp/t", ["sum.c": "int f;", "check_sum.c": "int main;"])
    #expect(Set(found.keys) == ["check_sum.c"])
  }

  @Test func `end where files run one another in a circle`() {
    let found = files(
      "sh test-a.sh", ["test-a.sh": "sh test-b.sh", "test-b.sh": "sh test-a.sh"])
    #expect(Set(found.keys) == ["test-a.sh", "test-b.sh"])
  }
}

@Suite struct `The part of a file that judges` {
  @Test(arguments: [
    ("tests/a.py", JudgingPart.whole), ("conftest.py", .whole), ("sub/pytest.ini", .whole),
    (".mocharc.json", .whole),
    ("jest.config.mjs", .whole), ("phpunit.xml.dist", .whole), ("src/a.py", .none),
    ("vite.config.js", .none), ("README.md", .none),
  ])
  func `is all of a test or a runner's configuration, and none of the rest`(
    path: String, part: JudgingPart
  ) {
    #expect(JudgingPart.of(path, text: "x") == part)
  }

  @Test func `is the sections about tests in files of many things`() {
    let before = "[project]\nname = 'x'\nversion = '1'\n[tool.pytest.ini_options]\naddopts = '-q'\n"
    func part(_ text: String) -> JudgingPart { JudgingPart.of("pyproject.toml", text: text) }
    #expect(part(before.replacing("'1'", with: "'2'")) == part(before))
    #expect(part(before.replacing("-q", with: "-k nothing")) != part(before))
    #expect(JudgingPart.of("setup.cfg", text: "[metadata]\nname = x\n") == .none)
    let swift = #".target(name: "A"), .testTarget(name: "ATests", dependencies: ["A"])"#
    func swiftPart(_ text: String) -> JudgingPart { JudgingPart.of("Package.swift", text: text) }
    #expect(swiftPart(swift + #", .target(name: "B")"#) == swiftPart(swift))
    #expect(
      swiftPart(swift.replacing(#"["A"]"#, with: #"["A"], exclude: ["x"]"#)) != swiftPart(swift))
  }

  @Test func `of broken JSON is all of it`() {
    #expect(JudgingPart.of("package.json", text: "{") == .whole)
    #expect(JudgingPart.of("package.json", text: "") == .whole)
  }
}

@Suite struct `Files that tests read` {
  private func support(_ files: [String: String]) -> [String] {
    SupportFiles.among(
      Set(files.keys), knowing: { $0.hasPrefix("test") }, read: { files[$0] })
  }

  @Test func `judge where nothing but tests speaks of them`() {
    let files = [
      "test_a.py": "from checks import same\nfrom sums import total\nopen('wanted.json')\n",
      "checks.py": "def assert_same(a, b):\n  raise AssertionError\n",
      "sums.py": "import rules\nopen('table.csv')\n", "rules.py": "x = 1\n", "wanted.json": "{}",
      "table.csv": "1",
    ]
    #expect(support(files) == ["checks.py", "wanted.json"])
  }

  @Test func `do not judge where the project's own code names them`() {
    let files = [
      "test_a.py": "import helpers\nopen('table.csv')\n",
      "sums.py": "import helpers\nopen('table.csv')\n", "helpers.py": "def assert_it(): pass\n",
      "table.csv": "1",
    ]
    #expect(support(files).isEmpty)
  }

  @Test func `are told by whole words`() {
    let files = ["test_a.py": "open('all_wanted.json')\n", "wanted.json": "{}"]
    #expect(support(files).isEmpty)
  }
}
