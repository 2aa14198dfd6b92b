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
    for name in [[], ["--name", token]] {
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
}
