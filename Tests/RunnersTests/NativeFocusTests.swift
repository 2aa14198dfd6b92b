import Testing

@testable import Runners

@Suite struct `The command that runs some tests` {
  private func focused(
    _ runner: any Runner.Type, _ command: String, _ tests: String..., stopsEarly: Bool = false
  ) throws -> String? {
    runner.focused(try #require(Call(command)), on: tests, stopsEarly: stopsEarly)
  }

  @Test func `of CTest matches whole names and keeps the other words`() throws {
    #expect(
      try focused(CTestRunner.self, "ctest --test-dir build -R old", "one", "a (b) [c|d]. e")
        == #"ctest --test-dir build -R '^(one|a \(b\) \[c\|d\]\. e)$'"#)
    #expect(
      try focused(CTestRunner.self, "ctest", "one", stopsEarly: true)
        == "ctest -R '^(one)$' --stop-on-failure")
  }

  @Test func `of GoogleTest has a filter where a program is called by its path`() throws {
    #expect(
      try focused(
        GoogleTestRunner.self, "build/all --gtest_filter=S.* -x".quotedStar, "S.A", "I/P.X/0")
        == "build/all -x --gtest_filter=S.A:I/P.X/0")
    for command in ["make check", "./run-tests.sh", "GTEST_TOTAL_SHARDS=2 ./a", "/usr/bin/make"] {
      #expect(try focused(GoogleTestRunner.self, command, "S.A") == nil)
    }
    for name in ["S.A (2)", "S", "S.*", "S.A:T.B", "S.A-T.B"] {
      #expect(try focused(GoogleTestRunner.self, "./a", name) == nil)
    }
  }

  @Test func `of bats matches whole names in the same files`() throws {
    #expect(
      try focused(BatsRunner.self, "bats -r test -f old", "adds two", "issue #5 [x|y] (works)")
        == #"bats -f '^(adds two|issue #5 \[x\|y\] \(works\))$' -r test"#)
    #expect(try focused(BatsRunner.self, "bats test", "adds two (2)") == nil)
    #expect(try focused(BatsRunner.self, "bats test", "costs $5") == nil)
    #expect(try focused(BatsRunner.self, "make check", "adds two") == nil)
  }

  @Test func `of Catch2 names the tests with what means something escaped`() throws {
    #expect(
      try focused(CatchRunner.self, "./a", "sums, all [of] them", "b \\ c")
        == #"./a 'sums\, all \[of] them,b \\ c'"#)
    #expect(try focused(CatchRunner.self, "./a '[tag]'", "b") == nil)
    #expect(try focused(CatchRunner.self, "./a", "*b") == nil)
    #expect(
      try focused(CatchRunner.self, "./a", String(repeating: "long ", count: 20)) == nil)
  }

  @Test func `of CppUTest names one test's group and name`() throws {
    #expect(try focused(CppUTestRunner.self, "./a", "G.b") == "./a -sg G -sn b")
    #expect(try focused(CppUTestRunner.self, "./a", "G.b", "G.c") == nil)
  }

  @Test func `of a program of tests is known by what it printed`() {
    #expect(
      TestInvocation.focused("./a", on: ["S.A"], readBy: "gtest") == "./a --gtest_filter=S.A")
    #expect(TestInvocation.focused("./a", on: ["S.A"]) == nil)
    #expect(TestInvocation.focused("./a", on: ["S.A"], readBy: "check") == nil)
  }

  @Test func `is none for runners that cannot be told`() throws {
    for runner in [
      ProveRunner.self, MesonRunner.self, AutomakeRunner.self, CheckRunner.self, TAPRunner.self,
    ] as [any Runner.Type] {
      #expect(try focused(runner, "./a", "b") == nil)
    }
  }
}

extension String {
  /// The words with a star in quotes, as a shell needs them.
  fileprivate var quotedStar: String {
    split(separator: " ").map { $0.contains("*") ? "'\($0)'" : String($0) }.joined(separator: " ")
  }
}
