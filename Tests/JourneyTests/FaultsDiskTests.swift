import Foundation
import Loopback
import Support
import Testing

@Suite(
  "Faults: the disk under the built program", .needs("a C compiler", Fault.isThere),
  .timeLimit(.minutes(10)), .ownThreads)
struct FaultsDiskTests {
  /// How many calls a run of the built-in policy makes that change the repository or the cache.
  private func calls() throws -> Int {
    let faulty = try FaultyJourney()
    #expect(try faulty.colleague("work", "--quiet", faulty.issue).status == 0)
    return try Fault.calls(in: faulty.journey.repository.directory).count
  }

  /// The fault may be over, but what it left has to be such that the issue can be worked on.
  private func goesOn(_ faulty: FaultyJourney, _ place: String) throws {
    guard try !faulty.journey.refs("refs/colleague/runs/").isEmpty else {
      let ended = try faulty.colleague("work", "--quiet", faulty.issue)
      #expect(ended.status == 0, "\(place): \(ended)")
      return try faulty.isWhole(place)
    }
    try faulty.resumes(place)
  }

  @Test(arguments: [ENOSPC, EIO])
  func
    `F07, F08 a run whose disk fills up or fails says so in a line, leaves nothing, and goes on later`(
      cause: Int32
    ) throws
  {
    let count = try calls()
    for part in 0..<4 {
      let faulty = try FaultyJourney()
      let call = 1 + (count - 40) * part / 4
      let ended = try faulty.colleague(
        "work", "--quiet", faulty.issue, with: Fault(.fail(cause), at: call))
      let place = "call \(call) of \(count): \(ended.errors)"
      #expect(ended.status == 128, "\(place)")
      #expect(ended.errors.contains(String(cString: strerror(cause))), "\(place)")
      if cause == ENOSPC { #expect(ended.errors.contains("free some space"), "\(place)") }
      #expect(try faulty.journey.repository.git("fsck", "--strict", "--no-dangling") == "")
      #expect(Processes.naming(faulty.journey.repository.directory.path) == [], "\(place)")
      try goesOn(faulty, place)
    }
  }

  @Test(arguments: [8, 10, 12, 13, 14, 16, 20, 24])
  func `F09 with too few files open at once, a run ends with one reason and no ref half made`(
    most: Int
  ) throws {
    let faulty = try FaultyJourney()
    let ended = try run(
      [
        "sh", "-c",
        "ulimit -n \(most); exec '\(Journey.binary)' work --quiet --test 'sh test.sh' '\(faulty.issue)'",
      ], in: faulty.journey.repository.path, environment: faulty.journey.repository.environment)
    let place = "\(most) files: \(ended)"
    #expect(try faulty.journey.repository.git("fsck", "--strict", "--no-dangling") == "")
    if ended.status == 0 { return try faulty.isWhole(place) }
    #expect(ended.errors.split(separator: "\n").count { $0.hasPrefix("fatal:") } <= 1, "\(place)")
    #expect(!ended.errors.contains("Fatal error") && ended.status < 132, "\(place)")
    try goesOn(faulty, place)
  }

  @Test(.needs("root, who alone can mount", geteuid() == 0))
  func `F09, F10 a read-only repository is refused before the model is asked and anything is run`()
    throws
  {
    let model = try ScriptedModel { Grading.say($0) }
    defer { model.server.stop() }
    let faulty = try FaultyJourney(asking: model)
    let script = """
      mount --bind '\(faulty.git)' '\(faulty.git)' && mount -o remount,ro,bind '\(faulty.git)' &&
      exec '\(Journey.binary)' work --quiet '\(faulty.issue)'
      """
    let ended = try run(
      ["unshare", "-m", "sh", "-c", script], in: faulty.journey.repository.path,
      environment: faulty.journey.repository.environment)
    #expect(ended.status == 8, "\(ended)")
    #expect(ended.errors.contains("Read-only file system"), "\(ended)")
    #expect(model.choices.isEmpty)
    #expect(try faulty.journey.refs("refs/colleague/").isEmpty)
    #expect(try faulty.colleague("work", "--quiet", faulty.issue).status == 0)
    try faulty.isWhole()
  }

  @Test func `F51 with a disk that takes its time over each sync, a run ends the same`() throws {
    let faulty = try FaultyJourney()
    var fault = Fault()
    fault.slowness = 100
    let ended = try faulty.colleague("work", "--quiet", faulty.issue, with: fault)
    #expect(ended.status == 0, "\(ended)")
    #expect(
      try Fault.calls(in: faulty.journey.repository.directory).count { $0.contains("sync") } > 20)
    try faulty.isWhole()
  }

  @Test
  func `F46 an index that leads beyond the end of its pack ends each command with one sentence`()
    throws
  {
    let faulty = try FaultyJourney()
    #expect(try faulty.colleague("work", "--quiet", faulty.issue).status == 0)
    let run = try faulty.run()
    let shown = try faulty.colleague("show", run)
    #expect(shown.status == 0)
    try faulty.journey.repository.git("repack", "-q", "-a", "-d")
    let refs = try faulty.journey.repository.git("for-each-ref")
    let folder = faulty.git + "/objects/pack"
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".idx") })
    let place = URL(fileURLWithPath: "\(folder)/\(name)")
    let whole = try Data(contentsOf: place)
    let count = whole[1028..<1032].reduce(0) { $0 << 8 | Int($1) }
    var garbled = whole
    for object in 0..<count { garbled[1032 + 24 * count + 4 * object] = 0x1f }
    chmod(place.path, 0o644)
    try garbled.write(to: place)
    for arguments in [["show", run], ["resume", run], ["work", faulty.issue], ["doctor"]] {
      let ended = try faulty.start(arguments).wait()
      #expect(ended.status == 128, "\(arguments): \(ended)")
      #expect(ended.errors.contains("hint: 'git fsck' finds"), "\(arguments): \(ended)")
    }
    try whole.write(to: place)
    #expect(try faulty.journey.repository.git("for-each-ref") == refs)
    #expect(try faulty.colleague("show", run) == shown)
    try faulty.isWhole()
  }
}
