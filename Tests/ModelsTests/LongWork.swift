import Engine
import Support
import Vocabulary

@testable import Models

/// A work of 400 steps that makes 60 modules with a test each, by a plan in parts: reads, searches, edits, tests that fail
/// now and then, commands, one way back, and facts that are said once, at about the twentieth step.
struct LongWork {
  /// What is learned, planned, answered and found out early, each a text that stands nowhere else.
  static let lesson = "The mock service listens on port 8123."
  static let answer = "Use the name ledger-7 for the table."
  static let reason = "The fake clock of 1971 does not tick."
  static let planned = "module 59 rounds to 0.0625"
  static let advice = "Tabs are four columns wide here."

  let run: Run
  let files = Files(
    files: [
      "AGENTS.md": "\(advice)\n", "src/core.py": text(60), "src/units.py": text(40),
      "tests/test_core.py": text(30), "Makefile": "check:\n\tpython3 -m unittest -v\n",
    ])
  private(set) var steps: [Step] = []
  private var state = 0
  private var tests = ["test_core"]

  private static func text(_ lines: Int) -> String {
    (1...lines).map { "value_\($0) = compute(\($0))\n" }.joined()
  }

  /// The work; equal every time.
  init() {
    run = makeRun(
      Issue(
        title: "Add sixty modules", body: "Each with a test of its own.",
        criteria: ["sixty modules with tests"]), test: "make check")
    add(.test(.working), by: .engine, tests: .of(tests))
    look()
    plan(0)
    begin()
    for module in 0..<60 where steps.count < 398 {
      make(module)
      if module % 5 == 4 { plan(module + 1) }
    }
    while steps.count < 400 { look() }
    steps = Array(steps.prefix(400))
  }

  /// The first steps, with what is said once.
  private mutating func begin() {
    edit("src/clock.py", "clock = fake(1971)\n")
    add(.test(.working), output: "test_core ... FAIL\n", tests: .of([], failed: ["test_core"]))
    state = 0
    add(.backtrack(toStep: 1, reason: LongWork.reason), by: .engine)
    plan(0)
    for _ in 0..<3 { look() }
    add(.ask(question: "What is the table called?"))
    add(.ask(question: "What is the table called?"), by: .person, output: LongWork.answer)
    while steps.count < 19 { look() }
    add(.remember(lesson: LongWork.lesson))
  }

  private mutating func look() {
    let number = steps.count
    switch number % 3 {
    case 0: add(.read(path: "src/core.py", lines: nil), output: LongWork.text(60))
    case 1:
      add(
        .search(text: "compute(\(number))", paths: ["src"]), output: LongWork.text(number % 20 + 1))
    default: add(.run(command: "ls src | head", keepsChanges: false), output: "core.py\nunits.py\n")
    }
  }

  private mutating func make(_ module: Int) {
    look()
    edit("src/module\(module).py", LongWork.text(12))
    edit("tests/test_module\(module).py", LongWork.text(8))
    tests.append("test_module\(module)")
    if module % 6 == 5 {
      test(failing: "test_module\(module)")
      edit("src/module\(module).py", LongWork.text(13))
    }
    if module % 10 == 9 {
      add(
        .remember(lesson: "Module \(module) needs no more than core and units, found by reading."))
    }
    test(failing: nil)
    look()
    add(.read(path: "src/module\(module).py", lines: nil), output: LongWork.text(12))
  }

  private mutating func test(failing name: String?) {
    let lines = tests.map { "\($0) (tests.\($0)) ... \($0 == name ? "FAIL" : "ok")\n" }.joined()
    add(
      .test(.working), output: lines + "Ran \(tests.count) tests\n",
      tests: .of(tests.filter { $0 != name }, failed: name.map { [$0] } ?? []))
  }

  private mutating func plan(_ done: Int) {
    let parts = (0..<12).map { part in
      "- [\(part * 5 < done ? "x" : " ")] modules \(part * 5) to \(part * 5 + 4): their tests pass"
    }
    add(.plan("# Modules\n\n\(parts.joined(separator: "\n"))\n\nNote: \(LongWork.planned).\n"))
  }

  private mutating func edit(_ path: String, _ content: String) {
    state += 1
    add(
      .edit([FileEdit(path: path, change: .write(content))], why: "The plan asks for it."),
      changed: [path])
  }

  private mutating func add(
    _ action: Action, by decider: Decider = .model("small"), output: String = "",
    tests: TestReport? = nil, changed: [String] = []
  ) {
    let number = steps.count + 1
    var reply: Reply?
    if case .model = decider {
      reply = Reply(model: "small", text: "This is what comes next, at step \(number).")
    }
    steps.append(
      Step(
        number: number, action: action,
        observation: Observation(
          tree: tree(state), ending: .exited(0), output: Excerpt(output), tests: tests,
          changed: changed), decidedBy: decider, time: number, cost: .nothing, reply: reply))
  }
}

/// The work that other contributors were measured by: fifty steps, each changes a line of a file and runs ten tests.
struct CounterWork {
  let run = makeRun(
    Issue(
      title: "Bump counters",
      body:
        "Bump the counter of each target module step by step, running ./run_tests.sh after each."
    ), test: "sh run_tests.sh")
  let files: Files
  private(set) var steps: [Step] = []

  /// The work, by commands or by edits.
  init(byCommands: Bool) {
    var contents = ["README.md": "# Sample\n", "run_tests.sh": "#!/bin/sh\necho ok\n"]
    for number in 0..<100 { contents[CounterWork.path(number)] = "counter = 0\n" }
    files = Files(files: contents)
    steps.add(
      .test(.working), at: 0, by: "engine",
      tests: TestReport(passed: [], failed: [], succeeded: true, reader: "exit-status"))
    let lines = (1...10).map { "test_case_\($0) ... ok\n" }.joined() + "10 passed\n"
    for number in 1...50 {
      let path = CounterWork.path(number * 10 % 100 + 5)
      let (old, new) = ("counter = \(number / 10)", "counter = \(number / 10 + 1)")
      let edit = FileEdit(path: path, change: .substitute(search: old, replacement: new))
      steps.add(
        byCommands
          ? .run(
            command: "sed -i 's/^\(old)$/\(new)/' \(path); sh run_tests.sh", keepsChanges: true)
          : .edit([edit], why: "Step \(number)."),
        at: number, output: byCommands ? lines : "", changed: [path],
        reply: Reply(model: "small", text: "Step \(number): change \(path)."))
    }
  }

  private static func path(_ number: Int) -> String {
    "t00/d0\(number / 50)/m0000\(number < 10 ? "0" : "")\(number).py"
  }
}
