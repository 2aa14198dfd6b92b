import Foundation
import Support
import Testing

@Suite struct `Bad input gets one clear sentence` {
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
    try expect(
      try journey.colleague("work", "--budget", "steps=5.5", try journey.issue("# x\n")),
      status: 129, "'5.5' is no whole number of steps", in: journey)
  }

  @Test func `a part that is not there yet says so`() throws {
    let journey = try Journey(Buggy.shell)
    try expect(
      try journey.colleague("export"), status: 128, "not part of this version", in: journey)
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
      "work", "--test", command, "--budget", "time=6s,candidates=2", try journey.issue("# x\n"))
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

@Suite("Places that cannot be written")
struct UnwritablePlaceTests {
  /// Runs `script` with a small file system of its own mounted on `$PLACE`.
  private func inSmallPlace(of size: String, _ script: String, _ journey: Journey) throws -> Ended {
    try run(
      [
        "unshare", "-Urm", "sh", "-c",
        "mount -t tmpfs -o size=\(size) tmpfs \"$PLACE\" && \(script)",
      ],
      in: journey.repository.path,
      environment: journey.repository.environment.merging([
        "PLACE": "/mnt", "BINARY": Journey.binary,
      ]) { $1 })
  }

  @Test(
    "on a full disk a run ends with one sentence, and the repository is whole",
    arguments: [150, 200, 250, 300, 350, 400])
  func fullDisk(kilobytes: Int) throws {
    let journey = try Journey(Buggy.python)
    let issue = try journey.issue("# Spans that touch are not joined\n")
    let ended = try inSmallPlace(
      of: "\(kilobytes)k",
      """
      git clone -q --bare . /mnt/r.git && rm -rf /mnt/r.git/hooks && cd /mnt/r.git &&
      { "$BINARY" work --quiet '\(issue)'; echo "status $?"; git fsck --strict --no-dangling;
        echo "fsck $?"; find . -name '*.lock'; git for-each-ref refs/heads/main | wc -l;
        git for-each-ref refs/colleague/runs | wc -l; }
      """, journey)
    guard ended.output.contains("status") else { return }
    #expect(ended.output.contains("fsck 0\n1\n"), "\(ended)")
    // To take a run up again is no advice where there is none.
    let mayResume = ended.output.hasSuffix("\n1\n1\n")
    #expect(mayResume || !ended.errors.contains("resume"), "\(ended)")
    if !ended.output.contains("status 0") {
      #expect(ended.output.contains("status 128"))
      #expect(ended.errors.contains("No space left on device"))
      #expect(ended.errors.split(separator: "\n").count <= 3)
    }
  }

  @Test("a read-only repository is read, and refused for work with the status for it")
  func readOnly() throws {
    let journey = try Journey(Buggy.python)
    let issue = try journey.issue("# Spans that touch are not joined\n")
    _ = try journey.colleague("work", issue)
    let ended = try inSmallPlace(
      of: "20m",
      """
      git clone -q --mirror . /mnt/r.git && mount -o remount,ro /mnt && cd /mnt/r.git &&
      { "$BINARY" work --quiet '\(issue)'; echo "status $?"; "$BINARY" runs; echo "status $?"; }
      """, journey)
    #expect(
      ended.output.hasPrefix("status 8\n") && ended.output.hasSuffix("status 0\n"), "\(ended)")
    #expect(ended.output.contains("resolved"))
    #expect(ended.errors.contains("Read-only") && ended.errors.contains("hint:"))
  }
}
