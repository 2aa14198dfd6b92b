import Foundation
import Support
import Testing

@Suite(
  "Repositories made by stock git that are refused before any work", .timeLimit(.minutes(10)),
  .ownThreads)
struct RefusedRepositoryTests {
  private let journey: Journey
  private let issue: String

  init() throws {
    journey = try Journey(Buggy.shell)
    issue = try journey.issue("# Grade 50 does not pass\n")
  }

  /// Expects status 8 with these words and a mend, from `work` and from `doctor`, and no run.
  private func refuse(_ words: String, mend: String, in directory: String? = nil) throws {
    let worked = try journey.colleague("work", issue, in: directory)
    #expect(worked.status == 8, "\(worked)")
    #expect(worked.errors.contains(words) && worked.errors.contains(mend), "\(worked.errors)")
    let doctor = try journey.colleague("doctor", in: directory)
    #expect(doctor.status == 1 && doctor.output.contains(words), "\(doctor.output)")
    #expect(doctor.output.contains(mend))
    #expect(try journey.refs("refs/colleague/runs/").isEmpty)
  }

  @Test func `a sparse checkout, which git keeps in a worktree's own config`() throws {
    let linked = journey.repository.directory.path + "/linked"
    try journey.repository.git("worktree", "add", "-q", linked)
    try journey.repository.git("-C", linked, "sparse-checkout", "set", "src")
    try refuse("sparse checkout", mend: "git sparse-checkout disable", in: linked)
    try journey.repository.git("-C", linked, "sparse-checkout", "disable")
    #expect(try journey.colleague("work", "--quiet", issue, in: linked).status == 0)
    try journey.repository.git("sparse-checkout", "set", "src")
    let worked = try journey.colleague("work", issue)
    #expect(worked.status == 8 && worked.errors.contains("sparse checkout"))
  }

  @Test func `settings of ours in a worktree's own config count in it`() throws {
    try journey.repository.git("config", "extensions.worktreeConfig", "true")
    try journey.repository.git("config", "core.repositoryFormatVersion", "1")
    try journey.repository.git("config", "--worktree", "colleague.test", "echo own test; false")
    let worked = try journey.colleague("work", "--budget", "candidates=1", issue)
    #expect(worked.status == 4)
    #expect(try journey.colleague("show").output.contains("echo own test"))
  }

  @Test func `a partial clone, and the mend named makes it whole`() throws {
    let path = journey.repository.directory.path + "/partial"
    try journey.repository.git("config", "uploadpack.allowFilter", "true")
    try journey.repository.git(
      "clone", "-q", "--no-checkout", "--filter=blob:none", "file://" + journey.repository.path,
      path)
    let worked = try journey.colleague("work", issue, in: path)
    #expect(worked.status == 8 && worked.errors.contains("partial clone"), "\(worked)")
    let hint = try #require(
      worked.errors.split(separator: "\n").first { $0.hasPrefix("hint: git ") })
    let mended = try run(
      ["sh", "-c", String(hint.dropFirst("hint: ".count))], in: path,
      environment: journey.repository.environment)
    #expect(mended.status == 0, "\(mended)")
    let again = try journey.colleague("work", "--quiet", issue, in: path)
    #expect(again.status == 0, "\(again)")
  }

  @Test(arguments: [
    "refs/heads/colleague", "refs/colleague", "refs/colleague/runs",
  ])
  func `a branch, ref or file that stands where ours would be`(name: String) throws {
    try journey.repository.git("update-ref", name, "HEAD")
    try refuse(
      name.hasPrefix("refs/heads/") ? "the branch 'colleague'" : name,
      mend: name.hasPrefix("refs/heads/") ? "git branch -m colleague" : "git update-ref -d \(name)")
    try journey.repository.git("pack-refs", "--all")
    #expect(try journey.colleague("work", issue).status == 8)
    try journey.repository.git("update-ref", "-d", name)
    try journey.repository.write("", to: ".git/\(name)")
    let worked = try journey.colleague("work", issue)
    #expect(worked.status == 8, "\(worked)")
  }

  @Test(arguments: [
    "objects", "objects/XX", "refs/heads", "refs/colleague/runs", "logs/refs/heads",
  ])
  func `a folder of the repository that cannot be written`(name: String) throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: journey.repository.path + "/.git/objects")
    let first = try #require(folders.sorted().first)
    let path = journey.repository.path + "/.git/" + name.replacing("XX", with: first)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    chmod(path, 0o555)
    defer { chmod(path, 0o755) }
    // In a user namespace of its own, root may do no more than anybody.
    let worked = try run(
      ["unshare", "-U", Journey.binary, "work", issue], in: journey.repository.path,
      environment: journey.repository.environment)
    #expect(worked.status == 8 && worked.errors.contains("writing to \(path) failed"), "\(worked)")
    #expect(worked.errors.contains("hint: ") && worked.errors.contains("chmod"))
  }

  @Test(.needs("root, who alone can give files away", geteuid() == 0))
  func `somebody else's repository, named as git names it, from wherever one stands in it`() throws
  {
    let linked = journey.repository.directory.path + "/linked"
    try journey.repository.git("worktree", "add", "-q", linked)
    try journey.repository.write("", to: "inner/x")
    try journey.repository.git("config", "--global", "user.name", "Ada")
    let home = journey.repository.directory.path
    _ = try run(["chown", "-R", "12345", "linked", "project"], in: home, environment: [:])
    for place in [journey.repository.path, linked] {
      let below = place == linked ? place : place + "/inner"
      let worked = try journey.colleague("work", issue, in: below)
      #expect(worked.status == 8, "\(worked)")
      let mend = "git config --global --add safe.directory '\(place)'"
      #expect(worked.errors.contains("hint: \(mend)\n"), "\(worked.errors)")
      _ = try run(["sh", "-c", mend], in: place, environment: journey.repository.environment)
      #expect(try journey.colleague("runs", in: below).status == 0)
    }
  }

  @Test func `notes that are none`() throws {
    let blob = try journey.repository.git("hash-object", "-w", "--stdin", input: "x")
    try journey.repository.git("update-ref", "refs/notes/colleague", blob)
    try refuse("refs/notes/colleague is no commit", mend: "git update-ref -d refs/notes/colleague")
    try journey.repository.git("update-ref", "-d", "refs/notes/colleague")
    try journey.repository.git("update-ref", "refs/notes/colleague/x", "HEAD")
    try refuse("refs/notes/colleague/x", mend: "git update-ref -d refs/notes/colleague/x")
  }
}

@Suite("The user's own config, as git finds it", .timeLimit(.minutes(10)), .ownThreads)
struct UserConfigTests {
  @Test
  func `GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM and GIT_CONFIG_NOSYSTEM say which files are read`()
    throws
  {
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# Grade 50 does not pass\n")
    let folder = journey.repository.directory
    try folder.write("[user]\n\tname = Bo\n\temail = bo@example.org\n", to: "global")
    try folder.write("[colleague]\n\ttest = echo system; false\n", to: "system")
    let nobody = try journey.colleague(
      "work", issue, adding: ["GIT_CONFIG_GLOBAL": "/dev/null"])
    #expect(nobody.status == 8 && nobody.errors.contains("nobody is named"))
    let variables = ["GIT_CONFIG_GLOBAL": folder.path + "/global"]
    let doctor = try journey.colleague("doctor", adding: variables)
    #expect(doctor.output.contains("Bo <bo@example.org>"))
    let system = ["GIT_CONFIG_SYSTEM": folder.path + "/system", "GIT_CONFIG_NOSYSTEM": "0"]
    #expect(try journey.colleague("doctor", adding: system).output.contains("echo system"))
    let without = system.merging(["GIT_CONFIG_NOSYSTEM": "1"]) { $1 }
    #expect(try !journey.colleague("doctor", adding: without).output.contains("echo system"))
  }

  @Test func `a user named by the environment alone can work, and is the author`() throws {
    let journey = try Journey(Buggy.shell)
    try journey.repository.directory.write("", to: "home/.gitconfig")
    let issue = try journey.issue("# Grade 50 does not pass\n")
    let worked = try journey.colleague(
      "work", "--quiet", issue,
      adding: [
        "GIT_AUTHOR_NAME": "Bo", "GIT_COMMITTER_NAME": "Cy", "EMAIL": "bo@example.org",
      ])
    #expect(worked.status == 0, "\(worked)")
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let people = try journey.repository.git("log", "-1", "--format=%an %ae %cn %ce", branch)
    #expect(people == "Bo bo@example.org Cy bo@example.org")
  }

  @Test
  func `color.ui and color.colleague are obeyed, and a pager that is not there is done without`()
    throws
  {
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# Grade 50 does not pass\n")
    #expect(try journey.colleague("work", "--quiet", issue).status == 0)
    func runs(_ variables: [String: String] = ["GIT_PAGER": "cat"]) throws -> String {
      let environment = journey.repository.environment.merging(variables) { $1 }
        .merging(["TERM": "xterm"]) { $1 }
      return try run(
        ["script", "-qec", "'\(Journey.binary)' runs", "/dev/null"], in: journey.repository.path,
        environment: environment
      ).output
    }
    #expect(try runs().contains("\u{1b}["))
    let unpaged = try runs(["GIT_PAGER": "no-such-pager -x"])
    #expect(unpaged.contains("resolved") && !unpaged.contains("not found"))
    try journey.repository.git("config", "color.ui", "false")
    #expect(try !runs().contains("\u{1b}["))
    try journey.repository.git("config", "color.colleague", "always")
    #expect(try runs().contains("\u{1b}["))
    #expect(try journey.colleague("runs").output.contains("\u{1b}["))
    #expect(try !journey.colleague("runs", "--porcelain").output.contains("\u{1b}["))
  }
}

@Suite("The doctor", .timeLimit(.minutes(10)), .ownThreads)
struct DoctorTests {
  private let journey: Journey

  init() throws { journey = try Journey(Buggy.shell) }

  @Test func `where the user wants no sandbox, none is missed`() throws {
    try journey.repository.git("config", "--global", "colleague.sandbox", "none")
    let ended = try journey.colleague("doctor")
    #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended)")
    #expect(ended.output.contains("unconfined"))
  }

  @Test func `the tests are run once in the sandbox, at the base, unless they are to be left out`()
    throws
  {
    try journey.repository.git(
      "config", "colleague.test", "touch made; test -e .git || echo none | tee /dev/stderr; exit 3")
    let ended = try journey.colleague("doctor")
    #expect(ended.status == 0, "\(ended)")
    #expect(ended.errors.contains("running the tests at main, for 600 s at most"))
    #expect(ended.output.contains("ok  test run: failed (exit 3, 1 s): none\n"), "\(ended.output)")
    for name in ["names", "streams", "home"] { #expect(ended.output.contains("ok  \(name): ")) }
    #expect(try journey.repository.git("status", "--porcelain") == "")
    let cache = journey.repository.directory.path + "/cache/colleague/runs"
    #expect(((try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []) == [])
    let short = try journey.colleague("doctor", "--no-tests")
    #expect(short.status == 0 && short.errors.isEmpty)
    #expect(short.output.contains("ok  names: ") && !short.output.contains("test run"))
  }

  @Test func `nothing of the project runs where the user wants no sandbox`() throws {
    try journey.repository.git("config", "--global", "colleague.sandbox", "none")
    let mark = journey.repository.directory.path + "/mark"
    try journey.repository.git("config", "--global", "colleague.test", "touch '\(mark)'")
    #expect(try journey.colleague("doctor").status == 0)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test func `a program, or a path, that the sandbox does not show is named with its mend`() throws
  {
    let home = journey.repository.directory.path + "/home"
    try journey.repository.directory.write(
      "#!/bin/sh\necho tool runs; exit 3\n", to: "home/tools/bin/tool", mode: 0o755)
    try journey.repository.git("config", "colleague.test", "tool && no-such-tool")
    let path = ["PATH": "\(home)/tools/bin:/usr/bin:/bin", "HOME": home]
    let lacking = try journey.colleague("doctor", adding: path)
    #expect(lacking.status == 1)
    #expect(
      lacking.output.contains("mend: git config --global --add colleague.readable '~/tools'\n"))
    #expect(lacking.output.contains("mend: install no-such-tool"))
    #expect(lacking.output.contains("no  test run: the tests cannot run here: there is no"))
    try journey.repository.git("config", "colleague.test", "tool")
    try journey.repository.git("config", "--global", "colleague.readable", "~/tools")
    let mended = try journey.colleague("doctor", adding: path)
    #expect(mended.status == 0, "\(mended)")
    #expect(mended.output.contains("ok  test run: failed (exit 3, 1 s): tool runs\n"))
    try journey.repository.git("config", "--global", "--add", "colleague.readable", "~/none")
    let missing = try journey.colleague("doctor", "--no-tests", adding: path)
    #expect(
      missing.status == 1 && missing.output.contains("home/none cannot be read in the sandbox"))
  }

  @Test func `what the tests say outside of the sandbox alone is named when it is asked for`()
    throws
  {
    let home = journey.repository.directory.path + "/home"
    try journey.repository.directory.write("x = 1\n", to: "home/modules/of_nowhere.py")
    try journey.repository.write(
      """
      import sys, unittest
      sys.path.append("\(home)/modules")
      class T(unittest.TestCase):
          def test_plain(self): pass
          def test_other(self): import of_nowhere
      """, to: "tests/test_lack.py")
    try journey.repository.git("add", "-A", "tests/test_lack.py")
    try journey.repository.git("commit", "-q", "-m", "tests that lack something")
    try journey.repository.git(
      "config", "colleague.test", "python3 -m unittest -v tests/test_lack.py")
    let plain = try journey.colleague("doctor")
    #expect(!plain.output.contains("test comparison"))
    #expect(plain.output.contains("Python has no module 'of_nowhere'"), "\(plain)")
    let compared = try journey.colleague("doctor", "--compare")
    #expect(compared.status == 1)
    let words =
      "no  test comparison: pass outside of the sandbox alone: tests.test_lack.T.test_other; "
      + "likely because Python has no module 'of_nowhere'\n      mend: in the checkout: python3 -m venv "
    #expect(compared.output.contains(words), "\(compared)")
  }

  @Test func `a program that is another one in the sandbox is named with both places`() throws {
    let home = journey.repository.directory.path + "/home"
    try journey.repository.directory.write(
      "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n", to: "home/venv/bin/python3", mode: 0o755)
    try journey.repository.git("config", "colleague.test", "python3 -c 'import nowhere'")
    let path = ["PATH": "\(home)/venv/bin:/usr/bin:/bin", "HOME": home]
    let ended = try journey.colleague("doctor", adding: path)
    #expect(ended.status == 1, "\(ended)")
    #expect(
      ended.output.contains(
        "python3 is /usr/bin/python3 in the sandbox, and \(home)/venv/bin/python3"),
      "\(ended.output)")
    #expect(ended.output.contains("git config --global --add colleague.readable '~/venv'\n"))
    #expect(
      ended.output.contains(
        "no  test run: the tests cannot run here: Python has no module 'nowhere' (python3 is /usr/bin/python3)"
      ))
    try journey.repository.git("config", "--global", "colleague.readable", "~/venv")
    #expect(try !journey.colleague("doctor", adding: path).output.contains("in the sandbox, and"))
  }

  @Test func `a cache that cannot be written is one finding, with its mend`() throws {
    let ended = try journey.colleague("doctor", adding: ["XDG_CACHE_HOME": "/proc/none"])
    #expect(ended.status == 1)
    let bad = ended.output.split(separator: "\n").filter { $0.hasPrefix("no ") }
    #expect(bad.count == 1 && ended.output.contains("mend: set XDG_CACHE_HOME"), "\(ended.output)")
  }

  @Test func `a run that cannot be read is named, and hides no other one`() throws {
    let issue = try journey.issue("# Grade 50 does not pass\n")
    #expect(try journey.colleague("work", "--quiet", issue).status == 0)
    let good = try #require(try journey.refs("refs/colleague/runs").first).split(separator: "/")[3]
    let bad = "29990101-bad-0123456789ab"
    try journey.repository.git("update-ref", "refs/colleague/runs/\(bad)", "HEAD")
    for command in [["runs"], ["runs", "--porcelain"], ["show"], ["log"]] {
      let ended = try journey.start(command).wait()
      #expect(ended.status == 0 && ended.errors.contains(bad), "\(command): \(ended)")
      #expect(ended.output.contains(command[0] == "log" ? "finish" : good))
    }
    let doctor = try journey.colleague("doctor")
    #expect(doctor.status == 1)
    #expect(doctor.output.contains("git update-ref -d refs/colleague/runs/\(bad)"))
    let shown = try journey.colleague("show", bad)
    #expect(shown.status == 128 && shown.errors.contains(bad))
  }
}

@Suite("Deliveries that fail half-way", .timeLimit(.minutes(10)), .ownThreads)
struct FailedDeliveryTests {
  @Test func `they are never shown as resolved, and resume finishes them`() throws {
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# Grade 50 does not pass\n")
    try journey.repository.write("", to: ".git/refs/notes/colleague.lock")
    let worked = try journey.repository.whileWriting {
      try journey.colleague("work", "--json", issue)
    }
    #expect(worked.status == 7 && !worked.output.contains("run.ended"), "\(worked)")
    let runs = try journey.colleague("runs", "--porcelain").output
    #expect(runs.contains("\tdelivering\t"))
    let shown = try journey.colleague("show").output
    #expect(shown.contains("outcome:  delivering") && shown.contains("git colleague resume"))
    let followed = try journey.colleague("log", "--follow")
    #expect(followed.status == 3 && followed.errors.contains("git colleague resume"))
    #expect(try !journey.colleague("log").output.contains("resolved\n"))
    let run = String(runs.split(separator: "\t")[0])
    #expect(try journey.colleague("resume", run).status == 0)
    #expect(try journey.colleague("runs", "--porcelain").output.contains("\tresolved\t"))
  }
}
