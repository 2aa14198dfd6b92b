import Foundation
import Loopback
import Support
import Testing

@Suite("A repository that somebody else has set up", .timeLimit(.minutes(10)), .ownThreads)
struct TrustJourneyTests {
  private let journey: Journey

  init() throws { journey = try Journey(Buggy.shell) }

  private var room: String { journey.repository.directory.path }
  private var config: String { journey.repository.path + "/.git/config" }

  private func set(_ key: String, _ value: String) throws {
    try journey.repository.git("config", "colleague.\(key)", value)
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(room)/\(name)")
  }

  @Test func `runs no command, and sends no key, until it is trusted`() throws {
    let model = try ScriptedModel { _ in nil }
    defer { model.server.stop() }
    for (key, value) in model.settings { try journey.repository.git("config", key, value) }
    let issue = #"{"title": "A grade of fifty fails", "number": 7}"#
    try set("issueCommand", "touch \(room)/listed; echo '\(issue)'")
    try set("deliverCommand", "touch \(room)/delivered")
    try set("apiKeyCommand", "touch \(room)/asked; echo sk-canary")
    try set("sandbox", "none")
    try set("test", "touch \(room)/tested; sh -e test.sh")
    let key = ["OPENAI_API_KEY": "sk-canary-of-the-environment"]
    let words =
      "warning: colleague.apiKeyCommand, colleague.baseUrl, colleague.model, colleague.api, "
      + "colleague.issueCommand, colleague.deliverCommand, colleague.sandbox in \(config) do not "
      + "count until you call 'git colleague trust' there"
    let swept = try journey.colleague("sweep", "--quiet", adding: key)
    #expect(swept.status == 3 && swept.errors == words + "\n", "\(swept)")
    let worked = try journey.colleague(
      "work", try journey.issue("# Grade 50 does not pass\n"), adding: key)
    #expect(worked.status == 0, "\(worked)")
    #expect(worked.errors.ranges(of: "colleague trust").count == 1, "\(worked.errors)")
    #expect(model.server.received.isEmpty)
    for name in ["listed", "delivered", "asked", "tested"] { #expect(!exists(name), "\(name)") }
    let doctor = try journey.colleague("doctor", "--no-tests", adding: key)
    #expect(doctor.status == 1 && doctor.output.contains("no  trust: "), "\(doctor.output)")
    #expect(doctor.output.contains("git colleague trust"))

    let shown = try journey.colleague("trust")
    #expect(shown.status == 0 && shown.output.hasPrefix("\(config)\n  colleague.apiKeyCommand = "))
    #expect(shown.output.contains("\n  colleague.test = touch"))
    #expect(shown.output.contains("\n  colleague.deliverCommand = touch \(room)/delivered\n"))
    try set("baseUrl", model.server.url + "/v2")
    let changed = try journey.colleague("sweep", "--quiet")
    #expect(changed.status == 3 && changed.errors.contains("colleague.sandbox in"), "\(changed)")
    #expect(!exists("listed"))
    try journey.repository.git("config", "--unset-all", "colleague.model")
    #expect(try journey.colleague("trust").status == 0)
    let trusted = try journey.colleague("sweep", "--quiet")
    #expect(trusted.status == 0 && !trusted.errors.contains("trust"), "\(trusted)")
    #expect(exists("listed") && exists("tested"))
    let after = try journey.colleague("doctor", "--no-tests")
    #expect(after.output.contains("ok  trust: \(config) sets colleague.apiKeyCommand"), "\(after)")
  }

  @Test func `is trusted, listed and forgotten by the file that says it`() throws {
    let none = try journey.colleague("trust")
    #expect(none.status == 3 && none.errors.contains("needs your trust"), "\(none)")
    #expect(try journey.colleague("trust", "--remove").status == 3)
    #expect(try journey.colleague("trust", "--list").errors == "no config file is trusted\n")
    #expect(try journey.colleague("trust", "--list", "--remove").status == 129)
    #expect(try journey.colleague("trust", "file").status == 129)
    let key = String(repeating: "ab", count: 32)
    try set("workerKey", key)
    try set("issueCommand", "true \u{1b}[2J\n  colleague.sandbox = required \u{202e}")
    let dry = try journey.colleague("trust", "-n")
    #expect(
      dry.output == """
        \(config)
          colleague.issueCommand = true <1B>[2J<0A>  colleague.sandbox = required <U+202E>
          colleague.workerKey = (not shown)

        """, "\(dry)")
    #expect(
      try journey.colleague("queue", "add", try journey.issue("# x\n")).errors.contains(config))
    #expect(try journey.colleague("trust").status == 0)
    #expect(try journey.colleague("queue", "list").errors.isEmpty)
    #expect(try journey.colleague("trust", "--list").output == config + "\n")
    var status = stat()
    #expect(stat("\(room)/home/.local/state/colleague/trust", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let removed = try journey.colleague("trust", "--remove", config, in: room)
    #expect(removed.status == 0 && removed.output.contains("not trusted any more"), "\(removed)")
    #expect(try journey.colleague("trust").status == 0)
    #expect(try journey.colleague("trust", "--remove").status == 0)
    #expect(try journey.colleague("trust", "--list").output.isEmpty)
  }

  @Test func `tells whoever looks after a hook what it has passed over`() throws {
    #expect(try journey.colleague("install", "--hook", "post-commit").errors.isEmpty)
    try set("issueCommand", "touch \(room)/listed")
    let installed = try journey.colleague("install", "--hook", "post-commit")
    #expect(installed.errors.contains("'git colleague trust' there"), "\(installed)")
    let path = journey.repository.environment["PATH"] ?? ""
    let folder = URL(fileURLWithPath: Journey.binary).deletingLastPathComponent().path
    let committed = try run(
      ["git", "commit", "-q", "--allow-empty", "-m", "second"], in: journey.repository.path,
      environment: journey.repository.environment.merging(["PATH": "\(folder):\(path)"]) { $1 })
    #expect(committed.status == 0 && committed.errors.isEmpty, "\(committed)")
    try eventually("the sweep has told") {
      try journey.colleague("doctor", "--no-tests").output.contains("no  last sweep: ")
    }
    let doctor = try journey.colleague("doctor", "--no-tests").output
    #expect(doctor.contains("colleague.issueCommand in \(config) does not count"), "\(doctor)")
    #expect(!exists("listed"))
  }

  @Test func `with a folder of its files that looks like a repository, which is none`() throws {
    for (file, text) in [
      ("HEAD", "ref: refs/heads/main\n"), ("objects/.k", ""), ("refs/heads/.k", ""),
      ("config", "[core]\n\tbare = true\n[colleague]\n\tissueCommand = touch \(room)/listed\n"),
    ] {
      try journey.repository.write(text, to: "docs/x/\(file)")
    }
    let place = journey.repository.path + "/docs/x"
    for command in [["sweep"], ["runs"], ["install", "--timer", "cron"], ["trust"]] {
      let ended = try journey.start(command, in: place).wait()
      #expect(ended.status == 8, "\(command): \(ended)")
      #expect(ended.errors.contains("lies among the files of"), "\(command): \(ended)")
    }
    #expect(try journey.colleague("doctor", in: place).output.contains("no  repository: "))
    let named = try journey.colleague("trust", in: place, adding: ["GIT_DIR": place])
    #expect(named.status == 0 && named.output.contains("colleague.issueCommand"), "\(named)")
    #expect(!exists("listed"))
  }

  @Test func `the doctor says where the key of the workers is, and makes it when asked to mend`()
    throws
  {
    func key() throws -> String? {
      try journey.colleague("doctor", "--no-tests").output.split(separator: "\n")
        .first { $0.contains("worker key: ") }.map(String.init)
    }
    let home = try #require(journey.repository.environment["HOME"])
    let file = home + "/.local/state/colleague/worker-key"
    let install = try journey.colleague("install", "--hook", "post-receive", "--dry-run")
    #expect(install.status == 0 && !FileManager.default.fileExists(atPath: file), "\(install)")
    #expect(try key()?.hasPrefix("ok  worker key: none is made yet") == true)
    #expect(!FileManager.default.fileExists(atPath: file))
    _ = try journey.colleague("doctor", "--no-tests", "--fix")
    #expect(try key() == "ok  worker key: \(file)")
    let made = try String(contentsOfFile: file, encoding: .utf8)
    try FileManager.default.removeItem(atPath: file)
    #expect(try journey.colleague("install", "--hook", "post-receive").status == 0)
    #expect(try String(contentsOfFile: file, encoding: .utf8) != made)
    try journey.repository.git(
      "config", "--global", "colleague.workerKey", String(repeating: "ab", count: 32))
    #expect(try key() == "ok  worker key: colleague.workerKey")
  }
}

@Suite("Where bare repositories have to be named", .timeLimit(.minutes(10)), .ownThreads)
struct NamedRepositoryTests {
  @Test func `sweeps, workers, hooks and detached runs name theirs`() throws {
    let journey = try Journey(Buggy.shell)
    let repository = journey.repository
    let bare = repository.directory.path + "/bare.git"
    try repository.git("clone", "-q", "--bare", ".", bare)
    try repository.git("config", "--global", "safe.bareRepository", "explicit")
    let refused = try journey.colleague("sweep", in: bare)
    #expect(refused.status == 8, "\(refused)")
    #expect(refused.errors.contains("safe.bareRepository is 'explicit'"), "\(refused)")
    #expect(refused.errors.contains("git --git-dir='\(bare)' colleague"), "\(refused)")
    let issue = try journey.issue("# Grade 50 does not pass\n")
    let named = ["GIT_DIR": bare]
    #expect(try journey.colleague("queue", "add", issue, in: bare, adding: named).status == 0)
    try repository.git("config", "--global", "--add", "colleague.repo", bare)
    try repository.git("config", "--global", "--add", "colleague.repo", repository.path)
    let swept = try journey.colleague("sweep", "--registered")
    #expect(swept.status == 0 && swept.output.contains("resolved"), "\(swept)")

    let folder = URL(fileURLWithPath: Journey.binary).deletingLastPathComponent().path
    let path = ["PATH": "\(folder):\(repository.environment["PATH"] ?? "")"]
    let install = try journey.colleague(
      "install", "--hook", "post-receive", in: bare, adding: named)
    #expect(install.status == 0, "\(install)")
    try repository.git("--git-dir", bare, "config", "colleague.issues", "issues/*.md")
    try repository.write("# Fifty is a pass\n", to: "issues/one.md")
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "second")
    let pushed = try run(
      ["git", "push", "-q", bare, "main"], in: repository.path,
      environment: repository.environment.merging(path) { $1 })
    #expect(pushed.status == 0, "\(pushed)")
    try eventually("the sweep of the hook has delivered") {
      try repository.git(
        "--git-dir", bare, "for-each-ref", "refs/heads/colleague"
      ).split(separator: "\n").count == 2
    }

    let told = repository.directory.path + "/told"
    let parameters = ["GIT_CONFIG_PARAMETERS": "'colleague.deliverCommand'='touch \(told)'"]
    let detached = try journey.colleague("work", "--detach", issue, adding: parameters)
    #expect(detached.status == 0, "\(detached)")
    eventually("the detached run has delivered, and told of it") {
      FileManager.default.fileExists(atPath: told)
    }
    #expect(try journey.refs("refs/heads/colleague").count == 1)
  }
  @Test func `records that nothing vouches for are listed, and taken over where that is agreed to`()
    throws
  {
    let delivered = try Delivered()
    let journey = delivered.journey
    #expect(try journey.colleague("trust", "--records").status == 3)
    let other = String(repeating: "cd", count: 32)
    try journey.repository.git("config", "--global", "colleague.workerKey", other)
    let tip = try journey.repository.git("rev-parse", "refs/colleague/runs/\(delivered.run)")
    let refused = try journey.colleague("resume", delivered.run)
    #expect(refused.status == 9, "\(refused)")
    #expect(refused.errors.contains("git colleague trust --records \(delivered.run)"))
    let listed = try journey.colleague("trust", "--records")
    #expect(listed.status == 0 && listed.output.hasPrefix("\(delivered.run)  resolved  Totals"))
    #expect(listed.output.contains("; its series was put on a branch here\n"), "\(listed)")
    #expect(listed.errors.contains("hint: git colleague trust --records --yes"), "\(listed)")
    #expect(
      try journey.repository.git("rev-parse", "refs/colleague/runs/\(delivered.run)") == tip)
    #expect(try journey.colleague("trust", "--yes").status == 129)
    #expect(try journey.colleague("trust", "--records", "--yes", "nothing").status == 128)
    let taken = try journey.colleague("trust", "--records", "--yes", delivered.run)
    #expect(taken.status == 0 && taken.errors.hasPrefix("taken over"), "\(taken)")
    #expect(try journey.colleague("trust", "--records").status == 3)
    let ended = try journey.colleague("resume", delivered.run)
    #expect(ended.status == 3 && !ended.errors.contains("trust"), "\(ended)")
  }
}
