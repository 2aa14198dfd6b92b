import Engine
import Git
import Models
import Records
import Vocabulary

/// A run that is about to begin: everything about it is fixed, and nothing of it is in git yet.
struct Beginning {
  /// The run.
  let run: Run
  /// The steps to replay; `nil` when the run's own policy decides.
  let recording: [Step]?
  private let model: Model?
  private let secrets: [String]

  /// Fixes policy, base and mandate for `issue`, and says what is going to be done.
  ///
  /// - Parameter adjust: Makes of the run what it is beside that.
  /// - Throws: ``Failure`` for what makes a run impossible, such as a base that does not exist.
  init(
    of issue: Issue, by terms: RunTerms, trigger: Trigger = .manual, remote: String? = nil,
    in opened: borrowing OpenRepository, display: RunDisplay,
    adjusting adjust: (inout Run) throws -> Void = { _ in }
  ) throws {
    recording = try terms.choice.recording(in: opened.repository)
    let policy = try terms.choice.chosen(opened.settings, tell: display.tell)
    model = policy.asksModel ? try opened.settings.model?.model() : nil
    // Nothing secret may get into the run's name either, which is made from the title.
    secrets = Settings.secrets(with: model)
    var run = try terms.run(
      for: redacted(issue, alsoHiding: secrets), by: policy, in: opened, trigger: trigger,
      remote: remote, hiding: secrets, tell: display.tell)
    try adjust(&run)
    self.run = run
    display.announce(run, opened.settings)
  }

  /// Begins the run's trail, where nothing that a dead run left is in the way.
  func makeTrail(in opened: borrowing OpenRepository) throws -> GitTrail {
    RunFolder.clearLeftovers(in: opened.repository)
    return try GitTrail.begin(
      run, in: try opened.another(), author: try opened.author, secrets: secrets)
  }

  /// Begins the run and carries it to its end: see ``Undertaking``.
  ///
  /// - Parameter allotment: What may be spent for now.
  func workOn(
    in opened: consuming OpenRepository, display: RunDisplay, allotment: Budget? = nil
  ) async throws {
    let lock = try RunLock.take(of: run.id, in: opened.repository)
    let trail = try makeTrail(in: opened)
    try await Undertaking(opened: opened, display: display, allotment: allotment).carryOn(
      trail, holding: lock, asking: model, replaying: recording)
  }
}
