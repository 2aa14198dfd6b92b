import Loopback
import Support
import Testing

@Suite("Secrets in an issue", .timeLimit(.minutes(10)), .ownThreads)
struct SecretTests {
  @Test
  func
    `a token in an issue's title, items, labels or name reaches no ref, no object and no output`()
    throws
  {
    let token = "ghp_" + String(repeating: "a1B2", count: 9)
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue(
      """
      ---
      labels: [bug, \(token)]
      ---
      # Grade \(token) fails

      The token is \(token).

      - [ ] \(token) passes

      """)
    for name in [[], ["--json"], ["--name", token]] {
      let ended = try journey.start(
        ["work", "--again"] + name + ["--budget", "candidates=40", issue]
      ).wait()
      #expect(ended.status == 0 || ended.status == 1 || ended.status == 4, "\(ended.errors)")
      #expect(!ended.output.contains(token) && !ended.errors.contains(token))
    }
    for command in [["queue", "add", issue], ["queue", "list"]] {
      let queued = try journey.start(command).wait()
      #expect(queued.status == 0 && !(queued.output + queued.errors).contains(token), "\(queued)")
    }
    let everything = try journey.repository.git(
      "log", "-p", "--all", "--reflog", "-m", "--format=%B%N", "--notes=colleague")
    #expect(!everything.contains(token) && everything.contains("[redacted]"))
    let refs = try journey.repository.git("for-each-ref")
    #expect(!refs.contains("a1b2a1b2"))
    for command in [["runs"], ["runs", "--json"], ["show"], ["log"]] {
      #expect(try !journey.start(command).wait().output.contains(token))
    }
  }

  @Test(arguments: [
    "# sk-test-0123456789abcdef0123", "# 3210fedcba9876543210-tset-ks", "# \u{202e}x",
  ])
  func `a key of the user's, or text that nobody sees, in a patch ends with status 9 and no series`(
    comment: String
  ) throws {
    let journey = try Journey(Buggy.python)
    let edit = json([
      "edits": [
        [
          "path": "clock/spans.py", "search": "span[0] < joined[-1][1]:",
          "replacement": "span[0] <= joined[-1][1]:  \(comment)",
        ]
      ], "why": "Spans that touch are one.",
    ])
    let model = try ScriptedModel { turn in
      turn.kind == .choice && turn.step == 3 ? .call("edit", edit) : Mending.say(turn)
    }
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.start(
      ["work", try journey.issue("# Spans that touch stay apart\n\n`join` should join them.\n")],
      adding: ["COLLEAGUE_API_KEY": "sk-test-0123456789abcdef0123"]
    ).wait()
    #expect(ended.status == 9, "\(ended)")
    #expect(ended.errors.contains("is not delivered"), "\(ended.errors)")
    #expect(ended.errors.contains("clock/spans.py:"), "\(ended.errors)")
    #expect(try journey.refs("refs/heads/colleague").isEmpty)
    #expect(try journey.refs("refs/notes").isEmpty)
    let shown = try journey.start(["show"]).wait().output
    #expect(shown.contains("is not delivered"), "\(shown)")
    #expect(try journey.subjects().contains("edit: clock/spans.py"))
  }
}
