import Foundation
import Support
import Testing

@Suite("Runs that are broken off", .timeLimit(.minutes(10)), .ownThreads)
struct InterruptionTests {
  private func journey() throws -> (Journey, issue: String) {
    let journey = try Journey(Buggy.shell)
    return (journey, try journey.issue(Grading.issue))
  }

  /// Waits until the first run has more than `steps` states, and gives its ref; `nil` when it ended before.
  private func wait(for steps: Int, of work: Running, in journey: Journey) throws -> String? {
    try journey.wait(of: work)
    guard let ref = try journey.refs("refs/colleague/runs/").first else { return nil }
    return try journey.wait(forStatesAfter: steps, of: ref, work) ? ref : nil
  }

  /// A test command that takes half a minute, which is longer than its end is waited for; no other on the machine has
  /// the same number.
  private let long = "sleep 31.\(Int.random(in: 100_000...999_999))"

  /// Waits until the command `long` is at work in the sandbox.
  private func waits(for work: Running) {
    eventually("\(long) is at work") {
      // The program itself and what starts the sandbox have it among their arguments.
      !work.isRunning || Processes.naming(long).count > 2
    }
  }

  @Test
  func `a run killed after any of its steps and resumed delivers what an undisturbed one does`()
    throws
  {
    let (undisturbed, issue) = try journey()
    let first = try undisturbed.colleague("work", issue)
    #expect(first.status == 0, "\(first.errors)")
    let tree = try undisturbed.repository.git(
      "rev-parse", try #require(undisturbed.refs("refs/heads/colleague/").first) + "^{tree}")
    let fingerprint = try undisturbed.fingerprint()
    var kills = 0
    for steps in 0..<12 {
      // A run may be faster than its killer.
      var found: (journey: Journey, ref: String)?
      for _ in 0..<4 where found == nil { found = try killed(after: steps) }
      guard let (journey, ref) = found else { break }
      kills += 1
      let kept = try journey.repository.git("rev-parse", ref)
      try journey.repository.git("fsck", "--strict")
      let run = String(ref.dropFirst("refs/colleague/runs/".count))
      let resumed = try journey.colleague("resume", run)
      // Killed in its very last writes, it may have ended already.
      #expect(resumed.status == 0 || resumed.status == 3, "\(steps): \(resumed.errors)")
      let branch = try #require(journey.refs("refs/heads/colleague/").first)
      #expect(try journey.repository.git("rev-parse", branch + "^{tree}") == tree)
      try journey.repository.git("merge-base", "--is-ancestor", kept, ref)
      try journey.repository.git("fsck", "--strict")
      let left = try journey.leftovers()
      #expect(left.isEmpty, "\(steps): \(left), \(resumed)")
      #expect(try journey.fingerprint().keys == fingerprint.keys)
    }
    #expect(kills > 4)
  }

  /// A run that was killed once it had so many steps, and its ref; `nil` where it came to its end before that.
  private func killed(after steps: Int) throws -> (journey: Journey, ref: String)? {
    let (journey, issue) = try journey()
    let work = try journey.start(["work", issue])
    guard let ref = try wait(for: steps, of: work, in: journey) else {
      #expect(try work.wait().status == 0)
      return nil
    }
    kill(work.id, SIGKILL)
    let ended = try work.wait()
    if ended.status == 137 { return (journey, ref) }
    #expect(ended.status == 0)
    return nil
  }

  @Test func `Ctrl-C keeps what was done and ends with 130; the run can be taken up again`() throws
  {
    let (journey, issue) = try journey()
    let work = try journey.start(["work", issue])
    let ref = try #require(try wait(for: 1, of: work, in: journey))
    kill(work.id, SIGINT)
    let ended = try work.wait()
    #expect(ended.status == 130)
    #expect(ended.errors.contains("stopping"))
    let left = try journey.leftovers()
    #expect(left.isEmpty, "\(left)")
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    #expect(try journey.colleague("runs").output.contains("interrupted"))
    #expect(try journey.colleague("resume", run).status == 0)
    #expect(try journey.refs("refs/heads/colleague/").count == 1)
    #expect(try journey.colleague("resume", run).status == 3)
  }

  @Test func `a Ctrl-C that comes twice, from the terminal and from git, is one: the run is kept`()
    throws
  {
    let (journey, issue) = try journey()
    for pause: UInt32 in [0, 3000, 20_000, 100_000] {
      // On a machine that is busy the second may come so late that it counts as one of its own: once more then.
      var isOne = false
      for _ in 0..<5 where !isOne {
        let work = try journey.start(["work", "--again", "--test", long, issue])
        waits(for: work)
        let first = ContinuousClock.now
        kill(work.id, SIGINT)
        usleep(pause)
        kill(work.id, SIGINT)
        isOne = ContinuousClock.now - first < .milliseconds(400)
        #expect(try work.wait().status == 130)
      }
      #expect(isOne, "the machine is too busy for this test")
    }
    let runs = try journey.colleague("runs", "--porcelain").output.split(separator: "\n")
    #expect(runs.count { $0.contains("\tinterrupted\t") } >= 4, "\(runs)")
  }

  @Test func `a second Ctrl-C ends at once, and leaves no process behind`() throws {
    let (journey, issue) = try journey()
    let work = try journey.start(["work", "--test", long, issue])
    waits(for: work)
    kill(work.id, SIGINT)
    usleep(1_000_000)
    kill(work.id, SIGINT)
    #expect(try work.wait().status == 130)
    eventually("nothing of it is left", within: .seconds(15)) { Processes.naming(long).isEmpty }
  }

  @Test func `kill -9 leaves no process of the test command behind`() throws {
    let (journey, issue) = try journey()
    let work = try journey.start(["work", "--test", long, issue])
    waits(for: work)
    kill(work.id, SIGKILL)
    _ = try work.wait()
    eventually("nothing of it is left", within: .seconds(15)) { Processes.naming(long).isEmpty }
  }

  @Test func `a run that is worked on is left alone: resume says busy, stop stops it`() throws {
    let (journey, issue) = try journey()
    let work = try journey.start(["work", "--test", "sleep 300", issue])
    let ref = try #require(try wait(for: 0, of: work, in: journey))
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    let before = try journey.repository.git("rev-parse", ref)
    let resumed = try journey.colleague("resume", run)
    #expect(resumed.status == 7)
    #expect(resumed.errors.contains("process \(work.id)"))
    #expect(try journey.repository.git("rev-parse", ref) == before)
    #expect(try journey.colleague("stop", run).status == 0)
    #expect(try work.wait().status == 130)
    #expect(try journey.colleague("stop", run).status == 3)
  }

  @Test
  func
    `followed, a log shows each step as it comes and ends with the run, or with the worker's death`()
    throws
  {
    let (journey, issue) = try journey()
    let work = try journey.start(["work", "--quiet", issue])
    let ref = try #require(try wait(for: 0, of: work, in: journey))
    let run = String(ref.dropFirst("refs/colleague/runs/".count))
    let followed = try journey.colleague("log", "--follow", run)
    #expect(followed.status == 0)
    #expect(followed.output.hasSuffix("resolved\n"))
    #expect(try work.wait().status == 0)
    let again = try journey.colleague("log", run)
    #expect(followed.output == again.output)

    let other = try journey.start([
      "work", "--again", "--quiet", "--test", "sleep 20", "--name", "other", issue,
    ])
    try journey.wait(for: 2, of: other)
    let second = try #require(try journey.refs("refs/colleague/runs/").first { $0 != ref })
    let log = try journey.start([
      "log", "--follow", String(second.dropFirst("refs/colleague/runs/".count)),
    ])
    usleep(500_000)
    kill(other.id, SIGKILL)
    _ = try other.wait()
    let ended = try log.wait()
    #expect(ended.status == 3)
    #expect(ended.errors.contains("resume"))
  }

  @Test(arguments: [true, false])
  func
    `a sweep that waits for a program of the user's ends when it is asked to, and so does the program`(
      isRemote: Bool
    ) throws
  {
    let (journey, _) = try journey()
    let mark = "sleep 3600.\(Int.random(in: 100_000...999_999))"
    if isRemote {
      try journey.repository.git("config", "protocol.ext.allow", "always")
      try journey.repository.git("remote", "add", "hanging", "ext::\(mark)")
      try journey.repository.git("config", "--global", "colleague.remote", "hanging")
    } else {
      try journey.repository.git("config", "--global", "colleague.issueCommand", "\(mark); true")
    }
    let sweep = try journey.start(["sweep", "--quiet"])
    eventually("\(mark) is at work") { !sweep.isRunning || !Processes.naming(mark).isEmpty }
    kill(sweep.id, SIGTERM)
    let ended = try sweep.wait()
    #expect(ended.status == 130, "\(ended)")
    #expect(Processes.naming(mark).isEmpty)
    let listed = try journey.colleague("doctor").output
    #expect(!listed.contains("last sweep"), "\(listed)")
  }
}
