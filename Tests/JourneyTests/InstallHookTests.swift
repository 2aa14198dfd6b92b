import Foundation
import Support
import Testing

@Suite("Hooks put in place beside what there is", .timeLimit(.minutes(10)), .ownThreads)
struct InstallHookTests {
  private let journey: Journey
  /// Beside the repository: programs that come first along PATH.
  private let programs: String

  /// A repository, and a `git colleague` along PATH whose `hook` writes down what it was told.
  init() throws {
    journey = try Journey(Buggy.shell)
    programs = journey.repository.directory.path + "/programs"
    try journey.repository.directory.write(
      """
      #!/bin/sh
      { echo "$@"; cat; echo end; } >>\(journey.repository.directory.path)/told
      echo noise; echo noise >&2
      exit 1

      """, to: "programs/git-colleague", mode: 0o755)
  }

  /// Runs stock git, which finds that program.
  @discardableResult
  private func git(_ arguments: String..., in directory: String? = nil) throws -> Ended {
    var environment = journey.repository.environment
    environment["PATH"] = "\(programs):\(environment["PATH"] ?? "")"
    let ended = try run(
      ["git"] + arguments, in: directory ?? journey.repository.path, environment: environment)
    #expect(ended.status == 0, "\(arguments): \(ended.errors)")
    return ended
  }

  private func text(_ file: String) -> String? {
    FileManager.default.contents(atPath: "\(journey.repository.directory.path)/\(file)")
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func mode(_ file: String) throws -> Int? {
    let path = "\(journey.repository.directory.path)/\(file)"
    return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test
  func `into an empty folder go the files of hooks/, byte for byte, and all of it can go again`()
    throws
  {
    let root =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path + "/hooks"
    let names = try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    #expect(
      names == ["post-applypatch", "post-commit", "post-merge", "post-receive", "post-rewrite"])
    let before = try journey.fingerprint()
    try FileManager.default.removeItem(atPath: journey.repository.path + "/.git/hooks")
    let installed = try journey.start(["install", "--hook"] + names).wait()
    #expect(installed.status == 0, "\(installed)")
    for name in names {
      let kept = try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
      #expect(text("project/.git/hooks/\(name)") == kept)
      #expect(FileManager.default.isExecutableFile(atPath: "\(root)/\(name)"))
      #expect(try mode("project/.git/hooks/\(name)") == 0o755)
    }
    let again = try journey.start(["install", "--hook"] + names).wait()
    #expect(again.status == 0 && again.output.ranges(of: "in place already").count == 5)
    let gone = try journey.start(["install", "--uninstall", "--hook"] + names).wait()
    #expect(gone.status == 0 && gone.output.ranges(of: "removed").count == 5, "\(gone)")
    #expect(!FileManager.default.fileExists(atPath: journey.repository.path + "/.git/hooks"))
    #expect(
      try journey.fingerprint() == before.filter { !$0.key.hasPrefix(".git/hooks/") })
  }

  @Test func `a script that ends in exec runs as before, after ours, and is then what it was`()
    throws
  {
    let own =
      "#!/bin/sh -eu\n# mine\necho mine >>\(journey.repository.directory.path)/told\nexec true"
    try journey.repository.write(own, to: ".git/hooks/post-commit", mode: 0o750)
    #expect(try journey.colleague("install", "--hook", "post-commit").status == 0)
    #expect(try mode("project/.git/hooks/post-commit") == 0o750)
    let committed = try git("commit", "--allow-empty", "-m", "second")
    #expect(!(committed.output + committed.errors).contains("noise"))
    #expect(text("told") == "hook post-commit\nend\nmine\n")
    #expect(try journey.colleague("install", "--hook", "post-commit", "--uninstall").status == 0)
    #expect(text("project/.git/hooks/post-commit") == own)
    #expect(try mode("project/.git/hooks/post-commit") == 0o750)
    try git("commit", "--allow-empty", "-m", "third")
    #expect(text("told") == "hook post-commit\nend\nmine\nmine\n")
  }

  @Test func `what git tells a hook reaches both ours and the script's own rest`() throws {
    let bare = journey.repository.directory.path + "/bare.git"
    try git("clone", "-q", "--bare", ".", bare)
    try journey.repository.directory.write(
      """
      #!/bin/bash
      set -eu
      while read -r old new name; do echo "mine $name" >>../told; done

      """, to: "bare.git/hooks/post-receive", mode: 0o755)
    let installed = try journey.colleague("install", "--hook", "post-receive", in: bare)
    #expect(installed.status == 0, "\(installed)")
    try git("push", "-q", bare, "main:refs/heads/one", #"main:refs/heads/$HOME`id`'""#)
    let told = try #require(text("told")).split(separator: "\n").map(String.init)
    let id = try journey.repository.git("rev-parse", "main")
    let zero = String(repeating: "0", count: 40)
    let names: Set<String> = ["refs/heads/one", #"refs/heads/$HOME`id`'""#]
    let lines = Set(names.map { "\(zero) \(id) \($0)" })
    let own = Set(names.map { "mine \($0)" })
    #expect(told.count == 6 && told[0] == "hook post-receive" && told[3] == "end")
    #expect(Set(told[1..<3]) == lines)
    #expect(Set(told[4...]) == own)
  }

  @Test func `hooks for rewriting, merging and applying patches call the program`() throws {
    let names = ["post-applypatch", "post-merge", "post-rewrite"]
    #expect(try journey.start(["install", "--hook"] + names).wait().status == 0)
    try git("switch", "-q", "-c", "side")
    try git("commit", "-q", "--allow-empty", "-m", "side")
    let old = try journey.repository.git("rev-parse", "HEAD")
    try git("commit", "-q", "--amend", "--allow-empty", "-m", "side, said better")
    let new = try journey.repository.git("rev-parse", "HEAD")
    try git("switch", "-q", "main")
    try git("merge", "-q", "side")
    try journey.repository.write("more\n", to: "more")
    try git("add", "more")
    try git("commit", "-q", "-m", "more")
    try git("format-patch", "-q", "-1")
    try git("reset", "-q", "--hard", "HEAD~1")
    try git("am", "-q", "0001-more.patch")
    #expect(
      text("told") == "hook post-rewrite amend\n\(old) \(new)\nend\n"
        + "hook post-merge 0\nend\nhook post-applypatch\nend\n")
  }

  @Test(arguments: [".husky/_", "~/hooks", "/absolute"])
  func `core.hooksPath is heeded as git itself does`(setting: String) throws {
    let isAbsolute = setting.hasPrefix("/")
    try git(
      "config", "core.hooksPath",
      isAbsolute ? journey.repository.directory.path + setting : setting)
    try git("config", "receive.denyCurrentBranch", "ignore")
    let installed = try journey.colleague("install", "--hook", "post-commit", "post-receive")
    #expect(installed.status == 0, "\(installed)")
    #expect(installed.errors.contains("outside this repository") != (setting == ".husky/_"))
    try git("commit", "--allow-empty", "-m", "second")
    let clone = journey.repository.directory.path + "/clone"
    try git("clone", "-q", ".", clone)
    try git("config", "core.hooksPath", "/dev/null", in: clone)
    try git("commit", "-q", "--allow-empty", "-m", "third", in: clone)
    try git("push", "-q", in: clone)
    let told = try #require(text("told")).split(separator: "\n").filter { $0.hasPrefix("hook") }
    #expect(told == ["hook post-commit", "hook post-receive"])
    #expect(
      try journey.colleague("install", "--uninstall", "--hook", "post-commit", "post-receive")
        .status == 0)
    try git("commit", "-q", "--allow-empty", "-m", "fourth")
    #expect(try #require(text("told")).ranges(of: "hook").count == 2)
  }

  @Test
  func `a folder that was made for a hook goes with the last one; one with something in it stays`()
    throws
  {
    let folder = journey.repository.path + "/made/for/hooks"
    try git("config", "core.hooksPath", "made/for/hooks")
    for other in ["README", nil] {
      if let other { try journey.repository.write("mine\n", to: "made/for/\(other)") }
      for more in [[], ["--uninstall"]] {
        let ended = try journey.start(["install", "--hook", "post-commit", "post-merge"] + more)
          .wait()
        #expect(ended.status == 0, "\(ended)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder))
      #expect(text("project/made/for/README") == other.map { _ in "mine\n" })
      if other != nil {
        try FileManager.default.removeItem(atPath: journey.repository.path + "/made")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: journey.repository.path + "/made"))
  }

  @Test(arguments: [[], ["-x"], ["--"], ["post-commit", "--what", "-h"], ["nope"]])
  func `no call is so wrong that a hook ends with anything but 0`(arguments: [String]) throws {
    let ended = try journey.start(["hook"] + arguments).wait()
    #expect(ended.status == 0 && ended.output.isEmpty, "\(ended)")
    let closed = try run(
      ["sh", "-c", "'\(Journey.binary)' hook post-receive <&-"], in: journey.repository.path,
      environment: journey.repository.environment)
    #expect(closed.status == 0 && closed.errors.contains("cannot read standard input"), "\(closed)")
    let help = try journey.colleague("hook", "--help")
    #expect(help.status == 0 && help.output.contains("USAGE"), "\(help)")
  }

  @Test func `husky's own scripts run as before`() throws {
    try git("config", "core.hooksPath", ".husky/_")
    let own = "#!/usr/bin/env sh\n. \"${0%/*}/h\""
    for name in ["post-commit", "post-merge"] {
      try journey.repository.write(own, to: ".husky/_/\(name)", mode: 0o755)
    }
    try journey.repository.write("*", to: ".husky/_/.gitignore")
    try journey.repository.write("sh -e \".husky/${0##*/}\"; exit\n", to: ".husky/_/h")
    try journey.repository.write("echo husky >>../told\n", to: ".husky/post-commit")
    #expect(try journey.colleague("install", "--hook", "post-commit").status == 0)
    try git("commit", "--allow-empty", "-m", "second")
    #expect(text("told") == "hook post-commit\nend\nhusky\n")
    let gone = try journey.colleague("install", "--uninstall", "--hook", "post-commit")
    #expect(gone.status == 0 && text("project/.husky/_/post-commit") == own)
  }

  @Test func `without git colleague along PATH a hook is silent and git goes on`() throws {
    try FileManager.default.removeItem(atPath: programs)
    let names = ["post-commit", "post-rewrite"]
    #expect(try journey.start(["install", "--hook"] + names).wait().status == 0)
    let committed = try git("commit", "-q", "--allow-empty", "-m", "second")
    let amended = try git("commit", "-q", "--amend", "--allow-empty", "-m", "better")
    #expect((committed.output + committed.errors + amended.output + amended.errors).isEmpty)
  }

  @Test func `a linked worktree's hooks are those of the repository`() throws {
    let linked = journey.repository.directory.path + "/linked"
    try git("worktree", "add", "-q", linked)
    #expect(try journey.colleague("install", "--hook", "post-commit", in: linked).status == 0)
    #expect(text("project/.git/hooks/post-commit") != nil)
  }

  @Test func `an issue pushed to a bare repository is carried out there`() throws {
    try FileManager.default.removeItem(atPath: programs + "/git-colleague")
    try FileManager.default.createSymbolicLink(
      atPath: programs + "/git-colleague", withDestinationPath: Journey.binary)
    let bare = journey.repository.directory.path + "/bare.git"
    try git("clone", "-q", "--bare", ".", bare)
    try git("config", "colleague.issues", "issues/*.md", in: bare)
    try git("config", "colleague.test", "sh test.sh", in: bare)
    #expect(try git("colleague", "install", "--hook", "post-receive", in: bare).status == 0)
    try journey.repository.write("# Grade 50 does not pass\n\nSee grade.sh.\n", to: "issues/1.md")
    try git("add", "issues")
    try git("commit", "-q", "-m", "an issue")
    let pushed = try git("push", "-q", bare, "main")
    #expect((pushed.output + pushed.errors).isEmpty, "\(pushed)")
    var branches = ""
    try eventually("the series is delivered", lookingEvery: .milliseconds(50)) {
      branches = try git("for-each-ref", "refs/heads/colleague/", in: bare).output
      return !branches.isEmpty
    }
    #expect(branches.contains("grade-50-does-not-pass"))
    // It goes on for a moment after the series is there.
    try eventually("the claim is given up", lookingEvery: .milliseconds(50)) {
      try git("for-each-ref", "refs/colleague/claims/", in: bare).output == ""
    }
    let runs = try git("colleague", "runs", in: bare).output
    #expect(runs.contains("resolved"), "\(runs)")
  }
}
