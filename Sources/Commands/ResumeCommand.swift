import ArgumentParser
import Git
import Records
import Vocabulary

/// `git colleague resume`: takes a run up where its trail ends.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Take a run up where its trail ends.")

  @Argument(help: "The run: its id, the start of it, or its branch.")
  var run: String

  @OptionGroup var display: RunDisplay

  func run() async throws {
    let opened = try OpenRepository.here()
    let id = try RunIndex.id(matching: run, in: opened.repository)
    let lock = try RunLock.take(of: id)
    var trail = try GitTrail.resume(
      id, in: try opened.another(), author: try opened.author,
      secrets: Settings.secrets)
    switch trail.record.phase {
    case .working: break
    case .delivering:
      if let outcome = trail.record.outcome { try trail.conclude(outcome, at: SystemClock().now) }
      lock.release()
      RunFolder.clearLeftovers()
      return try display.report(trail.record, steps: trail.steps)
    case .delivered, .ended:
      lock.release()
      RunFolder.clearLeftovers()
      throw Failure(
        "run \(id) has ended as \(trail.record.outcome?.rawValue ?? "nothing")",
        hint: "git colleague show \(id)", status: .nothingToDo)
    }
    guard trail.record.run.policy == "repair" else {
      throw Failure(
        "run \(id) has the policy '\(trail.record.run.policy)', which cannot be resumed here")
    }
    display.announce(trail.record.run)
    try trail.keepResumption(at: SystemClock().now)
    try await Undertaking(opened: opened, display: display).carryOn(
      trail, holding: lock, replaying: nil)
  }
}
