import Foundation
import Loopback
import Support
import Synchronization
import Testing

/// A feature of many files: twelve modules with a test each, a rename, a deletion, a command's output
/// kept, and tests in between.
enum Feature {
  static let project = [
    "shop/__init__.py": "", "shop/legacy.py": "LEGACY = True\n",
    "shop/extra.py": "def twice(text):\n    return text + text\n",
    "shop/names.py": "def shout(text):\n    return text.upper()\n",
    "tests/__init__.py": "",
    "tests/test_names.py": """
    import unittest
    from shop.names import shout


    class NameTests(unittest.TestCase):
        def test_shout(self):
            self.assertEqual(shout("a"), "A")

    """,
  ]

  static let issue = """
    # Add twelve price rules

    Each in a module of its own with a test. Move `extra.py` to `words.py`, drop `legacy.py`.

    - [ ] twelve modules with tests
    - [ ] the old module is gone
    """

  /// What is done in the steps from the second on.
  static let actions: [(name: String, arguments: String)] = {
    var actions: [(name: String, arguments: String)] = [
      ("read", json(["path": ""])), ("read", json(["path": "shop/names.py"])),
      ("search", json(["text": "shout"])),
    ]
    func plan(_ done: Int) -> (name: String, arguments: String) {
      let items = (0..<12).map { "- [\($0 < done ? "x" : " ")] rule \($0): its test passes" }
      return ("plan", json(["text": "# Rules\n\n" + items.joined(separator: "\n")]))
    }
    actions.append(plan(0))
    for rule in 0..<12 {
      actions.append(
        (
          "write",
          json([
            "path": "shop/rule\(rule).py", "why": "rule \(rule)",
            "content": "def rule\(rule)(price):\n    return price + \(rule)\n",
          ])
        ))
      actions.append(
        (
          "write",
          json([
            "path": "tests/test_rule\(rule).py", "why": "its test",
            "content": """
            import unittest
            from shop.rule\(rule) import rule\(rule)


            class Rule\(rule)Tests(unittest.TestCase):
                def test_adds(self):
                    self.assertEqual(rule\(rule)(1), \(rule + 1))

            """,
          ])
        ))
      if rule % 3 == 2 {
        actions.append(("test", "{}"))
        actions.append(plan(rule + 1))
      }
      if rule % 2 == 0 {
        actions.append(("read", json(["path": "shop/rule\(rule).py", "first": 1, "last": 2])))
      }
    }
    actions.append(
      ("rename", json(["path": "shop/extra.py", "to": "shop/words.py", "why": "asked for"])))
    actions.append(
      (
        "edit",
        json([
          "why": "while it moves",
          "edits": [
            [
              "path": "shop/words.py", "search": "text + text",
              "replacement": "2 * text",
            ]
          ],
        ])
      ))
    actions.append(("remove", json(["path": "shop/legacy.py", "why": "asked for"])))
    actions.append(("run", json(["command": "ls shop | sort > MODULES && wc -l < MODULES"])))
    actions += (0..<4).map { ("read", json(["path": "tests/test_rule\($0).py"])) }
    actions.append(("remember", json(["lesson": "Rules live in modules of their own."])))
    actions.append(("test", "{}"))
    actions.append(
      (
        "finish",
        json([
          "claim": "resolved", "subject": "add twelve price rules", "why": "Asked for.",
          "criteria": [
            ["text": "twelve modules with tests", "met": true, "evidence": "tests/"],
            ["text": "the old module is gone", "met": true, "evidence": "MODULES"],
          ],
        ])
      ))
    return actions
  }()

  static func say(_ turn: ScriptedModel.Turn) -> ScriptedModel.Say? {
    guard turn.kind == .choice, actions.indices.contains(turn.step - 2) else { return nil }
    let action = actions[turn.step - 2]
    return .call(action.name, action.arguments)
  }
}

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `Long work with a model` {
  /// The tree of the only branch delivered.
  private func deliveredTree(_ journey: Journey) throws -> String {
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    return try journey.repository.git("rev-parse", branch + "^{tree}")
  }

  @Test
  func `a feature of many files is built, and killed after every step ends with the same tree`()
    throws
  {
    let model = try ScriptedModel { Feature.say($0) }
    defer { model.server.stop() }
    let undisturbed = try Journey(Feature.project)
    try undisturbed.use(model)
    let ended = try undisturbed.colleague("work", try undisturbed.issue(Feature.issue))
    #expect(ended.status == 0, "\(ended.errors)")
    let subjects = try undisturbed.subjects()
    #expect(subjects.count >= 55)
    #expect(subjects.contains { $0.hasPrefix("reproduction: ") })
    let tree = try deliveredTree(undisturbed)
    let note = try undisturbed.repository.git(
      "notes", "--ref=colleague", "show",
      try #require(undisturbed.refs("refs/heads/colleague/").first)
    )
    #expect(note.contains("- [x] twelve modules with tests: tests/"))
    #expect(note.contains("Fail with the base's sources, pass now"))

    // Silent the first time each step is asked for: a sign that all before it is kept.
    let asked = Mutex<Set<Int>>([])
    let silent = try ScriptedModel { turn in
      let isFirst = turn.kind == .choice && asked.withLock { $0.insert(turn.step).inserted }
      return isFirst ? .parts([.stall]) : Feature.say(turn)
    }
    defer { silent.server.stop() }
    let killed = try Journey(Feature.project)
    try killed.use(silent)
    var arguments = ["work", "--quiet", try killed.issue(Feature.issue)]
    var kills = 0
    while kills <= Feature.actions.count {
      let work = try killed.start(arguments)
      eventually("the model is asked for another step", lookingEvery: .milliseconds(1)) {
        !work.isRunning || asked.withLock { $0.count } > kills
      }
      if asked.withLock({ $0.count }) > kills { kill(work.id, SIGKILL) }
      let last = try work.wait()
      let ref = try #require(try killed.refs("refs/colleague/runs/").first)
      arguments = ["resume", "--quiet", String(ref.dropFirst("refs/colleague/runs/".count))]
      guard last.status == 137 else {
        #expect(last.status == 0, "\(last.errors)")
        break
      }
      kills += 1
    }
    #expect(kills == Feature.actions.count)
    #expect(try deliveredTree(killed) == tree)
    #expect(try killed.subjects() == subjects)
    try killed.repository.git("fsck", "--strict")
    #expect(try killed.leftovers().isEmpty)
  }

  @Test
  func
    `a change of behaviour that breaks a test of the base is delivered as unresolved without leave`()
    throws
  {
    let journey = try Journey(Feature.project)
    let model = try ScriptedModel { turn in
      func edit(_ path: String, _ search: String, _ replacement: String) -> ScriptedModel.Say {
        let edit = ["path": path, "search": search, "replacement": replacement]
        return .call("edit", json(["edits": [edit], "why": "lower case is asked for"]))
      }
      guard turn.kind == .choice else { return nil }
      switch turn.step {
      case 2: return edit("shop/names.py", "upper()", "lower()")
      case 3: return edit("tests/test_names.py", #"shout("a"), "A""#, #"shout("A"), "a""#)
      case 4: return .call("test", "{}")
      default:
        let claim = turn.request.text.contains("against the claim") ? "unresolved" : "resolved"
        return .call("finish", json(["claim": claim, "subject": "whisper", "why": "Asked for."]))
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    let asking = try journey.colleague("work", try journey.issue("# Whisper instead\n"))
    #expect(asking.status == 2, "\(asking.errors)")
    #expect(asking.output.contains("tests/test_names.py"))
    let ref = try #require(try journey.refs("refs/colleague/runs/").first)
    let ended = try journey.colleague(
      "answer", String(ref.dropFirst("refs/colleague/runs/".count)), "No, that test is right.")
    #expect(ended.status == 1, "\(ended.errors)")
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    let note = try journey.repository.git("notes", "--ref=colleague", "show", branch)
    #expect(note.hasPrefix("Tests of the base that this change edits or removes"), "\(note)")
    #expect(note.split(separator: "\n").prefix(3).joined().contains("`tests/test_names.py`"))
    #expect(note.contains("The run ended as `unresolved`"))
  }

  @Test
  func `four hundred steps stay inside the window, and requests begin with those before them`()
    throws
  {
    let journey = try Journey(Feature.project)
    let model = try ScriptedModel { turn in
      guard turn.kind == .choice, turn.step <= 400 else { return nil }
      let number = turn.step
      switch number % 5 {
      case 0: return .call("read", json(["path": "shop/names.py"]), words: "Again \(number).")
      case 1: return .call("search", json(["text": "word\(number)"]))
      case 2:
        return .call("run", json(["command": "seq \(number) \(number + 300)", "keep": false]))
      default:
        return .call(
          "write",
          json([
            "path": "shop/step\(number % 7).py", "content": "STEP = \(number)\n", "why": "next",
          ]))
      }
    }
    defer { model.server.stop() }
    try journey.use(model)
    let window = 12_000
    try journey.repository.git("config", "colleague.window", String(window))
    try journey.repository.git("config", "colleague.budget", "steps=420,tokens=90000000")
    let ended = try journey.colleague("work", "--quiet", try journey.issue("# Count\n"))
    #expect(ended.status == 1, "\(ended.errors)")
    let choices = model.choices
    #expect(choices.count >= 400)
    var moves = 0
    var before: [String] = []
    for turn in choices {
      // A token is four bytes of JSON here; the answer's tokens come on top.
      #expect(turn.request.body.count / 4 + 3000 < window)
      let messages = turn.messages
      if !before.isEmpty, !messages.starts(with: before) { moves += 1 }
      before = messages
    }
    #expect(moves > 0 && moves < choices.count / 5)
  }

  @Test func `another model goes on where the first was killed`() throws {
    let journey = try Journey(Buggy.python)
    let model = try ScriptedModel { Mending.say($0) }
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.colleague(
      "work", "--budget", "steps=4", try journey.issue("# Touching spans\n"))
    #expect(ended.status == 4, "\(ended.errors)")
    let other = try Journey(Buggy.python)
    try other.use(model)
    let work = try other.start(["work", try other.issue("# Touching spans\n")])
    try other.wait(of: work)
    let ref = try #require(try other.refs("refs/colleague/runs/").first)
    #expect(try other.wait(forStatesAfter: 2, of: ref, work))
    kill(work.id, SIGKILL)
    _ = try work.wait()
    let second = try ScriptedModel(.anthropic) { Mending.say($0) }
    defer { second.server.stop() }
    try other.use(second)
    try other.repository.git("config", "--global", "colleague.model", "second")
    let resumed = try other.colleague(
      "resume", String(ref.dropFirst("refs/colleague/runs/".count)))
    #expect(resumed.status == 0 || resumed.status == 3, "\(resumed.errors)")
  }
}
