import Testing
import Vocabulary

@testable import Runners

@Suite struct `JavaScript's runners` {
  @Test(arguments: [
    ("node --test", true), ("node --import tsx --test a.ts", true), ("npx mocha -R spec", true),
    ("node --test-reporter=tap a.js", true), ("node a.js --test", false),
    ("node --test --test-reporter=dot", false), ("node --test --test-reporter dot", false),
    ("mocha --reporter=json", false), ("npx jest --ci", true), ("jest --listTests", false),
    ("npx vitest run", true), ("vitest --reporter=json", false), ("npm test", false),
    ("go test ./...", true), ("go test -c", false), ("go vet", false), ("cargo +nightly t", true),
    ("cargo test --no-run", false), ("cargo nextest run", true), ("swift test", true),
  ]) func `a command is known for what it calls`(_ command: String, _ isKnown: Bool) {
    let call = Call(command)
    let runners = TestReading.runners.filter { runner in call.map(runner.isCalled) ?? false }
    #expect(!runners.isEmpty == isKnown)
    #expect(runners.count <= 1)
  }

  @Test func `two runs of mocha's are added up, and one without an end is missed`() {
    let first = """


        S
          1) z


        0 passing (2ms)
        1 failing

        1) S
             z:
           AssertionError


      """
    let second = "\n\n  S\n    ✔ a\n    ✓ b (75ms)\n    - c\n\n\n  2 passing (1ms)\n  1 pending\n\n"
    let both = said(first + second, status: 1)
    #expect(both.reader == "mocha")
    #expect(Golden.numbers(both.counts) == "2 1 1")
    #expect(both.passed == ["S > a", "S > b"])
    #expect(both.failed == ["S > z"])
    #expect(both.skipped == ["S > c"])
    #expect(both.doubt == nil)
    #expect(said(second).allPass)
    #expect(said(second + "\n\n  T\n    ✔ d\n").doubt != nil)
  }

  @Test func `a summary that a test prints closes no run of mocha's`() {
    let printed = "\n\n  S\n\n  12 passing (3ms)\n\n    ✔ a\n    ✔ b\n"
    #expect(!said(printed, command: "mocha").allPass)
  }

  @Test func `a snapshot that is obsolete is a failure of jest's where its status says so`() {
    let text = """
      PASS ./a.test.js
        ✓ a (5 ms)

      Test Suites: 1 passed, 1 total
      Tests:       1 passed, 1 total
      Snapshots:   1 obsolete, 1 passed, 1 total
      Time:        0.9 s
      """
    let failed = said(text, status: 1)
    #expect(failed.reader == "jest")
    #expect(!failed.allPass)
    #expect(failed.passed == ["a.test.js > a"])
    #expect(said(text).allPass)
  }

  @Test func `a suite of jest's that fails without a failing test is a failure`() {
    let text = """
      FAIL src/a.test.js
      Test Suites: 1 failed, 1 total
      Tests:       3 passed, 3 total
      Snapshots:   0 total
      """
    #expect(Golden.judged(said(text)) == "fail")
  }

  private let vitest = """

     RUN  v3.2.4 /workspace

     ✓ test/b.test.ts (2 tests) 3ms
     ❯ test/a.test.ts (3 tests | 1 failed) 5ms
       ✓ suite > passes 1ms
       × suite > fails 4ms
         → expected 1 to be 2 // Object.is equality

    ⎯⎯⎯⎯⎯⎯⎯ Failed Suites 1 ⎯⎯⎯⎯⎯⎯⎯

     FAIL  test/c.test.ts [ test/c.test.ts ]
    Error: load

    ⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

     FAIL  test/a.test.ts > suite > fails
    AssertionError: expected 1 to be 2 // Object.is equality


    """
  private let closing = """
     Test Files  2 failed | 1 passed (3)
          Tests  1 failed | 3 passed | 1 todo (5)
       Start at  12:00:00
       Duration  300ms
    """

  @Test func `vitest's closing numbers and failures are read`() {
    let read = said(vitest + closing, status: 1)
    #expect(read.reader == "vitest")
    #expect(read.doubt == nil)
    #expect(Golden.numbers(read.counts) == "3 2 1")
    #expect(read.failed == ["test/a.test.ts > suite > fails", "test/c.test.ts"])
    #expect(read.unloaded == ["test/c.test.ts"])
  }

  @Test func `vitest's run without closing numbers is cut short`() {
    #expect(Golden.judged(said(vitest)) == "cut short")
  }

  @Test func `errors that no test of vitest's has caught are failures`() {
    let text = """
       RUN  v3.2.4 /workspace

       Test Files  1 passed (1)
            Tests  2 passed (2)
           Errors  1 error
         Start at  12:00:00
      """
    #expect(Golden.judged(said(text)) == "fail")
    let none = " RUN  v3.2.4 /workspace\n\nNo test files found, exiting with code 0\n"
    #expect(Golden.judged(said(none)) == "none")
  }

  @Test func `node's spec without a mark for suites leaves no failure out`() {
    let text = """
      ▶ S
        ✔ a (0.5ms)
      ✖ S (1.5ms)
      ▶ T
        ✔ sub (0.5ms)
      ✔ T (1.5ms)
      ℹ tests 3
      ℹ suites 1
      ℹ pass 3
      ℹ fail 0
      ℹ cancelled 0
      ℹ skipped 0
      ℹ todo 0
      ℹ duration_ms 12.5
      """
    let read = said(text)
    #expect(read.reader == "node")
    #expect(Golden.judged(read) == "fail")
    #expect(read.failed == ["S"])
  }
}
