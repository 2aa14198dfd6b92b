import Foundation
import Loopback
import Support
import Testing

@Suite(
  "Faults: others at work in the repository", .needs("a C compiler", Fault.isThere),
  .timeLimit(.minutes(10)), .ownThreads)
struct FaultsNeighbourTests {
  @Test
  func `F11 locks on the index, the config, HEAD and packed refs are in nobody's way, and stay`()
    throws
  {
    let faulty = try FaultyJourney()
    let names = ["index", "config", "HEAD", "packed-refs", "refs/heads/main", "refs/stash"]
    let files = names.map { "\(faulty.git)/\($0).lock" }
    for file in files { try Data("held\n".utf8).write(to: URL(fileURLWithPath: file)) }
    let ended = try faulty.colleague("work", "--quiet", faulty.issue)
    #expect(ended.status == 0, "\(ended)")
    for file in files {
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "held\n")
      try FileManager.default.removeItem(atPath: file)
    }
    try faulty.isWhole()
  }

  @Test
  func `F11 a lock on a ref that others write, too, is waited for, named with its age, and stays`()
    throws
  {
    let faulty = try FaultyJourney()
    #expect(try faulty.colleague("queue", "add", faulty.issue).status == 0)
    let ref = try #require(try faulty.journey.refs("refs/colleague/queue/").first)
    let lock = "\(faulty.git)/\(ref).lock"
    try Data("held\n".utf8).write(to: URL(fileURLWithPath: lock))
    let key = String(ref.dropFirst("refs/colleague/queue/".count))
    let ended = try faulty.journey.repository.whileWriting {
      try faulty.colleague("queue", "drop", key)
    }
    #expect(ended.status == 7, "\(ended)")
    #expect(
      ended.errors.contains("\(ref).lock is locked") && ended.errors.contains(" s"), "\(ended)")
    #expect(try String(contentsOfFile: lock, encoding: .utf8) == "held\n")
    // When nobody of ours can be using it, it was left behind.
    #expect(try faulty.colleague("queue", "drop", key).status == 0)
    #expect(!FileManager.default.fileExists(atPath: lock))
  }

  @Test func `F14 a user who commits, rebases, collects garbage and prunes meanwhile is in no way`()
    throws
  {
    let (faulty, ended) = try FaultyJourney.work { step, repository in
      try repository.write("\(step)\n", to: "notes.txt")
      try repository.git("add", "notes.txt")
      try repository.git("commit", "-q", "-m", "note \(step)")
      _ = try? repository.git("rebase", "-q", "--force-rebase", "HEAD~1")
      try repository.git("reflog", "expire", "--expire=now", "--all")
      try repository.git("gc", "-q", "--prune=now")
    }
    #expect(ended.status == 0, "\(ended)")
    try faulty.isWhole()
    #expect(try faulty.journey.repository.git("log", "--format=%s").contains("note 3"))
  }

  @Test func `F14 with git packing refs and objects all the time, a run ends the same`() throws {
    let faulty = try FaultyJourney()
    let packer = try Running(
      [
        "sh", "-c",
        """
        end=$(($(date +%s) + 300))
        while [ ! -e \(faulty.git)/stop ] && [ $(date +%s) -lt $end ]; do
          git gc -q; git pack-refs --all --prune
        done
        """,
      ], in: faulty.journey.repository.path, environment: faulty.journey.repository.environment)
    let ended = try faulty.colleague("work", "--quiet", faulty.issue)
    try Data().write(to: URL(fileURLWithPath: faulty.git + "/stop"))
    let packed = try packer.wait()
    #expect(ended.status == 0, "\(ended)")
    try faulty.isWhole(packed.errors)
  }

  @Test func `F14 a run whose ref is deleted or moved meanwhile stops, and forces nothing`() throws
  {
    for isDeleted in [true, false] {
      let (faulty, ended) = try FaultyJourney.work { step, repository in
        guard step == 3 else { return }
        let ref = try repository.git("for-each-ref", "--format=%(refname)", "refs/colleague/runs")
        try repository.git("update-ref", isDeleted ? "-d" : ref, isDeleted ? ref : "HEAD")
      }
      #expect(ended.status == 7, "\(ended)")
      #expect(ended.errors.contains("moved"), "\(ended)")
      let refs = try faulty.journey.refs("refs/colleague/runs")
      #expect(refs.count == (isDeleted ? 0 : 1))
      if let ref = refs.first {
        #expect(
          try faulty.journey.repository.git("rev-parse", ref)
            == faulty.journey.repository.git("rev-parse", "HEAD"))
      }
      #expect(try faulty.journey.refs("refs/heads/colleague").isEmpty)
      try faulty.isClean()
    }
  }

  @Test
  func
    `F14 a series whose branch is deleted before the delivery has ended is delivered all the same`()
    throws
  {
    let faulty = try FaultyJourney()
    #expect(try faulty.colleague("work", "--quiet", faulty.issue).status == 0)
    let ref = "refs/colleague/runs/\(try faulty.run())"
    let branch = try #require(try faulty.journey.refs("refs/heads/colleague/").first)
    // As if killed before its last write.
    try faulty.journey.repository.git("update-ref", ref, ref + "^")
    try faulty.journey.repository.git("update-ref", "-d", branch)
    try faulty.journey.repository.git("gc", "-q", "--prune=now")
    try faulty.resumes()
  }

  @Test
  func
    `F16 with a clock that jumps a year either way at each look, limits hold and dates only grow`()
    throws
  {
    let faulty = try FaultyJourney()
    var fault = Fault(.kill, at: 0)
    fault.clock = [31_536_000, -31_536_000, 0, 86_400 * 20, -3_600, 5, -31_536_000]
    fault.trigger = faulty.journey.repository.directory.path + "/now"
    let work = try faulty.start(
      ["work", "--json", "--quiet", "--budget", "time=5m", faulty.issue], fault)
    faulty.wait(for: #""event":"step.kept","#, of: work)
    try Data().write(to: URL(fileURLWithPath: fault.trigger ?? ""))
    #expect(try work.wait().status == 137)
    fault.trigger = nil
    let ended = try faulty.colleague("resume", "--quiet", try faulty.run(), with: fault)
    #expect(ended.status == 0, "\(ended)")
    try faulty.isWhole()
    let ref = "refs/colleague/runs/\(try faulty.run())"
    for range in [[ref, "--first-parent"], [ref + "^2"], ["refs/notes/colleague"]] {
      let dates = try faulty.journey.repository.dates(range)
      #expect(dates == dates.sorted(), "\(range): \(dates)")
    }
    let branch = try #require(try faulty.journey.refs("refs/heads/colleague/").first)
    let dates = try faulty.journey.repository.dates([branch])
    #expect(dates == dates.sorted() && dates.count == 2, "\(dates)")
  }
}

extension TemporaryRepository {
  /// The commit dates along a history, oldest first.
  fileprivate func dates(_ range: [String]) throws -> [Int] {
    let ended = try run(
      ["git", "log", "--reverse", "--format=%ct"] + range, in: path, environment: environment)
    return ended.output.split(separator: "\n").compactMap { Int($0) }
  }
}
