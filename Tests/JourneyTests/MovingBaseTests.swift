import Foundation
import Loopback
import Support
import Synchronization
import Testing

@Suite("A base that moves", .timeLimit(.minutes(10)), .ownThreads)
struct MovingBaseTests {
  /// Has a model work, lets `change` happen before its first choice, and gives what the run printed and its cover.
  private func deliver(
    _ change: @escaping @Sendable (TemporaryRepository) throws -> Void
  ) throws -> (journey: Journey, ended: Ended, cover: String) {
    let journey = try Journey(Buggy.shell)
    let repository = journey.repository
    let changed = Mutex<Result<Void, any Error>?>(nil)
    let model = try ScriptedModel { turn in
      changed.withLock { changed in
        if turn.kind == .choice, changed == nil { changed = Result { try change(repository) } }
      }
      return Grading.say(turn)
    }
    defer { model.server.stop() }
    try journey.use(model)
    let ended = try journey.colleague("work", "--quiet", journey.issue(Grading.issue))
    try #require(changed.withLock { $0 }).get()
    let run = try #require(try journey.refs("refs/colleague/runs/").first)
    return (journey, ended, try repository.git("show", "\(run):cover.md"))
  }

  @Test
  func `F15 commits that come meanwhile are named, and that the series still applies to them`()
    throws
  {
    let (journey, ended, cover) = try deliver { repository in
      try repository.write("new\n", to: "other.txt")
      try repository.git("add", "-A")
      try repository.git("commit", "-qm", "meanwhile")
    }
    #expect(ended.status == 0, "\(ended)")
    #expect(ended.sentences.contains("main has got 1 commit more"), "\(ended.sentences)")
    #expect(cover.contains("the series applies to it as it stands"))
    // Said and done: git's own rebase agrees.
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    let base = try journey.repository.git("rev-parse", "main~1")
    #expect(try journey.repository.git("rev-parse", branch + "~1") == base)
    try journey.repository.git("switch", "-q", "--detach", branch)
    try journey.repository.git("rebase", "-q", "main")
  }

  @Test
  func
    `F15 where the series does not fit onto what came meanwhile, the files are named, and nothing is guessed`()
    throws
  {
    let (journey, ended, cover) = try deliver { repository in
      let text = try #require(Buggy.shell["grade.sh"])
      try repository.write(text.replacing("-gt 50", with: "-gt 050"), to: "grade.sh")
      try repository.git("commit", "-qam", "meanwhile")
    }
    #expect(ended.status == 0, "\(ended)")
    #expect(cover.contains("the series does not fit there at grade.sh"), "\(cover)")
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    try journey.repository.git("switch", "-q", "--detach", branch)
    #expect(throws: GitFailed.self) { try journey.repository.git("rebase", "-q", "main") }
  }

  @Test
  func
    `F15 a base that was rewritten is said to be so; the series stays on the one the run began from`()
    throws
  {
    let (journey, ended, cover) = try deliver { repository in
      try repository.git("commit", "-q", "--amend", "-m", "another first", "--allow-empty")
    }
    #expect(ended.status == 0, "\(ended)")
    #expect(cover.contains("main was rewritten and lacks the base"), "\(cover)")
    let run = try #require(try journey.refs("refs/colleague/runs/").first)
    let shown = try journey.colleague("show", String(run.dropFirst("refs/colleague/runs/".count)))
    #expect(shown.output.contains("base now:"))
  }
}
