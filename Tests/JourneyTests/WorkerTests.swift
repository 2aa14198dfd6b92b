import Foundation
import Support
import Testing

@Suite("Many workers", .timeLimit(.minutes(10)), .ownThreads)
struct WorkerTests {
  /// The project with one bug, and `count` issues that speak of it.
  private func files(_ count: Int, of project: [String: String] = Buggy.shell) -> [String: String] {
    var files = project
    for number in 0..<count {
      files["issues/\(number).md"] = "# It is wrong, report \(number)\n\nSee the tests.\n"
    }
    return files
  }

  @Test
  func
    `F12 eight sweeps at once on forty issues, and as many hands on one issue: each is carried out exactly once`()
    throws
  {
    let journey = try Journey(files(40))
    try journey.repository.git("config", "colleague.test", "sh test.sh")
    let recorded = try journey.colleague(
      "work", "--name", "recorded", "--json", journey.issue("# It is wrong\n"))
    #expect(recorded.status == 0, "\(recorded.errors)")
    let recording = try #require(try journey.refs("refs/colleague/runs/").first)
      .dropFirst("refs/colleague/runs/".count)
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    let sweeps = try (0..<8).map { number in
      try journey.start(
        ["sweep", "--quiet", "--jobs", "2", "--policy", "replay", "--replay", String(recording)],
        adding: ["XDG_CACHE_HOME": journey.repository.directory.path + "/cache\(number % 4)"])
    }
    // Past the one lock of the sweeps, the claims alone decide.
    try journey.wait(for: 40, below: "refs/colleague/queue/")
    let keys = try journey.refs("refs/colleague/queue/").map { String($0.suffix(40)) }
    let hands = try (0..<8).map { number in
      try journey.start(
        ["carry", "--quiet", "--policy", "replay", "--replay", String(recording), keys[39]],
        adding: ["XDG_CACHE_HOME": journey.repository.directory.path + "/cache\(number % 4)"])
    }
    let ended = try sweeps.map { try $0.wait() }
    let done = try hands.map { try $0.wait().status }
    #expect(ended.count { $0.status == 0 } == 1, "\(ended)")
    #expect(ended.count { $0.status == 7 } == 7)
    #expect(done.count { $0 == 0 } <= 1 && done.allSatisfy { [0, 3, 7].contains($0) }, "\(done)")
    let branches = try journey.refs("refs/heads/colleague/")
    #expect(branches.count == 41)
    #expect(try journey.refs("refs/colleague/runs/").count == 41)
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
    let listed = try journey.colleague("queue", "list", "--all", "--porcelain").output
    let runs = listed.split(separator: "\n").map { $0.split(separator: "\t")[2...3] }
    #expect(runs.count == 40 && Set(runs).count == 40)
    try journey.repository.git("fsck", "--strict")
  }

  @Test
  func
    `three workers on one bare repository carry out each issue exactly once, and publish all of it`()
    throws
  {
    let team = try Team(files(12), workers: 3)
    let sweeps = try (0..<3).map {
      try team.start($0, "sweep", "--quiet", "--jobs", "2", "--remote", "origin")
    }
    let ended = try sweeps.map { try $0.wait() }
    #expect(ended.allSatisfy { [0, 3].contains($0.status) }, "\(ended)")
    let lines = ended.flatMap { $0.output.split(separator: "\n") }
    #expect(lines.count == 12 && lines.allSatisfy { $0.contains("resolved") }, "\(lines)")
    let branches = try team.refs("refs/heads/colleague/")
    #expect(branches.count == 12 && Set(branches).count == 12)
    #expect(try team.refs("refs/colleague/runs/").count == 12)
    #expect(try team.refs("refs/colleague/claims/").isEmpty)
    #expect(try team.refs("refs/colleague/queue/").count == 12)
    // All notes are there, whoever was first to push.
    for branch in branches {
      let note = try team.git("notes", "--ref=colleague", "show", branch)
      #expect(note.contains("Evidence"))
    }
    try team.git("fsck", "--strict")
    let again = try team.start(1, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(again.status == 3, "\(again)")
  }

  @Test func `a remote at a relative address is found from a folder of the working tree`() throws {
    let journey = try Journey(Buggy.python)
    let repository = journey.repository
    try repository.git("clone", "-q", "--bare", ".", "../team.git")
    try repository.git("remote", "add", "origin", "../team.git")
    _ = try journey.colleague("queue", "add", try journey.issue("# Spans that touch stay apart\n"))
    let swept = try journey.colleague(
      "sweep", "--quiet", "--remote", "origin", in: repository.path + "/clock")
    #expect(swept.status == 0, "\(swept)")
    let published = try repository.git(
      "-C", "../team.git", "for-each-ref", "--format=%(refname)", "refs/heads/colleague/")
    #expect(published.split(separator: "\n").count == 1, "\(published)")
  }

  @Test
  func
    `F13 a worker that dies loses its claim, and another one goes on with its run from the remote`()
    throws
  {
    let team = try Team(files(1, of: Buggy.python), workers: 2, lease: "3s")
    for number in 0..<2 {
      try team.git(
        "-C", "\(team.directory.path)/worker\(number)", "config", "colleague.test",
        "sleep 1; python3 -m unittest")
    }
    let first = try team.start(0, "sweep", "--quiet", "--remote", "origin")
    // The run is on the remote with its first step or more.
    func steps() throws -> Int {
      guard let ref = try team.refs("refs/colleague/runs/").first else { return 0 }
      return Int(try team.git("rev-list", "--count", "--first-parent", ref)) ?? 0
    }
    try eventually("two states of the run are on the remote") {
      try steps() >= 2 || !first.isRunning
    }
    kill(first.id, SIGKILL)
    _ = try first.wait()
    let run = try #require(try team.refs("refs/colleague/runs/").first)
    let kept = try team.git("rev-parse", run)
    #expect(try team.refs("refs/colleague/claims/").count == 1)
    // On another machine nobody could see that it is dead: there the claim has to expire.
    let claim = try team.refs("refs/colleague/claims/")[0]
    let message = try team.git("log", "-1", "--format=%B", claim)
    let soon = message.replacing(/boot=[^ ]*/, with: "boot=elsewhere")
    let plain = try team.git("commit-tree", "-m", soon, claim + "^{tree}")
    let elsewhere = try team.seal(plain, at: claim)
    try team.git("update-ref", claim, elsewhere)
    var second = try team.start(1, "sweep", "--quiet", "--remote", "origin").wait()
    try eventually("the claim has run out", lookingEvery: .milliseconds(200)) {
      guard second.status == 3 else { return true }
      #expect(try team.git("rev-parse", claim) == elsewhere)
      second = try team.start(1, "sweep", "--quiet", "--remote", "origin").wait()
      return second.status != 3
    }
    #expect(second.status == 0 && second.output.contains("resolved"), "\(second)")
    #expect(try team.refs("refs/colleague/runs/") == [run])
    try team.git("merge-base", "--is-ancestor", kept, run)
    #expect(try team.refs("refs/heads/colleague/").count == 1)
    #expect(try team.refs("refs/colleague/claims/").isEmpty)
    // The first one, back again, finds it done.
    let back = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(back.status == 3, "\(back)")
    #expect(try team.refs("refs/heads/colleague/").count == 1)
    try team.git("fsck", "--strict")
  }

  @Test
  func
    `a worker whose claim is taken over at the last moment publishes nothing over the other's work`()
    throws
  {
    let team = try Team(files(1), workers: 1)
    try team.git("-C", "\(team.directory.path)/worker0", "config", "colleague.test", "sh test.sh")
    // The first renewal of the claim, which comes before anything is published, is held up while it is stolen.
    let (asked, go) = (team.directory.path + "/asked", team.directory.path + "/go")
    try team.hook(
      "pre-receive",
      """
      while read old new ref; do
        case $old$ref in *[1-9a-f]*refs/colleague/claims/*)
          case $old in *[1-9a-f]*) touch '\(asked)'
            for wait in $(seq 1200); do [ -e '\(go)' ] && break; sleep 0.1; done ;; esac ;;
        esac
      done
      """)
    let work = try team.start(0, "sweep", "--quiet", "--remote", "origin")
    eventually("the claim is renewed") {
      FileManager.default.fileExists(atPath: asked) || !work.isRunning
    }
    let claim = try team.refs("refs/colleague/claims/")[0]
    let message = try team.git("log", "-1", "--format=%B", claim)
    let stolen = try team.git(
      "commit-tree", "-m", message.replacing(/boot=[^ ]*/, with: "boot=elsewhere"),
      claim + "^{tree}")
    try team.git("update-ref", claim, stolen)
    try Data().write(to: URL(fileURLWithPath: go))
    let ended = try work.wait()
    #expect(
      ended.status == 1 && ended.output.contains("another worker has taken it over"), "\(ended)")
    #expect(try team.git("rev-parse", claim) == stolen)
    #expect(try team.refs("refs/heads/colleague/").isEmpty)
    #expect(try team.refs("refs/notes/").isEmpty)
  }

  @Test
  func `a claim that is renewed between a look at the remote and the fetch is looked at once more`()
    throws
  {
    let team = try Team(files(1), workers: 1)
    let place = "\(team.directory.path)/worker0"
    try team.git("-C", place, "config", "colleague.test", "sh test.sh")
    #expect(
      try team.start(0, "sweep", "--quiet", "--remote", "origin", "--budget", "time=0s").wait()
        .status == 4)
    let entry = try team.git(
      "-C", place, "for-each-ref", "--format=%(refname)", "refs/colleague/queue")
    let claim = entry.replacing("/queue/", with: "/claims/")
    let tree = try team.git("hash-object", "-wt", "tree", "/dev/null")
    // Both have run out, so whichever is seen may be taken over.
    let claims = try (1...2).map { hour in
      try team.git(
        "commit-tree", tree, "-m", "claim: x", "-m",
        "Worker: there boot=b space=1 process=7 start=1\nExpires: 2001-01-01T0\(hour):00:00Z")
    }
    let variables = try team.wrapGit(
      """
      case "$*" in *ls-remote*refs/colleague/claims/*)
        if [ ! -e '\(team.directory.path)/seen' ]; then
          touch '\(team.directory.path)/seen'
          $real -C '\(team.bare)' update-ref \(claim) \(claims[0])
          $real "$@"; status=$?
          $real -C '\(team.bare)' update-ref \(claim) \(claims[1])
          exit $status
        fi ;;
      esac
      exec $real "$@"
      """)
    let swept = try team.start(0, "sweep", "--quiet", "--remote", "origin", adding: variables)
      .wait()
    #expect(FileManager.default.fileExists(atPath: team.directory.path + "/seen"))
    #expect(swept.status == 0 && swept.output.contains("resolved"), "\(swept)")
    #expect(try team.refs("refs/colleague/claims/").isEmpty)
  }

  @Test
  func `nothing goes to the remote but what is named, whatever the user's own pushes take along`()
    throws
  {
    let team = try Team(files(1), workers: 1)
    for setting in [["push.followTags", "true"], ["remote.origin.mirror", "true"]] {
      try team.git("-C", "\(team.directory.path)/worker0", "config", setting[0], setting[1])
    }
    try team.git("-C", "\(team.directory.path)/worker0", "tag", "-a", "-m", "mine", "wip")
    let swept = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(swept.status == 0, "\(swept)")
    #expect(try team.refs("refs/tags/").isEmpty)
    #expect(try team.refs("refs/heads/").count == 2)
  }

  @Test func `a remote whose HEAD names nothing any more stops the sweep, which says what to set`()
    throws
  {
    let team = try Team(files(1), workers: 1)
    #expect(
      try team.start(0, "sweep", "--quiet", "--remote", "origin", "--budget", "time=0s").wait()
        .status == 4)
    try team.git("branch", "trunk", "main")
    try team.git("update-ref", "-d", "refs/heads/main")
    let lost = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(
      lost.status == 8 && lost.errors.contains("git config colleague.base BRANCH"), "\(lost)")
    try team.git(
      "-C", "\(team.directory.path)/worker0", "config", "colleague.base", "trunk")
    #expect(try team.start(0, "sweep", "--quiet", "--remote", "origin").wait().status == 0)
  }

  @Test func `what a worker could not give up any more, it gives up in the next sweep`() throws {
    let team = try Team(files(1), workers: 1)
    // Claims may be made, and not be taken away.
    try team.hook(
      "pre-receive",
      "while read old new ref; do case $new in *[1-9a-f]*) ;; *) exit 1;; esac; done")
    let first = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(first.status == 0, "\(first)")
    #expect(try team.refs("refs/heads/colleague/").count == 1)
    let queue = try team.refs("refs/colleague/queue/")[0]
    #expect(try team.git("show", queue + ":entry.json").contains(#""state" : "waiting""#))
    #expect(try team.refs("refs/colleague/claims/").count == 1)
    try FileManager.default.removeItem(atPath: team.bare + "/hooks/pre-receive")
    let second = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(second.status == 3, "\(second)")
    #expect(try team.git("show", queue + ":entry.json").contains(#""state" : "settled""#))
    #expect(try team.refs("refs/colleague/claims/").isEmpty)
  }

  @Test
  func `who wrote the lines of a patch is published beside what other programs have noted there`()
    throws
  {
    let team = try Team(files(1), workers: 1)
    for name in ["user.name", "user.email"] { try team.git("config", name, "another") }
    try team.git("notes", "--ref=ai", "add", "-m", "another program's", "main")
    let swept = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(swept.status == 0, "\(swept)")
    #expect(try team.git("notes", "--ref=ai", "show", "main") == "another program's")
    let branch = try team.refs("refs/heads/colleague/")[0]
    let note = try team.git("notes", "--ref=ai", "show", branch)
    #expect(note.contains("\n  s_") && note.contains("authorship/3.0.0"), "\(note)")
    try team.git("fsck", "--strict")
  }

  @Test func `a bad claim or entry on the remote is named, with how to take it away there`() throws
  {
    let team = try Team(files(2), workers: 1)
    try team.git("-C", "\(team.directory.path)/worker0", "config", "colleague.test", "sh test.sh")
    let listed = try team.start(0, "sweep", "--quiet", "--remote", "origin", "--limit", "1").wait()
    #expect(listed.status == 0, "\(listed)")
    let shared = try team.refs("refs/colleague/queue/")
    let other = try #require(
      try team.git(
        "-C", "\(team.directory.path)/worker0", "for-each-ref", "--format=%(refname)",
        "refs/colleague/queue/"
      ).split(separator: "\n").first { !shared.contains(String($0)) }
    ).suffix(40)
    for ref in ["refs/colleague/claims/\(other)", "refs/colleague/queue/x"] {
      try team.git("update-ref", ref, "main^{tree}")
    }
    let swept = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(swept.status == 3, "\(swept)")
    for name in ["refs/colleague/claims/\(other)", "refs/colleague/queue/x"] {
      #expect(swept.errors.contains("git push origin ':\(name)'"), "\(swept.errors)")
    }
    for name in ["refs/colleague/claims/\(other)", "refs/colleague/queue/x"] {
      try team.git("-C", "\(team.directory.path)/worker0", "push", "-q", "origin", ":\(name)")
    }
    #expect(try team.start(0, "sweep", "--quiet", "--remote", "origin").wait().status == 0)
    #expect(try team.refs("refs/heads/colleague/").count == 2)
  }

  @Test func `a remote whose HEAD names no branch serves as well, where the base is said`() throws {
    let team = try Team(files(1), workers: 1)
    try team.git("symbolic-ref", "HEAD", "refs/heads/nobody")
    try team.git("-C", "\(team.directory.path)/worker0", "config", "colleague.base", "main")
    let swept = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(swept.status == 0, "\(swept)")
    #expect(try team.refs("refs/heads/colleague/").count == 1)
  }

  @Test
  func
    `a remote that cannot be reached, or takes no claims, is said, and the issue stays in the queue`()
    throws
  {
    let team = try Team(files(1), workers: 1)
    try team.hook("pre-receive", "echo no entry >&2; exit 1")
    let refused = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(refused.status == 9, "\(refused)")
    #expect(refused.errors.contains("takes no claims"), "\(refused.errors)")
    try FileManager.default.moveItem(atPath: team.bare, toPath: team.bare + ".away")
    let gone = try team.start(0, "sweep", "--quiet", "--remote", "origin").wait()
    #expect(
      gone.status == 128 && gone.errors.contains("cannot list the refs of 'origin'"), "\(gone)")
    try FileManager.default.moveItem(atPath: team.bare + ".away", toPath: team.bare)
    try FileManager.default.removeItem(atPath: team.bare + "/hooks/pre-receive")
    // The setting does what the option does, for sweeps that a timer starts.
    try team.git("-C", "\(team.directory.path)/worker0", "config", "colleague.remote", "origin")
    #expect(try team.start(0, "trust").wait().status == 0)
    let last = try team.start(0, "sweep", "--quiet").wait()
    #expect(last.status == 0, "\(last)")
    #expect(try team.refs("refs/heads/colleague/").count == 1)
  }
}
