import Foundation
import Support
import Testing

@Suite("The user's command for each series", .timeLimit(.minutes(10)), .ownThreads)
struct HandoverTests {
  private let journey: Journey
  private var told: String { journey.repository.directory.path + "/told" }

  init() throws { journey = try Journey(Buggy.shell) }

  private func work(
    telling command: String, adding variables: [String: String] = [:]
  ) throws -> Ended {
    try journey.repository.git("config", "--global", "colleague.deliverCommand", command)
    let issue = try journey.issue("# Spans; $(touch bad) \"that\" touch\n\nSee `join`.\n")
    return try journey.colleague("work", "--quiet", issue, adding: variables)
  }

  @Test func `it gets the series in its environment and in files, once, and nothing stays`() throws
  {
    let before = try journey.fingerprint()
    let ended = try work(
      telling: """
        env >>'\(told)'; cp -R "$COLLEAGUE_PATCHES" '\(told).patches'
        cp "$COLLEAGUE_COVER" '\(told).cover'; cat; pwd; echo to stderr >&2
        """, adding: ["GIT_DIR": journey.repository.path + "/.git", "GIT_PREFIX": "tests/"])
    #expect(ended.status == 0 && ended.output.hasPrefix("resolved: "))
    #expect(ended.errors == "\(journey.repository.path)\nto stderr\n")
    let run = try #require(try journey.refs("refs/colleague/runs").first).split(separator: "/")[3]
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let lines = try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n")
    for line in [
      "COLLEAGUE_RUN=\(run)", "COLLEAGUE_BRANCH=\(branch.dropFirst("refs/heads/".count))",
      "COLLEAGUE_BASE=\(try journey.repository.git("rev-parse", "main"))",
      "COLLEAGUE_BASE_NAME=main", "COLLEAGUE_TITLE=Spans; $(touch bad) \"that\" touch",
      "COLLEAGUE_OUTCOME=resolved",
    ] { #expect(lines.filter { $0 == line } == [line[...]]) }
    #expect(!lines.contains { $0.hasPrefix("GIT_DIR=") || $0.hasPrefix("GIT_PREFIX=") })
    let out = journey.repository.directory.path + "/out"
    _ = try journey.colleague("series", "--output", out)
    let compared = try Support.run(
      ["diff", "-r", out, told + ".patches"], in: "/", environment: journey.repository.environment)
    #expect(compared.status == 0 && compared.output.isEmpty, "\(compared.output)")
    let cover = try String(contentsOfFile: told + ".cover", encoding: .utf8)
    let kept = try journey.repository.git("show", "refs/colleague/runs/\(run):cover.md")
    #expect(kept + "\n" == "# Spans; $(touch bad) \"that\" touch\n\n" + cover)
    #expect(try journey.leftovers().isEmpty)
    _ = try journey.colleague("resume", String(run))
    #expect(try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n") == lines)
    var after = try journey.fingerprint()
    after[".git/config"] = before[".git/config"]
    #expect(after == before)
  }

  @Test(arguments: ["exit 7", "kill -9 $$"])
  func `its failure is a warning that names the status`(command: String) throws {
    let ended = try work(telling: "echo no route >&2; \(command)")
    #expect(ended.status == 0 && ended.output.hasPrefix("resolved: "))
    let status = command == "exit 7" ? 7 : 137
    #expect(
      ended.errors.hasPrefix(
        "no route\nwarning: colleague.deliverCommand failed: it ended with \(status)\n"))
    let record = try journey.colleague("runs", "--porcelain").output
    #expect(record.contains("\tresolved\t") && record.contains("refs/heads/colleague/"))
    #expect(try journey.leftovers().isEmpty)
  }

  @Test func `it is not run where nothing is delivered, nor for a demo`() throws {
    try journey.repository.git("config", "--global", "colleague.deliverCommand", "touch '\(told)'")
    let issue = try journey.issue("# Spans that touch\n\nSee `join`.\n")
    let spent = try journey.colleague("work", "--quiet", "--budget", "steps=1", issue)
    #expect(spent.status == 4 && spent.errors.isEmpty)
    let demo = try journey.colleague("demo", journey.repository.directory.path + "/demo")
    #expect(demo.status == 0)
    #expect(!FileManager.default.fileExists(atPath: told))
    #expect(try journey.colleague("work", "--quiet", issue).status == 0)
    #expect(FileManager.default.fileExists(atPath: told))
  }

  @Test func `the command runs for a delivery that a crash had cut short, once it is made good`()
    throws
  {
    let issue = try journey.issue("# Spans that touch\n\nSee `join`.\n")
    #expect(try journey.colleague("work", "--quiet", issue).status == 0)
    let run = try #require(try journey.refs("refs/colleague/runs").first)
    // As the run's ref stood before the last state, in which the series is delivered.
    try journey.repository.git("update-ref", run, "\(run)^")
    try journey.repository.git("config", "--global", "colleague.deliverCommand", "echo told")
    let cut = try journey.colleague("series", String(run.split(separator: "/")[3]))
    #expect(cut.status == 3 && cut.errors.contains("hint: git colleague resume"))
    let ended = try journey.colleague("resume", "--quiet", String(run.split(separator: "/")[3]))
    #expect(ended.status == 0 && ended.errors == "told\n")
    #expect(try journey.leftovers().isEmpty)
  }
}
