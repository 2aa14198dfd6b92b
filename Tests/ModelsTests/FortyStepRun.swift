import Engine
import Vocabulary

@testable import Models

/// A run of forty steps that meets nearly everything a prompt can say of a step.
struct FortyStepRun {
  let run: Run
  let files = Files(files: [
    "AGENTS.md": "Run the tests with `make check`.\n",
    "src/lib/AGENTS.md": "Part of the public interface: keep its names.\n",
    "src/lib/spans.py": "def merge(spans):\n    return spans\n",
    "src/main.py": "from lib.spans import merge\n", "tests/test_spans.py": "def test_a(): ...\n",
  ])
  private(set) var steps: [Step] = []

  /// The run; equal every time.
  init() {
    let issue = Issue(
      title: "Spans that touch are not merged",
      body: "`merge` in src/lib/spans.py keeps [1, 2] and [2, 3] apart.\n\nThey are one span.",
      criteria: ["spans that touch become one", "spans apart stay apart"])
    var run = makeRun(issue, test: "make check")
    run.mandate.paths = ["src/**", "tests/**"]
    self.run = run
    begin()
    goInCircles()
    goOn()
    tryToEnd()
    settle()
  }

  private mutating func begin() {
    add(
      .test(.working), by: .engine, output: "F.\n1 failed, 1 passed\n",
      tests: .of(["test_a"], failed: ["test_b"]))
    add(.read(path: "", lines: nil, view: .map), output: "src/lib/spans.py: merge (3 uses)\n")
    add(.search(text: "merge", paths: ["src"]), output: "src/lib/spans.py:1: def merge(spans):\n")
    add(
      .plan("- [ ] find the cause: test_b shows it\n- [ ] mend it: test_b passes\n"),
      saying: "There are two things to do.")
    add(
      .read(path: "src/lib/spans.py", lines: 1...40),
      output: "1  def merge(spans):\n2      return\n")
  }

  private mutating func goInCircles() {
    edit("src/lib/spans.py", "return spans\n", "return cached(spans)\n", "Try the cache.", to: 1)
    add(
      .test(.working), output: "FF\n2 failed\n", tests: .of([], failed: ["test_a", "test_b"]))
    for _ in 0..<3 {
      add(
        .edit([FileEdit(path: "src/main.py", change: .delete)], why: "Clear the way."),
        refusal: "src/main.py is used by src/lib/spans.py")
    }
    current = tree(0)
    add(.backtrack(toStep: 1, reason: "The same action failed 3 times."), by: .engine)
  }

  private mutating func goOn() {
    add(.plan("- [ ] compare the ends of spans: test_b passes\n"))
    add(.remember(lesson: "The cache has nothing to do with it."))
    add(.read(path: "src/lib/spans.py", lines: nil, view: .blame), output: listing(60))
    edit("tests/test_spans.py", "def test_a(): ...\n", "def test_new(): ...\n", "Show it.", to: 2)
    add(
      .test(.working), output: "FF.\n",
      tests: .of(["test_a"], failed: ["test_b", "test_new"]))
    add(.run(command: "make lint", keepsChanges: false), output: listing(30), ending: .exited(2))
    add(.run(command: "make slow", keepsChanges: true), ending: .exceeded(.time))
    add(.run(command: "./crash", keepsChanges: true), ending: .signalled(11))
    add(.search(text: "end +1", paths: [], isPattern: true))
    add(.ask(question: "Is [1, 2] and [3, 4] one span?"), saying: "The issue leaves this open.")
    add(
      .ask(question: "Is [1, 2] and [3, 4] one span?"), by: .person, output: "No, keep them apart.")
    let candidates = (1...3).map { number in
      Candidate(
        id: "sample-\(number)",
        edits: [FileEdit(path: "src/lib/spans.py", change: .write("merged = \(number)\n"))],
        about: "Compare in way \(number).")
    }
    add(
      .trial(candidates),
      results: zip(candidates, [.breaks, .passes, .unbuilt]).map {
        CandidateResult(id: $0.id, mark: $1)
      })
    current = tree(3)
    add(
      .edit(candidates[1].edits, why: candidates[1].about), by: .check("small"),
      saying: "sample-2 of 3: passes.", changed: ["src/lib/spans.py"])
    add(
      .test(.working), by: .check("small"), output: "...\n",
      tests: .of(["test_a", "test_b", "test_new"]))
  }

  private mutating func tryToEnd() {
    var held = Reply(model: "small", text: "I am through.", usage: Usage(requests: 1))
    held.held = Action.Report(
      claim: .resolved, subject: "Merge spans that touch", why: "The ends were compared by `<`.",
      alternatives: "A cache; it did not matter.", risks: "None known.",
      criteria: [
        .init(text: "spans that touch become one", isMet: true, evidence: "test_new"),
        .init(text: "spans apart stay apart", isMet: true, evidence: "test_a"),
      ])
    let passing = TestReport.of(["test_a", "test_b", "test_new"])
    add(.test(.working), by: .check("small"), output: "...\n", tests: passing, reply: held)
    held.usage.requests = 0
    held.text = ""
    add(
      .test(.reproduction), by: .check("small"), output: "F\n",
      tests: .of(["test_a"], failed: ["test_b", "test_new"]), reply: held)
    add(
      .plan("- [ ] compare the ends of spans\n## Review 1\n\n- [ ] handle the empty list\n"),
      by: .review("small"), saying: "")
    edit("src/lib/spans.py", "merged = 2\n", "if spans: merged = 2\n", "Nothing is no span.", to: 4)
    add(.test(.working), output: "...\n", tests: passing)
    add(.finish(held.held ?? Action.Report(claim: .resolved)), saying: "Now it is done.")
    add(
      .test(.verdict), by: .engine, output: listing(12),
      tests: .of(["test_b"], failed: ["test_a"]), judges: ["tests/test_spans.py", "Makefile"])
  }

  private mutating func settle() {
    add(.read(path: "tests/test_spans.py", lines: nil), output: listing(40))
    current = tree(5)
    add(
      .edit(
        [
          FileEdit(path: "src/lib/old.py", change: .rename(to: "src/lib/new.py")),
          FileEdit(path: "src/lib/dead.py", change: .delete),
          FileEdit(path: "src/lib/spans.py", change: .write(listing(20))),
        ], why: "One file is enough."),
      changed: ["src/lib/dead.py", "src/lib/new.py", "src/lib/old.py", "src/lib/spans.py"])
    add(
      .test(.working), output: "...\n", tests: .of(["test_a", "test_b", "test_new"]))
    add(
      .split([]), by: .engine,
      refusal: "src/lib/new.py is larger than a patch may be")
    for _ in 0..<3 { add(.read(path: "src/main.py", lines: nil), output: "1  from lib import x\n") }
    add(.test(.working), output: "...\n", tests: .of(["test_a", "test_b", "test_new"]))
  }

  private var current = tree(0)

  private func listing(_ lines: Int) -> String {
    (1...lines).map { "\($0)  the line of that number\n" }.joined()
  }

  private mutating func edit(
    _ path: String, _ search: String, _ replacement: String, _ why: String, to number: Int
  ) {
    current = tree(number)
    add(
      .edit(
        [FileEdit(path: path, change: .substitute(search: search, replacement: replacement))],
        why: why), changed: [path])
  }

  private mutating func add(
    _ action: Action, by decider: Decider = .model("small"), saying words: String = "On it.",
    output: String = "", ending: Observation.Ending? = .exited(0), tests: TestReport? = nil,
    results: [CandidateResult] = [], changed: [String] = [], judges: [String]? = nil,
    refusal: String? = nil, reply: Reply? = nil
  ) {
    var observation = Observation(
      tree: current, ending: refusal == nil ? ending : nil, output: Excerpt(output), tests: tests,
      results: results, changed: changed, refusal: refusal)
    observation.judges = judges
    let own = decider.author == nil ? nil : Reply(model: "small", text: words)
    steps.append(
      Step(
        number: steps.count + 1, action: action, observation: observation, decidedBy: decider,
        time: steps.count, cost: .nothing, reply: reply ?? own))
  }
}
