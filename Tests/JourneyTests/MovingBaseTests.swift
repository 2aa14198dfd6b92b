import Foundation
import Support
import Testing

@Suite("A base that moves")
struct MovingBaseTests {
  /// Starts a run, lets `change` happen once it is under way, and gives what the run printed and its cover.
  private func deliver(
    _ change: (TemporaryRepository) throws -> Void
  ) throws -> (journey: Journey, ended: Ended, cover: String) {
    let journey = try Journey(Buggy.python)
    let issue = try journey.issue("# Spans that touch are not joined\n\nSee `join` in spans.py.\n")
    let work = try journey.start([
      "work", "--quiet", "--test", "sleep 0.05; python3 -m unittest", issue,
    ])
    while try journey.refs("refs/colleague/runs/").isEmpty && work.isRunning { usleep(20_000) }
    try change(journey.repository)
    let ended = try work.wait()
    let run = try #require(try journey.refs("refs/colleague/runs/").first)
    return (journey, ended, try journey.repository.git("show", "\(run):cover.md"))
  }

  @Test("F15 commits that come meanwhile are named, and that the series still applies to them")
  func forward() throws {
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

  @Test(
    "F15 where the series does not fit onto what came meanwhile, the files are named, and nothing is guessed"
  )
  func conflict() throws {
    let (journey, ended, cover) = try deliver { repository in
      let text = try #require(Buggy.python["clock/spans.py"])
      try repository.write(
        text.replacing("span[0] < joined[-1][1]", with: "span[0] < joined[-1][1] - 0"),
        to: "clock/spans.py")
      try repository.git("commit", "-qam", "meanwhile")
    }
    #expect(ended.status == 0, "\(ended)")
    #expect(cover.contains("the series does not fit there at clock/spans.py"), "\(cover)")
    let branch = try #require(try journey.refs("refs/heads/colleague/").first)
    try journey.repository.git("switch", "-q", "--detach", branch)
    #expect(throws: GitFailed.self) { try journey.repository.git("rebase", "-q", "main") }
  }

  @Test(
    "F15 a base that was rewritten is said to be so; the series stays on the one the run began from"
  )
  func rewritten() throws {
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
