import Engine
import Support
import Testing
import Vocabulary

@Suite struct `Files that a test command runs` {
  private func files(_ command: String, _ files: [String: String]) -> [ExactText: JudgingPart] {
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

  @Test func `are those of the folder that it goes to, which brackets end`() {
    let project = [
      "one/Makefile": "test:\n\ttrue\n", "two/package.json": #"{"scripts": {"test": "sh t.sh"}}"#,
      "two/t.sh": "pytest\n", "Makefile": "test:\n\ttrue\n", "check.sh": "#!/bin/sh\n",
    ]
    #expect(files("cd one && make test", project).keys.sorted() == ["one/Makefile"])
    let all = files(
      "failed=0; (cd one || exit; make test) || failed=1; (cd two || exit; npm test) || failed=1; "
        + "sh ./check.sh; exit $failed", project)
    #expect(
      all.keys.sorted() == ["check.sh", "one/Makefile", "two/package.json", "two/t.sh"])
    #expect(files("cd ../one; make test", project).keys.sorted() == ["Makefile"])
  }

  @Test func `have names with spaces and letters of all kinds, as the shell reads them`() {
    let project = [
      "my tests/é x/Makefile": "test:\n\ttrue\n", "my tests/run all.sh": "#!/bin/sh\npytest\n",
      "ü/package.json": #"{"scripts": {"test": "sh 'a b.sh'"}}"#, "ü/a b.sh": "pytest\n",
    ]
    let names = ["my tests/run all.sh", "my tests/é x/Makefile", "ü/a b.sh", "ü/package.json"]
    #expect(
      files(
        "failed=0; (cd 'my tests/é x' || exit; make test) || failed=1; "
          + "(cd 'ü' || exit; npm test) || failed=1; sh \"my tests/run all.sh\"; exit $failed",
        project
      ).keys.sorted() == names.map { ExactText($0) })
    #expect(
      files("cd my\\ tests && sh run\\ all.sh", project).keys.sorted() == [ExactText(names[0])])
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

  @Test func `of a makefile are the rules and flags of test programs, not of what they test`() {
    let makefile = """
      CFLAGS = -O0
      OBJECTS = sum.o
      test: t
      \t./t
      t: tests.c $(OBJECTS)
      \t$(CC) $(CFLAGS) -o t tests.c sum.o
      sum.o: sum.c
      \t$(CC) -c sum.c

      """
    func rules(_ text: String) -> JudgingPart? {
      files("make test", ["Makefile": text])["Makefile"]
    }
    for (old, new) in [
      ("CFLAGS = -O0", "CFLAGS = -O0 -DNDEBUG"), ("-o t tests.c", "-o t cheat.c"),
      ("t: tests.c", "t: cheat.c"),
    ] {
      #expect(rules(makefile.replacing(old, with: new)) != rules(makefile), "\(new)")
    }
    #expect(rules(makefile.replacing("-c sum.c", with: "-O2 -c sum.c")) == rules(makefile))
  }

  @Test func `are a runner of the project's own that the command starts, not the program it tests`()
  {
    let runner =
      "import subprocess\nprint('not ok' if subprocess.run(['./a']).returncode else 'ok')\n"
    #expect(Set(files("python3 run.py", ["run.py": runner]).keys) == ["run.py"])
    #expect(files("python3 a.py", ["a.py": "print(sum([1, 2]))\n"]).isEmpty)
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

  @Test func `of a build file is what the tests are made of, and how all is compiled`() {
    let cmake = """
      project(x C)
      add_library(sum sum.c)
      add_executable(t
        tests.c) # all of them
      target_link_libraries(t sum)
      add_test(NAME total COMMAND t)

      """
    func part(_ text: String, _ name: String = "CMakeLists.txt") -> JudgingPart {
      JudgingPart.of(name, text: text)
    }
    for (old, new) in [
      ("tests.c)", "cheat.c)"), ("COMMAND t", "COMMAND true"), ("(t sum)", "(t cheat)"),
      ("project(x C)", "project(x C)\nadd_compile_definitions(NDEBUG)"),
    ] {
      #expect(part(cmake.replacing(old, with: new)) != part(cmake), "\(new)")
    }
    #expect(part(cmake.replacing("sum sum.c", with: "sum sum.c more.c")) == part(cmake))
    let meson =
      "l = library('sum', 'sum.c')\nt = executable('t', 'tests.c', link_with: l)\ntest('total', t)\n"
    #expect(
      part(meson.replacing("tests.c", with: "cheat.c"), "meson.build") != part(meson, "meson.build")
    )
    #expect(
      part(meson.replacing("'sum.c'", with: "['sum.c', 'b.c']"), "meson.build")
        == part(meson, "meson.build"))
  }

  @Test func `of broken JSON is all of it`() {
    #expect(JudgingPart.of("package.json", text: "{") == .whole)
    #expect(JudgingPart.of("package.json", text: "") == .whole)
  }
}

@Suite struct `New files that decide for tests that were there` {
  private let files = {
    var files = NewFiles()
    let base = [
      "test_sums.py", "tests/test_more.py", "t/a.t", "robot/__init__.py", "src/sums/a.py",
      "lib/Test/Mine.pm",
    ]
    for path in base { files.note(path) }
    return files
  }()

  @Test(arguments: [
    "unittest/__init__.py", "unittest/__main__.py", "pytest.py", "src/_pytest/x.py", "src/json.py",
    "test_sums/__init__.py", "tests/test_more.cpython-311-x86_64-linux-gnu.so", "json.py",
    "tests/traceback.py", "x-1.dist-info/entry_points.txt", "src/x.egg-info/entry_points.txt",
    "lib/Test/More.pm", "lib/minitest.rb", "lib/rspec/core.rb", "lib/TAP/Parser.pm", ".npmrc",
    ".cargo/config.toml", "node_modules/assert/index.js", "vendor/phpunit/phpunit.php",
    "include/assert.h", "tests/conftest.py", "go.work",
  ])
  func `stand in the place of a runner or a test, or configure one`(path: String) {
    #expect(files.decide(path))
  }

  @Test(arguments: [
    "sums.py", "src/sums/types.py", "test_sums_more.py", "test_sums/data.txt", "sums/__init__.py",
    "lib/Sum.pm", "lib/sum.rb", "src/check.c", "src/config.toml", "new/conftest.py", "README.md",
    "vendor/other/a.php", "robot/arm.py", "src/sums/json.py", "src/sums/unittest/a.py",
    "lib/Test/Mine/More.pm", "model.pth",
  ])
  func `are none where their place is another`(path: String) {
    #expect(!files.decide(path))
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

  @Test func `judge where tests name the folder that all of them are read from`() {
    let files = [
      "test_a.py": "for path in glob('golden/*'): same(path)\n", "golden/a.out": "1",
      "golden/b.out": "2", "sums.py": "open('tables/a.csv')\n", "tables/a.csv": "1",
    ]
    #expect(support(files) == ["golden/a.out", "golden/b.out"])
    #expect(support(files.merging(["sums.py": "open('golden/a.out')\n"]) { $1 }).isEmpty)
  }

  @Test func `are told by whole words`() {
    let files = ["test_a.py": "open('all_wanted.json')\n", "wanted.json": "{}"]
    #expect(support(files).isEmpty)
  }
}
