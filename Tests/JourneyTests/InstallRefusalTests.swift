import Foundation
import Support
import Testing

@Suite("Hooks that are left alone", .timeLimit(.minutes(10)), .ownThreads)
struct InstallRefusalTests {
  private let journey: Journey

  init() throws {
    journey = try Journey([
      "a": "1\n", ".githooks/post-commit": "#!/bin/sh\n", ".gitattributes": "",
    ])
  }

  private var hooks: String { journey.repository.path + "/.git/hooks" }

  /// Expects this status, one sentence and a hint, and nothing changed, though a hook that could be is asked for too.
  private func refuse(
    _ hook: String, status: Int32 = 8, _ words: String, hint: String, _ more: String...
  ) throws {
    let before = try journey.fingerprint()
    let ended = try journey.start(["install", "--hook", "post-merge", hook] + more).wait()
    #expect(ended.status == status && ended.output.isEmpty, "\(ended)")
    let lines = ended.errors.split(separator: "\n")
    #expect(lines.count == 2 && lines.first?.hasPrefix("git colleague: ") == true)
    #expect(lines.first?.contains(words) == true && lines.last?.contains(hint) == true, "\(lines)")
    #expect(try journey.fingerprint() == before)
  }

  @Test func `another language's script, with the line to add`() throws {
    try journey.repository.write("#!/usr/bin/perl\n1;\n", to: ".git/hooks/post-commit", mode: 0o755)
    let line = #"git colleague hook post-commit "$@" </dev/null >/dev/null 2>&1 || :"#
    try refuse("post-commit", "is no script for a shell", hint: line)
    // With that line in it, it counts as done.
    try journey.repository.write(
      "#!/usr/bin/perl\nsystem q(\(line));\n", to: ".git/hooks/post-commit", mode: 0o755)
    let ended = try journey.colleague("install", "--hook", "post-commit")
    #expect(ended.status == 0 && ended.output.contains("in place already"), "\(ended)")
  }

  @Test func `a symbolic link`() throws {
    try journey.repository.directory.write("#!/bin/sh\n", to: "shared", mode: 0o755)
    try FileManager.default.createSymbolicLink(
      atPath: hooks + "/post-receive",
      withDestinationPath: journey.repository.directory.path + "/shared")
    try refuse("post-receive", "is a symbolic link", hint: "where nothing after it reads")
  }

  @Test func `a script that git does not run`() throws {
    try journey.repository.write("#!/bin/sh\n", to: ".git/hooks/post-commit")
    try refuse("post-commit", "is not executable", hint: "chmod +x")
  }

  @Test func `a folder`() throws {
    try FileManager.default.createDirectory(
      atPath: hooks + "/post-commit", withIntermediateDirectories: true)
    try refuse("post-commit", "is no file", hint: "move it away")
  }

  @Test func `a script kept in git`() throws {
    try journey.repository.git("update-index", "--chmod=+x", ".githooks/post-commit")
    try journey.repository.git("commit", "-qm", "run it")
    try journey.repository.git("checkout", "-q", ".")
    try journey.repository.git("config", "core.hooksPath", ".githooks")
    try refuse("post-commit", "kept in git", hint: "add this line to it by hand")
  }

  @Test func `a block that does not end`() throws {
    try journey.repository.write(
      "#!/bin/sh\n# BEGIN GIT COLLEAGUE\nx\n", to: ".git/hooks/post-commit", mode: 0o755)
    try refuse("post-commit", "none that ends the block", hint: "by hand")
    try refuse("post-commit", "none that ends the block", hint: "by hand", "--uninstall")
  }

  @Test func `hooks that run too early, and those that do not serve`() throws {
    for name in ["pre-receive", "update", "pre-commit"] {
      try refuse(name, status: 129, "runs before anything has happened", hint: "post-receive")
    }
    try refuse("post-checkout", status: 129, "no hook of git's that tells", hint: "post-commit")
  }

  @Test func `a hooks path that is no folder`() throws {
    try journey.repository.git("config", "core.hooksPath", "/dev/null")
    try refuse("post-commit", "cannot write to /dev/null", hint: "core.hooksPath")
    try journey.repository.git("config", "core.hooksPath", "")
    try refuse("post-commit", "core.hooksPath is ''", hint: "--unset")
    try journey.repository.git("config", "core.hooksPath", "~nobody/hooks")
    try refuse("post-commit", "core.hooksPath is '~nobody/hooks'", hint: "--unset")
  }

  @Test func `a call without anything to install, and options that do not go together`() throws {
    let ended = try journey.colleague("install")
    #expect(ended.status == 129 && ended.errors.contains("--hook NAME, --timer"), "\(ended)")
    #expect(try journey.colleague("install", "--hook").status == 129)
    #expect(try journey.colleague("install", "--timer", "launchd").status == 129)
    #expect(
      try journey.colleague("install", "--every", "5m", "--hook", "post-commit").status == 129)
    let odd = try journey.colleague("install", "--timer", "cron", "--every", "7m")
    #expect(odd.status == 129 && odd.errors.contains("has to divide"), "\(odd)")
  }

  @Test func `--dry-run says what would be written and changes nothing`() throws {
    let own = "#!/bin/sh\necho mine\n"
    try journey.repository.write(own, to: ".git/hooks/post-commit", mode: 0o755)
    let before = try journey.fingerprint()
    let arguments = ["install", "--dry-run", "--hook", "post-commit", "post-receive"]
    let ended = try journey.start(arguments).wait()
    #expect(ended.status == 0)
    #expect(
      ended.output.contains("\(hooks)/post-commit, after its first line:\n# BEGIN GIT COLLEAGUE\n"))
    #expect(ended.output.contains("\(hooks)/post-receive:\n#!/bin/sh\n"))
    #expect(!ended.output.contains("echo mine"))
    #expect(try journey.fingerprint() == before)
  }
}
