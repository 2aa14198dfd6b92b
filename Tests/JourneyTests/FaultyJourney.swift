import Foundation
import Loopback
import Support
import Synchronization
import Testing

/// The shell project with its bug, worked on by the built program with a fault in it.
final class FaultyJourney {
  let journey: Journey
  let issue: String

  /// The tree that mends the project.
  static let mended: String = {
    let repository = try? TemporaryRepository(Buggy.shell)
    let text = Buggy.shell["grade.sh"]?.replacing("-gt 50", with: "-ge 50") ?? ""
    try? repository?.write(text, to: "grade.sh")
    _ = try? repository?.git("add", "-A")
    return (try? repository?.git("write-tree")) ?? ""
  }()

  init(asking model: ScriptedModel? = nil) throws {
    journey = try Journey(Buggy.shell, inMemory: true)
    issue = try journey.issue(Grading.issue)
    if let model { try journey.use(model) }
  }

  var git: String { journey.repository.path + "/.git" }

  /// Starts the program with the fault, where it changes the repository or the cache.
  func start(_ arguments: [String], _ fault: Fault = Fault()) throws -> Running {
    let cache = journey.repository.directory.path + "/cache"
    return try journey.start(
      arguments,
      adding: try fault.variables(
        for: "git-colleague", under: [git, cache], keeping: journey.repository.directory))
  }

  /// Runs the program to its end with the fault.
  func colleague(_ arguments: String..., with fault: Fault = Fault()) throws -> Ended {
    try start(arguments, fault).wait()
  }

  /// The only run.
  func run() throws -> String {
    let refs = try journey.refs("refs/colleague/runs/")
    return String(try #require(refs.first).dropFirst("refs/colleague/runs/".count))
  }

  /// Takes the run up, and looks that it ends as one that nothing disturbed.
  func resumes(_ place: String = "") throws {
    let ended = try colleague("resume", "--quiet", try run())
    #expect(ended.status == 0, "\(place): \(ended)")
    try isWhole(place)
  }

  /// Looks at the end of a run: one branch with the mended tree, no step twice, nothing left.
  func isWhole(_ place: String = "") throws {
    let branches = try journey.refs("refs/heads/colleague/")
    #expect(branches.count == 1, "\(place)")
    #expect(
      try journey.repository.git("rev-parse", "\(branches.first ?? "")^{tree}")
        == FaultyJourney.mended, "\(place)")
    try isClean(place)
  }

  /// Works on the issue with a model, and has `act` done in the repository before each of its choices.
  static func work(
    whileDoing act:
      @escaping @Sendable (_ step: Int, _ repository: TemporaryRepository) throws -> Void
  ) throws -> (faulty: FaultyJourney, ended: Ended) {
    let place = Mutex<TemporaryRepository?>(nil)
    let fault = Mutex<(any Error)?>(nil)
    let model = try ScriptedModel { turn in
      place.withLock { repository in
        guard turn.kind == .choice, let repository else { return }
        do { try act(turn.step, repository) } catch { fault.withLock { $0 = error } }
      }
      return Grading.say(turn)
    }
    defer { model.server.stop() }
    let faulty = try FaultyJourney(asking: model)
    place.withLock { $0 = faulty.journey.repository }
    let ended = try faulty.colleague("work", "--quiet", faulty.issue)
    if let error = fault.withLock({ $0 }) { throw error }
    return (faulty, ended)
  }

  /// Looks at what a run leaves, however it ended.
  func isClean(_ place: String = "") throws {
    #expect(try journey.repository.git("fsck", "--strict", "--no-dangling") == "", "\(place)")
    #expect(try journey.leftovers() == [], "\(place)")
    #expect(Processes.naming(journey.repository.directory.path) == [], "\(place)")
    let locks = try FileManager.default.subpathsOfDirectory(atPath: git + "/refs")
      .filter { $0.hasSuffix(".lock") }
    #expect(locks == [], "\(place)")
  }

  /// Waits until the process has printed `words`.
  func wait(for words: String, of work: Running) {
    eventually("the program has printed \(words)", lookingEvery: .milliseconds(3)) {
      !work.isRunning || work.outputSoFar.contains(words)
    }
  }
}
