import Foundation
import Support
import Testing

@Suite("Runs read by people and by programs", .timeLimit(.minutes(10)), .ownThreads)
struct ReadingTests {
  private let journey: Journey
  private let run: String
  private let events: [[String: Any]]

  /// The repository that all are copies of, and what the run printed in it: it takes its time.
  private static let template = Result {
    let journey = try Journey(Buggy.python)
    let issue = try journey.issue("# Spans that touch are not joined\n\nSee `join`.\n")
    let worked = try journey.colleague("work", "--json", "--quiet", issue)
    #expect(worked.status == 0 && worked.errors.isEmpty, "\(worked.errors)")
    journey.repository.directory.removeAtExit()
    return (journey.repository, worked.output)
  }

  init() throws {
    let (repository, output) = try Self.template.get()
    journey = try Journey(copying: repository)
    var events: [[String: Any]] = []
    for line in output.split(separator: "\n") { events.append(try Self.object(line)) }
    self.events = events
    run = try #require(events.first?["run"] as? String)
  }

  private static func object(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func `each line of --json is one object of a known version, from start to end`() throws {
    let names = events.compactMap { $0["event"] as? String }
    #expect(names.count == events.count)
    #expect(names.first == "run.started" && names.last == "run.ended")
    #expect(events.allSatisfy { $0["version"] as? Int == 1 && $0["run"] as? String == run })
    let kept = events.filter { $0["event"] as? String == "step.kept" }
    let numbers = kept.compactMap { $0["step"] as? Int }
    #expect(numbers == Array(1...kept.count))
    #expect(events.last?["outcome"] as? String == "resolved")
    let log = try journey.colleague("log", "--json", run).output.split(separator: "\n")
    #expect(log.count == kept.count + 1)
  }

  @Test func `porcelain lines have the fields they promise`() throws {
    let runs = try journey.colleague("runs", "--porcelain").output
    let fields = runs.dropLast().split(separator: "\t", omittingEmptySubsequences: false)
    #expect(fields.count == 7)
    #expect(fields[0] == run && fields[1] == "resolved")
    #expect(try journey.repository.git("rev-parse", "--verify", String(fields[4])).count == 40)
    #expect(fields[5] == "Spans that touch are not joined" && fields[6] == "open")
    let log = try journey.colleague("log", "--porcelain", run).output.split(separator: "\n")
    for line in log {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      #expect(fields.count == 5)
      #expect(try journey.repository.git("cat-file", "-t", String(fields[3])) == "tree")
    }
  }

  @Test
  func `a run is found by the start of its id and by its branch; without one, the newest is meant`()
    throws
  {
    let whole = try journey.colleague("show", run).output
    #expect(whole.contains("Spans that touch") && whole.contains("resolved"))
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    let names = [String(run.prefix(12)), branch, String(branch.dropFirst("refs/heads/".count))]
    for name in names {
      let shown = try journey.colleague("show", name).output
      #expect(shown == whole)
    }
    #expect(try journey.colleague("show").output == whole)
    let missing = try journey.colleague("show", "nosuchrun")
    #expect(missing.status != 0 && missing.errors.contains("nosuchrun"))
  }

  @Test func `a step is shown whole, as text and as JSON`() throws {
    let text = try journey.colleague("show", "\(run):1").output
    #expect(text.contains("test_touching") && text.contains("AssertionError"))
    let json = try Self.object(try journey.colleague("show", "--json", "\(run):1").output)
    #expect(json["number"] as? Int == 1)
    #expect(try journey.colleague("show", "\(run):999").status != 0)
    #expect(try journey.colleague("show", "\(run):x").status == 129)
  }

  @Test func `no two candidates of a trial look alike`() throws {
    let trial = try #require(
      events.first { $0["event"] as? String == "step.kept" && $0["action"] as? String == "trial" })
    let shown = try journey.colleague("show", "\(run):\(try #require(trial["step"] as? Int))")
      .output
    let lines = shown.split(separator: "\n").drop { $0 != "action" }.dropFirst()
    #expect(lines.count > 20)
    let twins = Dictionary(grouping: lines) { $0 }.filter { $0.value.count > 1 }.keys
    #expect(twins.isEmpty, "\(twins)")
  }

  @Test func `colour and the pager are for terminals alone`() throws {
    let shown = journey.repository.directory.path + "/paged"
    let pager = ["GIT_PAGER": "tee \(shown)"]
    for command in [["runs"], ["log", run], ["show", run]] {
      let piped = try journey.start(command, adding: pager).wait()
      #expect(!piped.output.contains("\u{1b}") && piped.status == 0)
      #expect(!FileManager.default.fileExists(atPath: shown))
    }
    let line = "'\(Journey.binary)' runs"
    let environment = journey.repository.environment.merging(pager) { $1 }
      .merging(["TERM": "xterm"]) { $1 }
    let seen = try Support.run(
      ["script", "-qec", line, "/dev/null"], in: journey.repository.path, environment: environment)
    #expect(seen.output.contains("\u{1b}[") && seen.output.contains("resolved"))
    #expect(try String(contentsOfFile: shown, encoding: .utf8).contains("\u{1b}["))
    let plain = try Support.run(
      ["script", "-qec", line, "/dev/null"], in: journey.repository.path,
      environment: environment.merging(["NO_COLOR": "1"]) { $1 })
    #expect(!plain.output.contains("\u{1b}[3") && plain.output.contains("resolved"))
  }

  @Test func `escape sequences in a record are shown, not obeyed`() throws {
    let escape = "\u{1b}]0;x\u{7}"
    try journey.rewrite("run.json", of: "refs/colleague/runs/\(run)") { record in
      for key in ["baseName", "policy"] { record[key] = "x\(escape)" }
      record["trigger"] = "hook(\(escape))"
      var issue = record["issue"] as? [String: Any]
      issue?["title"] = "x\(escape)"
      record["issue"] = issue
      var mandate = record["mandate"] as? [String: Any]
      mandate?["testCommand"] = "make \(escape)"
      record["mandate"] = mandate
    }
    for command in [["runs"], ["runs", "--porcelain"], ["show", run]] {
      let shown = try journey.start(command).wait()
      #expect(shown.status == 0 && shown.output.contains("<1B>]0;x<07>"), "\(shown)")
      #expect(!shown.output.contains("\u{1b}") && !shown.output.contains("\u{7}"), "\(shown)")
    }
  }

  @Test func `what is written to a reader that goes away is no failure`() throws {
    let ended = try Support.run(
      ["sh", "-c", "'\(Journey.binary)' log \(run) | head -n 1"], in: journey.repository.path,
      environment: journey.repository.environment)
    #expect(ended.output.split(separator: "\n").count == 1 && ended.errors.isEmpty)
  }

  @Test
  func
    `another process's reads cost the repository nothing: no ref, no object, no file is written`()
    throws
  {
    let before = try journey.repository.git("count-objects", "-v")
    let refs = try journey.repository.git("for-each-ref")
    let fingerprint = try journey.fingerprint()
    for command in [["runs"], ["log", run], ["show", run], ["show", "--json", run], ["doctor"]] {
      _ = try journey.start(command).wait()
    }
    #expect(try journey.repository.git("count-objects", "-v") == before)
    #expect(try journey.repository.git("for-each-ref") == refs)
    #expect(try journey.fingerprint() == fingerprint)
  }
}
