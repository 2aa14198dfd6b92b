import Delivery
import Engine
import Git
import Models
import Provenance
import Records
import Repair
import Text
import Vocabulary
import Workspaces

/// Carries a run from where its trail ends to its outcome and delivery, and says so.
struct Undertaking: ~Copyable {
  private let opened: OpenRepository
  private let display: RunDisplay
  private let allotment: Budget?
  private let clock = SystemClock()

  /// An undertaking in this repository, shown in this way.
  ///
  /// - Parameter allotment: What may be spent from now on, whatever the run's own budget leaves; when that
  ///   is used up first, the run is interrupted, so that another day goes on with it.
  init(opened: consuming OpenRepository, display: RunDisplay, allotment: Budget? = nil) {
    self.opened = opened
    self.display = display
    self.allotment = allotment
  }

  /// Works on the run of `trail` until there is an outcome, delivers, and reports.
  ///
  /// What runs that died left on this machine is cleared away before, old base layers after.
  ///
  /// - Parameters:
  ///   - lock: The run's lock, let go of when this returns.
  ///   - model: The model asked, where the run's policy is `model`.
  ///   - recording: Steps to replay; `nil` when the run's own policy decides.
  /// - Throws: ``ExitStatus`` for every outcome but `resolved`; other errors when the work broke off:
  ///   the run's record says why, and the run can be taken up again.
  func carryOn(
    _ trail: consuming GitTrail, holding lock: consuming RunLock, asking model: Model?,
    replaying recording: [Step]?
  ) async throws {
    let run = trail.record.run
    let held = lock
    // A process that died at the run's end left its folder, and nothing may need it any more.
    defer {
      RunWorkspace.clear(RunFolder.path(of: run.id))
      held.release()
    }
    RunFolder.clearLeftovers(in: opened.repository)
    defer {
      BaseLayers.dropOld(in: RunFolder.cache)
      archiveOld()
    }
    Interruption.standard.listen()
    Console.standard.putWorkFirst()
    do { try await work(on: run, trail, asking: model, replaying: recording) } catch let error {
      if let status = error as? ExitStatus { throw status }
      throw Failure(error, ofRun: run.id)
    }
  }

  /// Moves finished runs into the archive once there are many; where that fails the next run's end does it.
  private func archiveOld() {
    do {
      try Archive(author: opened.author).tidy(opened.repository, slack: 10, at: clock.now) {
        RunLock.holder(of: RunFolder.lockFile(of: $0)) == nil
      }
    } catch { Console.standard.warn(Failure(error)) }
  }

  /// Chooses the policy and works.
  private func work(
    on run: Run, _ trail: consuming GitTrail, asking model: Model?, replaying recording: [Step]?
  ) async throws {
    let events = display.json ? EventStream(console: .standard, run: run.id) : nil
    events?.started()
    let progress = ProgressLine(console: .standard, isQuiet: display.quiet)
    if let recording {
      try await work(on: run, ReplayPolicy(steps: recording), trail, events, progress)
    } else if let model, let settings = opened.settings.model {
      try await work(on: run, policy(asking: model, settings, progress), trail, events, progress)
    } else {
      let scope = PathGuard(globs: run.mandate.paths)
      let policy = RepairPolicy(isTest: TestFiles.isTest) { path in
        (try? scope.check(path)) != nil && !TestFiles.runsLater(path)
      }
      try await work(on: run, policy, trail, events, progress)
    }
  }

  /// The policy that asks `model`; what it sends is redacted, what it tells is shown.
  private func policy(
    asking model: Model, _ settings: ModelSettings, _ progress: ProgressLine
  ) -> ModelPolicy<HTTPService> {
    let secrets = Settings.secrets(with: model)
    let memory = settings.memory
    return ModelPolicy(
      model: model, service: HTTPService(environment: environmentVariables()),
      settings: .init(
        prices: settings.prices, patience: settings.patience ?? .infinity,
        reviews: settings.reviews,
        clean: { visible(redact($0.replacing("\r\n", with: "\n"), alsoHiding: secrets).text) },
        keep: { memory.keep($0) }, tell: { progress.show($0) }))
  }

  /// Runs the loop, keeps the outcome, delivers.
  private func work<P: Policy>(
    on run: Run, _ policy: P, _ trail: consuming GitTrail, _ events: EventStream?,
    _ progress: ProgressLine
  ) async throws {
    let handle = try opened.another()
    var bounded = run
    if let allotment {
      let limit = trail.steps.spent + allotment
      bounded.mandate.budget = run.mandate.budget.narrowed(to: limit)
    }
    let workspace = RunWorkspace(
      run: run, after: trail.steps, repository: handle, cache: RunFolder.cache,
      readable: opened.settings.readable
    ) { progress.show(tried: $0, of: $1, passing: $2) }
    var contributor = Contributor(
      run: bounded, policy: policy, workspace: workspace, trail: trail, clock: clock
    ) { event in
      events?.send(event)
      progress.show(event)
    }
    var outcome: Outcome
    do {
      outcome = try await contributor.work { Interruption.standard.isAsked }
    } catch {
      var ended = contributor.intoTrail()
      let failure = Failure(error, ofRun: run.id)
      try ended.keepFailure(failure.sentence, at: clock.now)
      events?.ended(ended.record)
      throw failure
    }
    var ended = contributor.intoTrail()
    // What ended it was the allotment, unless its own budget is used up as well.
    let own = run.mandate.budget
    if outcome == .spent, bounded.mandate.budget != own,
      limitReached(of: own, after: ended.steps.spent, by: run.policy) == nil
    {
      outcome = .interrupted
    }
    try SeriesDelivery.conclude(
      &ended, as: outcome, at: clock.now, marksAuthorship: opened.settings.authorship)
    if let command = opened.settings.deliverCommand {
      Handover(command: command).run(for: ended.record, in: opened.repository)
    }
    events?.ended(ended.record)
    try display.report(ended.record, steps: ended.steps)
  }
}
