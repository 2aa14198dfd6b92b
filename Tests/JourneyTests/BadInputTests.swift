import Foundation
import Support
import Testing

@Suite(.timeLimit(.minutes(10)), .ownThreads) struct `Bad input gets one clear sentence` {
  /// Expects this status, one sentence of ours that holds `words`, and no ref made.
  private func expect(
    _ ended: Ended, status: Int32, _ words: String, in journey: Journey? = nil
  ) throws {
    #expect(ended.status == status, "\(ended.errors)")
    let sentences = ended.errors.split(separator: "\n").filter { $0.hasPrefix("git colleague: ") }
    #expect(sentences.count == 1)
    #expect(sentences.first?.contains(words) == true, "\(ended.errors)")
    if let journey { #expect(try journey.refs("refs/colleague").isEmpty) }
  }

  @Test(arguments: [
    ("", "is empty"), (" \n\t\n", "is empty"), ("a\u{0}b", "is binary"),
    ("---\ntitle: [\n---\nx", "front matter"), ("---\nsandbox: none\n---\nx", "front matter"),
    ("---\npaths: [../../etc/**]\n---\nx", "does not lie within the project"),
    ("---\npaths: [/etc/passwd]\n---\nx", "does not lie within the project"),
    ("---\nmay-change-tests: [../x]\n---\nx", "does not lie within the project"),
    (#"{"number": 3}"#, "has no title"), (#"{"title": "#, "looks like JSON"),
  ])
  func `an issue that is none`(text: String, words: String) throws {
    let journey = try Journey(Buggy.shell)
    try expect(
      try journey.colleague("work", try journey.issue(text)), status: 128, words, in: journey)
  }

  @Test func `an issue that is too large, or not UTF-8, or not there, or a folder`() throws {
    let journey = try Journey(Buggy.shell)
    let large = try journey.issue(String(repeating: "word ", count: 400_000))
    try expect(try journey.colleague("work", large), status: 128, "larger than")
    let latin = journey.repository.directory.path + "/latin.md"
    try Data([0x23, 0x20, 0xe9, 0x0a]).write(to: URL(fileURLWithPath: latin))
    try expect(try journey.colleague("work", latin), status: 128, "not UTF-8")
    try expect(try journey.colleague("work", "absent.md"), status: 128, "cannot read absent.md")
    let folder = try journey.colleague("work", ".")
    try expect(folder, status: 128, "cannot read .", in: journey)
    #expect(folder.errors.contains("hint: give a file"))
  }

  @Test func `a name with an escape sequence is shown, not obeyed`() throws {
    let journey = try Journey(Buggy.shell)
    let escape = "\u{1b}[31m"
    try expect(try journey.colleague("work", "a\(escape)"), status: 128, "cannot read a<1B>[31m")
    for (key, status) in [("policy", Int32(129)), ("sandbox", 128), ("sandboxAllow", 128)] {
      try journey.repository.git("config", "--global", "colleague.\(key)", "x\(escape)")
      let ended = try journey.colleague("work", try journey.issue("# x\n"))
      try expect(ended, status: status, "colleague.\(key) is 'x<1B>[31m'")
      try journey.repository.git("config", "--global", "--unset", "colleague.\(key)")
    }
    let odd = try journey.colleague("nope\(escape)")
    #expect(odd.status == 129 && !odd.errors.contains(escape), "\(odd)")
  }

  @Test func `a setting that names no remote, and a config that is no file`() throws {
    let journey = try Journey(Buggy.shell)
    try journey.repository.git("config", "--global", "colleague.remote", "")
    let swept = try journey.colleague("sweep")
    try expect(swept, status: 129, "colleague.remote is '', which is no name of a remote")
    #expect(swept.errors.contains("hint: git config colleague.remote NAME"), "\(swept)")
    for path in ["/dev/null", journey.repository.path] {
      let ended = try journey.colleague(
        "install", "--timer", "cron", adding: ["GIT_CONFIG_GLOBAL": path])
      try expect(ended, status: 8, "\(path) is no regular file")
      #expect(ended.errors.contains("hint: let GIT_CONFIG_GLOBAL"), "\(ended)")
    }
  }

  @Test func `a limit on files that is lower than a command's`() throws {
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# x\n")
    let ended = try run(
      ["sh", "-c", "ulimit -f 2000; '\(Journey.binary)' work --quiet '\(issue)'"],
      in: journey.repository.path, environment: journey.repository.environment)
    try expect(ended, status: 8, "may set no limits as high as a command needs them")
    #expect(ended.errors.contains("hint: ulimit -f unlimited"), "\(ended)")
  }

  @Test func `a place that is no repository`() throws {
    let journey = try Journey([:])
    let folder = try TemporaryDirectory()
    try expect(
      try journey.colleague("work", try journey.issue("# x\n"), in: folder.path), status: 128,
      "is in no git repository")
  }

  @Test func `a repository without a commit`() throws {
    let journey = try Journey([:])
    try expect(
      try journey.colleague("work", try journey.issue("# x\n")), status: 128,
      "no commit on 'main' yet", in: journey)
  }

  @Test func `a base that does not exist`() throws {
    let journey = try Journey(Buggy.shell)
    try expect(
      try journey.colleague("work", "--base", "nowhere", try journey.issue("# x\n")), status: 128,
      "no commit 'nowhere'", in: journey)
  }

  @Test func `a wrong call is a usage error`() throws {
    let journey = try Journey(Buggy.shell)
    let usages = [
      ["work"], ["work", "--nonsense", "x"], ["dance"], ["runs", "--porcelain", "--json"],
      ["log", "--porcelain", "--json"],
    ]
    for arguments in usages {
      #expect(try journey.start(arguments).wait().status == 129)
    }
    try expect(
      try journey.colleague("work", "--budget", "hope=3", try journey.issue("# x\n")), status: 129,
      "no limit 'hope'", in: journey)
    try expect(
      try journey.colleague("work", "--test", "", try journey.issue("# x\n")), status: 129,
      "--test is empty", in: journey)
    for glob in ["", "/etc/*", "../x", "~/x"] {
      try expect(
        try journey.colleague("work", "--may-change-tests", glob, try journey.issue("# x\n")),
        status: 129, "is no path below the project's root", in: journey)
    }
    try expect(
      try journey.colleague("work", "--budget", "steps=5.5", try journey.issue("# x\n")),
      status: 129, "'5.5' is no whole number of steps", in: journey)
  }

  @Test func `a part that is not there yet says so`() throws {
    let journey = try Journey(Buggy.shell)
    try expect(
      try journey.colleague("learn"), status: 128, "not part of this version", in: journey)
    try expect(
      try journey.colleague("work", "--policy", "model", try journey.issue("# x\n")), status: 129,
      "no model is set", in: journey)
  }

  @Test(arguments: [
    (["core.repositoryformatversion=1", "extensions.objectformat=sha256"], "SHA-256"),
    (["core.repositoryformatversion=1", "extensions.refstorage=reftable"], "reftable"),
    (["core.repositoryformatversion=1", "extensions.partialclone=origin"], "partial clone"),
    (["core.sparsecheckout=true"], "sparse checkout"), (["core.splitindex=true"], "split index"),
    (["core.repositoryformatversion=1", "extensions.novelty=true"], "novelty"),
  ])
  func `a repository that cannot be served`(settings: [String], words: String) throws {
    let journey = try Journey(Buggy.shell)
    let config = journey.repository.path + "/.git/config"
    for setting in settings {
      let parts = setting.split(separator: "=")
      try journey.repository.git(
        "config", "--file", config, String(parts[0]), String(parts[1]))
    }
    try expect(try journey.colleague("work", try journey.issue("# x\n")), status: 8, words)
  }

  @Test func `a user without a name`() throws {
    let journey = try Journey(Buggy.shell)
    try journey.repository.directory.write("", to: "home/.gitconfig")
    try expect(
      try journey.colleague("work", try journey.issue("# x\n")), status: 8, "nobody is named",
      in: journey)
  }

  @Test(arguments: [
    "sleep 1000", "yes", ":(){ :|:& };:; sleep 1000", "trap '' TERM INT; setsid sleep 1000 & wait",
  ])
  func `a test command that never ends is ended, and nothing of it is left`(command: String) throws
  {
    let journey = try Journey(Buggy.shell)
    try journey.repository.git("config", "colleague.testTime", "1s")
    let before = try journey.fingerprint()
    let ended = try journey.colleague(
      "work", "--test", command, "--budget", "time=3s,candidates=2", try journey.issue("# x\n"))
    #expect(ended.status == 1 || ended.status == 4, "\(ended.errors)")
    #expect(try journey.fingerprint() == before)
    let left = try journey.leftovers()
    #expect(left.isEmpty, "\(left)")
  }

  @Test func `a test command that writes outside changes nothing there`() throws {
    let journey = try Journey(Buggy.shell)
    let before = try journey.fingerprint()
    let place = journey.repository.path
    let command = "echo x > \(place)/planted; rm -rf \(place); echo x > /usr/planted; exit 1"
    let ended = try journey.colleague(
      "work", "--test", command, "--budget", "candidates=2", try journey.issue("# x\n"))
    #expect(ended.status == 4)
    #expect(try journey.fingerprint() == before)
    #expect(!FileManager.default.fileExists(atPath: "/usr/planted"))
  }
}
