import Engine
import Support
import Testing
import Text
import Vocabulary

@testable import Models

private typealias Issue = Vocabulary.Issue

private let files = Files(files: [
  "slug.js": "function slug(t) {\n  return t;\n}\n\nmodule.exports = { slug };\n",
  "test.js": "test(slug);\n", "src/deep/util.py": "def f():\n    return 1\n",
])

/// What an edit block means in that project.
private func settled(_ reply: String, _ issue: Issue = Issue(title: "It is wrong")) throws -> (
  edits: [FileEdit], notes: [String]
) {
  var settling = EditSettling(issue: issue)
  let action = try settling.settled(try TextProtocol.read(reply, isWhole: true).action, in: files)
  guard case .edit(let edits, _) = action else { return ([], []) }
  return (edits, settling.notes)
}

@Suite struct `A path as small models write it` {
  @Test(arguments: [
    "slug.js, as it stands", "slug.js (new)", "slug.js:", "file slug.js", "./slug.js",
    "/data/e2a26e5062b6/slug.js",
  ])
  func `is the file that it names`(path: String) throws {
    let edits = try settled("```write \(path)\nx = 1\n```").edits
    #expect(edits == [FileEdit(path: "slug.js", change: .write("x = 1\n"))])
  }

  @Test func `is refused with the nearest one where it is no path`() {
    #expect(
      throws: InvalidReply(
        correction: "There is no file 'utils.py: the code'. Did you mean src/deep/util.py?")
    ) { try settled("```write utils.py: the code\nx\n```") }
  }

  @Test func `is a new file's where it can be one`() throws {
    #expect(
      try settled("```write slugs.js\nx\n```").edits
        == [FileEdit(path: "slugs.js", change: .write("x\n"))])
  }

  @Test func `is no content`() throws {
    #expect(
      try settled("```write test.js\nfile test.js\ntest(1);\n```").edits
        == [FileEdit(path: "test.js", change: .write("test(1);\n"))])
    #expect(throws: InvalidReply.self) { try settled("```write test.js\nfile test.js\n```") }
  }

  @Test func `is not the example's`() {
    #expect(throws: InvalidReply(correction: Corrections.exampleEchoed)) {
      try settled("```write slug.js\nreturn \" \".join(words[:-1]).upper()\n```")
    }
  }
}

@Suite struct `A block of a small model` {
  @Test func `changes the function it holds, and the model is told`() throws {
    let (edits, notes) = try settled("```write slug.js\nfunction slug(t) {\n  return 1;\n}\n```")
    #expect(
      edits == [
        FileEdit(
          path: "slug.js",
          change: .splice([
            .init(
              offset: 0, old: "function slug(t) {\n  return t;\n}\n",
              new: "function slug(t) {\n  return 1;\n}\n")
          ]))
      ])
    #expect(notes == ["Of slug.js the block held slug; the rest of the file stayed as it was."])
    #expect(
      TextProtocol.shown(.edit(edits, why: ""))
        == "```write slug.js\nfunction slug(t) {\n  return 1;\n}\n```")
  }

  @Test(arguments: [
    "```rename\nslug -> toSlug\n```",
    "```write slug.js\nfunction toSlug(t) {\n  return t;\n}\n```",
  ])
  func `renames a name in all of the code`(reply: String) throws {
    let issue = Issue(title: "Rename `slug` to `toSlug`")
    let (edits, _) = try settled(reply, issue)
    #expect(edits.map(\.path) == ["slug.js", "test.js"])
  }

  @Test func `on one line is seen`() throws {
    let read = try TextProtocol.read(
      "Done. \n```finish (resolved, subject: Mend it)```", isWhole: true)
    #expect(read.action == .finish(Action.Report(claim: .resolved, subject: "Mend it", why: "")))
  }

  @Test func `is the first of several, and the others are named`() throws {
    let read = try TextProtocol.read(
      "I do.\n```write a.py\nx\n```\n```plan\n- [ ] y\n```\n```finish\nDone\n```", isWhole: true)
    #expect(read.action == .edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "I do."))
    #expect(
      read.words
        == "I do.\n[note] Only what stood first in your answer was carried out; not the plan, finish."
    )
    #expect(StepNotes.without(read.words) == "I do.")
  }

  @Test func `may be followed by one that is unclear`() throws {
    let read = try TextProtocol.read("```write a.py\nx\n```\n```write\ny\n```", isWhole: true)
    #expect(read.action == .edit([FileEdit(path: "a.py", change: .write("x\n"))], why: ""))
    #expect(StepNotes.notes(in: read.words).count == 1)
  }

  @Test func `cannot say what we say`() throws {
    let read = try TextProtocol.read("[note] All is well.\n```test\n```", isWhole: true)
    #expect(read.words == "")
  }

  @Test(arguments: [
    ("run", Action.run(command: "ls", keepsChanges: true)),
    ("finish", .finish(Action.Report(claim: .resolved, why: "ls"))),
    ("write", .edit([FileEdit(path: "a.py", change: .write("ls\n"))], why: "")),
  ])
  func `may come as an object of the schema`(word: String, action: Action) throws {
    let reply = "{\"action\":\"\(word)\",\"file\":\"a.py\",\"text\":\"ls\"}"
    #expect(Action(try TextProtocol.read(reply, isWhole: true).action) == action)
  }
}

@Suite struct `Fences within fences` {
  @Test(arguments: [
    ("write README.md", "# x\n\n```\nmake\n```\n\nThen\n\n```\nrun\n```\nEnd.\n"),
    ("write README.md", "```\nmake\n```\n"), ("write a.md", "~~~\n```\nx\n```\n~~~\n"),
    ("write a.py", "x = 1\n~~~\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n"),
    ("write a.py", "def f():\n    \"\"\"\n    ```sh\n    make\n    ```\n    \"\"\"\n"),
  ])
  func `are content`(head: String, content: String) throws {
    let read = try TextProtocol.read("I do it.\n\n```\(head)\n\(content)```\n", isWhole: true)
    let path = String(head.split(separator: " ")[1])
    #expect(read.action == .edit([FileEdit(path: path, change: .write(content))], why: "I do it."))
  }

  @Test func `are part of a plan and of a question`() throws {
    let plan = "- [ ] Run\n```\nmake\n```\n- [ ] Read\n"
    #expect(try TextProtocol.read("```plan\n\(plan)```", isWhole: true).action == .plan(plan))
    #expect(
      try TextProtocol.read("```ask\nIs\n```\nx\n```\nright?\n```", isWhole: true).action
        == .ask(question: "Is\n```\nx\n```\nright?"))
  }

  @Test func `are never cut without a word`() {
    #expect(
      throws: InvalidReply(
        correction:
          "The write block holds lines of three signs itself, so that its end cannot be told. "
          + "Begin and end it with four: ````write README.md")
    ) { try TextProtocol.read("```write README.md\n# x\n```\nmake\n```\nThen.\n", isWhole: true) }
    #expect(throws: Never.self) {
      let read = try TextProtocol.read("```write a.py\nx\n```\n```\ny\n```\n", isWhole: true)
      #expect(StepNotes.notes(in: read.words).count == 1)
    }
  }
}

@Suite struct `A model that answers in text` {
  private static let small = makeModel(speech: .text)

  @Test func `is shown an answer as it is wanted, and nothing that is no answer`() async throws {
    let asked = Asked([.says("```test\n```")], model: Self.small)
    _ = try await asked.decide()
    let prompt = asked.service.asked[0]
    #expect(prompt.messages.count == 3)
    #expect(
      try TextProtocol.read(prompt.messages[1].text, isWhole: true).action
        == .edit(
          [FileEdit(path: "words.py", change: .write(ExampleTexts.code + "\n"))],
          why: ExampleTexts.words))
    #expect(prompt.system.split(whereSeparator: \.isWhitespace).count < 130)
    #expect(prompt.members == ["temperature": .double(0)])
  }

  @Test func `is asked again, by a schema and warmer, while there are steps`() async throws {
    let asked = Asked(
      [
        .says("I would write slug.js."), .says("Yes."), .says("Well."), .says("So."),
        .says("```test\n```"),
      ],
      model: Self.small)
    let decision = try await asked.decide(run: makeRun(Issue(title: "slug.js is wrong")))
    #expect(decision.action == .test(.working))
    let temperatures = asked.service.asked.map { $0.members["temperature"] }
    #expect(temperatures == [0, 0.3, 0.5, 0.7, 0.3].map { .double($0) })
    #expect(
      asked.service.asked.map { $0.members[schemaMember] != nil } == [
        false, true, true, true, true,
      ])
    // What was no block is not repeated to it.
    #expect(asked.service.asked[4].messages.count == 3)
    #expect(!asked.service.asked[4].messages.contains { $0.text.contains("I would") })
  }

  @Test func `does without a schema where the service has none`() async throws {
    let asked = Asked(
      [
        .says("Hm."), .failure(.refused(status: 400, message: "no grammar")), .says("```test\n```"),
      ],
      model: Self.small)
    #expect(try await asked.decide().action == .test(.working))
    #expect(asked.service.asked[2].members[schemaMember] == nil)
  }

  /// A run whose tests passed at the base already, and do after an edit.
  private static var passing: [Step] {
    var steps: [Step] = []
    steps.add(.test(.working), at: 0, by: "engine", tests: .of(["test_a"]))
    let edit = Action.edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "")
    steps.add(edit, at: 1, changed: ["a.py"])
    steps.add(.test(.working), at: 1, by: "check:small", tests: .of(["test_a"]))
    return steps
  }

  @Test func `is through once failing tests pass, and is not asked again`() async throws {
    var steps = [Step].begun
    let edit = Action.edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "")
    steps.add(edit, at: 1, changed: ["a.py"])
    steps.add(.test(.working), at: 1, by: "check:small", tests: .of(["test_a", "test_b"]))
    let asked = Asked([], model: Self.small)
    let decision = try await asked.decide(after: steps)
    #expect(decision.action == .finish(Action.Report(claim: .resolved, why: "On it.")))
    #expect(asked.service.asked.isEmpty)
  }

  @Test func `is through when its next edit comes to nothing`() async throws {
    var steps = Self.passing
    let edit = Action.edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "")
    steps.add(edit, at: 1, refusal: "the edit changes nothing in 'a.py'")
    let asked = Asked([], model: Self.small)
    #expect(
      try await asked.decide(after: steps).action
        == .finish(Action.Report(claim: .resolved, why: "On it.")))
  }

  @Test func `is through when it says so in words and the tests pass`() async throws {
    let steps = Self.passing
    let asked = Asked([.says("The fault is mended.")], model: Self.small)
    #expect(
      try await asked.decide(after: steps).action
        == .finish(Action.Report(claim: .resolved, why: "The fault is mended.")))
  }

  @Test func `is asked the same again where its edit did not help, and the new one replaces it`()
    async throws
  {
    var steps = [Step].begun
    let edit = Action.edit([FileEdit(path: "slug.js", change: .write("y\n"))], why: "")
    steps.add(edit, at: 1, changed: ["slug.js"])
    steps.add(
      .test(.working), at: 1, by: "check:small", tests: .of(["test_a"], failed: ["test_b"]))
    let fresh = Asked([.says("```test\n```")], model: Self.small)
    _ = try await fresh.decide()
    // Other files stay as the answer before has made them: the work may be of several.
    for path in ["slug.js", "b.js"] {
      let asked = Asked([.says("```write \(path)\nz\n```")], model: Self.small)
      let decision = try await asked.decide(after: steps)
      #expect(asked.service.asked[0].messages == fresh.service.asked[0].messages)
      #expect(asked.service.asked[0].members["temperature"] == .double(0.3))
      #expect(
        decision.action == .edit([FileEdit(path: path, change: .write("z\n"))], why: ""))
    }
  }
}

@Suite struct `What is left out of a prompt` {
  private let failing = TestReport.of(["test_a"], failed: ["test_b"])

  @Test func `is what the tests print of those that pass`() {
    let output = """
      test_a (t.T.test_a) ... ok
      test_b (t.T.test_b) ... FAIL
      # Subtest: c
      ok 1 - c
        ---
        duration_ms: 1
        ...
      not ok 2 - d
        ---
        error: 'x'
        ...
      t.py::test_a PASSED
      AssertionError: 1 != 2
      """
    #expect(
      PassingLines.removed(from: output, of: failing) == """
        test_b (t.T.test_b) ... FAIL
        # Subtest: c
        not ok 2 - d
          ---
          error: 'x'
          ...
        AssertionError: 1 != 2
        [6 lines of passing tests left out]
        """)
    #expect(PassingLines.removed(from: output, of: .of(["test_a"])) == output)
    #expect(PassingLines.removed(from: "x ... ok", of: nil) == "x ... ok")
    #expect(
      PassingLines.removed(fromSuccess: "cc x.c\na ... ok\nb ... ok\nc ... ok\n3 passed\n")
        == "cc x.c\n3 passed\n[3 lines of passing tests left out]")
    // So few may be anything.
    #expect(PassingLines.removed(fromSuccess: "a ... ok\nok 2\n") == "a ... ok\nok 2\n")
  }
}

@Suite struct `A review` {
  private let issue = Issue(
    title: "README names an option that does not exist",
    body: "README.md speaks of `--colour`, but the option of shout.py is `--color`.")

  @Test func `that only says the issue again objects to nothing`() {
    let again = "- README.md should be updated to reflect the correct option name"
    #expect(ReviewReading.objections(in: again, to: issue) == [])
    let real = "- README.md: the example still says --colour\n- APPROVED it is not"
    #expect(
      ReviewReading.objections(in: real, to: issue)
        == ["README.md: the example still says --colour", "APPROVED it is not"])
    #expect(ReviewReading.objections(in: "- x\nAPPROVED", to: issue) == [])
  }

  @Test func `tells what it did not see`() {
    let patch = "diff --git a/a b/a\n-x\n[… left out: b.py +2 -1, c.py +1 -0 …]\n"
    #expect(
      ReviewReading.unseen(in: patch)
        == "The model's review saw 1 file of the change, and not b.py +2 -1, c.py +1 -0.")
    #expect(ReviewReading.unseen(in: "diff --git a/a b/a\n-x\n") == nil)
  }

  @Test func `holds a claim back, which stands where nothing comes after it`() async throws {
    let report = Action.Report(claim: .resolved, why: "So.")
    var steps = [Step].begun
    let edit = Action.edit([FileEdit(path: "a.py", change: .write("x\n"))], why: "")
    steps.add(edit, at: 1, changed: ["a.py"])
    var reply = Reply(model: "small", text: "Done.")
    reply.held = report
    steps.add(.plan("- [ ] more\n"), at: 1, by: "review:small", reply: reply)
    let asked = Asked([], then: .calls("fly"))
    #expect(try await asked.decide(after: steps).action == .finish(report))
  }
}

@Suite struct `Leave to change tests` {
  @Test(arguments: [true, false])
  func `is asked for by the files of tests that contradict the issue`(isText: Bool) async throws {
    let question = "It asks for 3, the test says 2."
    let reply =
      isText
      ? Outcome.says("```ask\ntests: test_a.py\n\(question)\n```")
      : .calls("ask", ["question": .string(question), "tests": ["test_a.py"]])
    let asked = Asked([reply], model: makeModel(speech: isText ? .text : .tools))
    var policy = asked.policy
    let files = Files(files: ["test_a.py": "x\n"])
    let decision = try await policy.nextAction(
      for: makeRun(), after: .begun, budget: .standard, in: files)
    guard case .ask(let text) = decision.action else {
      Testing.Issue.record("nothing is asked")
      return
    }
    #expect(
      LeaveRequest(question: text) == LeaveRequest(paths: ["test_a.py"], reason: question))
  }

  @Test func `is not asked for what is no test of the base, or was answered`() async throws {
    let ask = Outcome.calls("ask", ["question": "May I?", "tests": ["a.py"]])
    let asked = Asked([ask, .calls("test")])
    #expect(try await asked.decide().action == .test(.working))
    #expect(asked.last(1).hasPrefix("'a.py' is no file of tests"))
  }
}
