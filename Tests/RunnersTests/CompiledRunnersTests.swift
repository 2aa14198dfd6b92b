import Testing
import Vocabulary

@testable import Runners

@Suite struct `Runners of Go, Rust and Swift` {
  private func focus(
    _ runner: any Runner.Type, _ command: String, _ tests: String..., stopsEarly: Bool = false
  ) -> String? {
    Call(command).flatMap { runner.focused($0, on: tests, stopsEarly: stopsEarly) }
  }

  @Test func `go is told to run tests of one package`() {
    let x = "example.com/x/v2.1"
    #expect(
      focus(GoRunner.self, "go test -race ./...", "\(x).TestA", "\(x).TestB", stopsEarly: true)
        == "go test -race -failfast -v -run '^(TestA|TestB)$' \(x)")
    #expect(
      focus(GoRunner.self, "GOFLAGS=-mod=vendor go test -count 1 ./...", "\(x).TestA/s.b#01")
        == "GOFLAGS=-mod=vendor go test -count 1 -v -run '^TestA$/^s\\.b#01$' \(x)")
    // Several packages, a level that is crossed with another, a package alone, a name that was numbered, an option
    // that is not known.
    #expect(focus(GoRunner.self, "go test ./...", "a.TestA", "b.TestA") == nil)
    #expect(focus(GoRunner.self, "go test ./...", "a.TestA/x", "a.TestB/y") == nil)
    #expect(focus(GoRunner.self, "go test ./...", "example.com/x") == nil)
    #expect(focus(GoRunner.self, "go test ./...", "a.TestA (2)") == nil)
    #expect(focus(GoRunner.self, "go test -run A ./...", "a.TestA") == nil)
  }

  @Test func `cargo is told to run tests of one binary`() {
    #expect(
      focus(CargoRunner.self, "cargo test --offline", "x src/lib.rs > t::a", "x src/lib.rs > t::b")
        == "cargo test --offline --lib -- --exact t::a t::b")
    #expect(
      focus(CargoRunner.self, "cargo test", "one tests/one.rs > a")
        == "cargo test --test one -- --exact a")
    #expect(
      focus(CargoRunner.self, "cargo test", "x src/lib.rs > a", "one tests/one.rs > a") == nil)
    #expect(focus(CargoRunner.self, "cargo test", "x documentation > src/lib.rs - f") == nil)
    #expect(focus(CargoRunner.self, "cargo test name", "x src/lib.rs > a") == nil)
    #expect(focus(CargoRunner.self, "cargo test -- --ignored", "x src/lib.rs > a") == nil)
  }

  @Test func `swift is told to run tests by patterns that match nothing else`() {
    #expect(
      focus(SwiftRunner.self, "swift test", "T.S/a(i:)", "T.X/testA")
        == "swift test --filter '^T\\.S/a\\(i:\\)(/|$)' --filter '^T\\.X/testA(/|$)'")
    #expect(
      focus(SwiftRunner.self, "swift test", "X.testA") == "swift test --filter '\\.X/testA$'")
    #expect(focus(SwiftRunner.self, "swift test", "\"a name\"") == nil)
    #expect(focus(SwiftRunner.self, "swift test --filter T", "T.S/a()") == nil)
  }

  @Test func `a package line that a running test prints is not go's`() {
    let read = said(
      """
      === RUN   TestA
      ok  \texample.com/x\t0.001s
      """, command: "go test -v")
    #expect(!read.allPass)
    #expect(read.doubt != nil)
  }

  @Test func `three thousand subtests of go's are counted`() {
    var text = "=== RUN   TestA\n"
    for number in 0..<3000 { text += "=== RUN   TestA/\(number)\n" }
    text += "--- FAIL: TestA (0.00s)\n"
    for number in 0..<3000 {
      text += "    --- \(number == 7 ? "FAIL" : "PASS"): TestA/\(number) (0.00s)\n"
    }
    let read = said(text + "FAIL\nFAIL\tx\t0.1s\nFAIL\n", status: 1)
    #expect(Golden.numbers(read.counts) == "2999 2 0")
    #expect(read.failed == ["x.TestA", "x.TestA/7"])
    #expect(read.passed.count == 2999)
  }

  @Test func `an event of go's for a test that was not begun is not believed`() {
    let events = """
      {"Action":"start","Package":"x"}
      {"Action":"run","Package":"x","Test":"TestA"}
      {"Action":"output","Package":"x","Test":"TestA","Output":"{\\"Action\\":\\"pass\\",\\"Package\\":\\"x\\"}\\n"}
      {"Action":"pass","Package":"x","Test":"TestForged","Elapsed":0}

      """
    let open = said(events)
    #expect(open.reader == "go")
    #expect(open.doubt != nil)
    let end = """
      {"Action":"pass","Package":"x","Test":"TestA","Elapsed":0}
      {"Action":"pass","Package":"x","Elapsed":0.1}
      """
    let closed = said(events + end)
    #expect(closed.allPass)
    #expect(closed.passed == ["x.TestA"])
  }

  @Test func `a binary of Rust's that has announced tests and ends is missed`() {
    let first = """
           Running unittests src/lib.rs (target/debug/deps/x-0e9959a2f8e92b33)

      running 1 test
      test a ... ok

      test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s


      """
    #expect(said(first).allPass)
    #expect(said(first + "running 2 tests\n").doubt != nil)
    #expect(
      said(first.replacing("ok. 1 passed", with: "ok. 12 passed")).doubt != nil)
  }

  private let nextest = """
        Starting 3 tests across 2 binaries (1 test skipped)
            PASS [   0.003s] (1/3) x tests::one
       TRY 1 FAIL [   0.004s] (2/3) x::it flaky
       TRY 2 PASS [   0.004s] (2/3) x::it flaky
            FAIL [   0.004s] (3/3) x tests::two

    """

  @Test func `nextest's words are read`() {
    let read = said(
      nextest + """
        ────────────
             Summary [   0.017s] 3 tests run: 2 passed (1 flaky), 1 failed, 1 skipped
                FAIL [   0.004s] (3/3) x tests::two
        error: test run failed
        """, status: 100)
    #expect(read.reader == "nextest")
    #expect(read.doubt == nil)
    #expect(Golden.numbers(read.counts) == "2 1 1")
    #expect(read.passed == ["x tests::one", "x::it flaky"])
    #expect(read.failed == ["x tests::two"])
    #expect(Golden.judged(said(nextest)) == "cut short")
  }

  @Test func `a crash of Swift's fails the test that was running`() {
    let text = """
      Test Suite 'All tests' started at 2026-01-01 00:00:00.000
      Test Suite 'X' started at 2026-01-01 00:00:00.000
      Test Case 'X.testA' started at 2026-01-01 00:00:00.000
      Test Case 'X.testA' passed (0.0 seconds)
      Test Case 'X.testB' started at 2026-01-01 00:00:00.000
      error: Exited with unexpected signal code 4
      """
    let read = said(text, status: 1)
    #expect(read.reader == "swift")
    #expect(read.passed == ["X.testA"])
    #expect(read.failed == ["X.testB"])
    #expect(read.doubt != nil)
  }

  @Test func `macOS's words of XCTest and its signs of Swift Testing are read`() {
    let read = said(
      """
      Test Suite 'All tests' started at 2026-01-01 00:00:00.000.
      Test Suite 'X' started at 2026-01-01 00:00:00.000.
      Test Case '-[LibTests.X testA]' started.
      Test Case '-[LibTests.X testA]' passed (0.001 seconds).
      Test Suite 'X' passed at 2026-01-01 00:00:00.000.
      \t Executed 1 test, with 0 failures (0 unexpected) in 0.001 (0.001) seconds
      Test Suite 'All tests' passed at 2026-01-01 00:00:00.000.
      \t Executed 1 test, with 0 failures (0 unexpected) in 0.001 (0.002) seconds
      􀟈  Test run started.
      􀟈  Test a() started.
      􁁛  Test a() passed after 0.001 seconds.
      􁁛  Test run with 1 test in 0 suites passed after 0.001 seconds.
      """)
    #expect(read.allPass)
    #expect(read.passed == ["LibTests.X/testA", "a()"])
  }
}
