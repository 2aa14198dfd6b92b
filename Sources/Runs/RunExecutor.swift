import Delivery
import Engine
import Git
import MCP
import Models
import HTTP
import Imports
package import Processes
import Provenance
package import Records
import Repair
import Text
package import Vocabulary
import Workspaces

/// Carries a run from where its trail ends to its outcome and delivery.
///
/// Order: the run's lock; what dead runs left on this machine is cleared; the steps; the outcome, with the delivery of
/// the series; the user's command that receives it; old base layers are dropped and finished runs archived; the lock
/// is released.
package struct RunExecutor: ~Copyable {
  let opened: OpenRepository
  let reporter: any Reporter
  let stop: StopRequest
  private let allotment: Budget?
  let clock = SystemClock()

  /// An executor of runs in this repository.
  ///
  /// - Parameters:
  ///   - stop: Ends the work at the next safe point when it is requested; the run is interrupted then.
  ///   - allotment: What may be spent from now on, whatever the run's own budget leaves; when that is used up first,
  ///     the run is interrupted, so that another day goes on with it.
  package init(
    in opened: consuming OpenRepository, reporter: any Reporter, stop: StopRequest,
    allotment: Budget? = nil
  ) {
    self.opened = opened
    self.reporter = reporter
    self.stop = stop
    self.allotment = allotment
  }

  /// Begins a run and works on it until there is an outcome.
  ///
  /// - Throws: ``RunError`` when the work broke off: the run's record says why, if there is one, and the run can be
  ///   taken up again.
  package func begin(_ new: NewRun) async throws(RunError) -> EndedRun {
    let lock = try opened.cache.lock(new.run.id, of: opened.repository)
    stop.arm()
    // What cannot be set up ends the work before anything is kept or spent.
    let environment = try await opened.environment(
      for: new.run.confined(by: opened.settings), reporter: reporter, stop: stop)
    let trail = try new.makeTrail(in: opened)
    LessonKeeping(reporter: reporter).keepShown(
      trail.record.run.recollections, to: new.run.id, in: opened)
    return try await execute(trail, in: environment, holding: lock, by: new.policy)
  }

  /// Works on the run of `trail` until there is an outcome, and delivers.
  ///
  /// - Parameter lock: The run's lock, released when this returns.
  /// - Throws: As of ``begin(_:)``.
  func execute(
    _ trail: consuming GitTrail, in environment: RunEnvironment, holding lock: consuming RunLock,
    by policy: RunPolicy
  ) async throws(RunError) -> EndedRun {
    let run = trail.record.run.confined(by: opened.settings)
    let held = lock
    // A process that died at the run's end left its folder, and nothing may need it any more.
    defer {
      opened.cache.removeFolder(of: run.id)
      held.release()
    }
    opened.cache.clearLeftovers(in: opened.repository)
    stop.arm()
    defer {
      BaseLayers.dropAllOld(in: opened.cache.path)
      archiveOld()
      if policy.looksUp, !stop.isRequested { opened.memory { _ in }?.keepUp(at: run.base) }
    }
    reporter.report(.started(run: run.id))
    let tools = await startTools(for: run, policy)
    defer { tools?.stop() }
    let memory = memory(for: policy)
    do {
      switch policy {
      case .replay(let steps):
        return try await work(
          on: run, ReplayPolicy(steps: steps), in: environment, nil, memory, trail)
      case .imported(let trajectory):
        let (shown, isShown) = environment.showing(run.imported?.root, to: run)
        let policy = ImportPolicy(
          trajectory, root: run.imported?.root, isRootShown: isShown)
        return try await work(on: run, policy, in: shown, nil, memory, trail)
      case .model(let model, let settings, afterRepair: false):
        return try await work(
          on: run, modelPolicy(model, settings, tools), in: environment, tools, memory, trail)
      case .model(let model, let settings, afterRepair: true):
        let reporter = reporter
        let policy = AutoPolicy(repairPolicy(for: run), modelPolicy(model, settings, tools)) {
          reporter.report(.warning($0))
        }
        return try await work(on: run, policy, in: environment, tools, memory, trail)
      case .repair:
        return try await work(on: run, repairPolicy(for: run), in: environment, nil, memory, trail)
      }
    } catch { throw RunError(error) }
  }

  /// Moves finished runs into the archive once there are many; where that fails the next run's end does it.
  private func archiveOld() {
    do {
      try Archive(author: opened.author).tidy(opened.repository, slack: 10, at: clock.now) {
        opened.cache.holder(of: $0) == nil
      }
    } catch { reporter.report(.warning(error)) }
  }

  /// Starts the servers of the run's mandate where a model decides, which alone can call their tools.
  ///
  /// A server that does not start is one warning, and the run goes on without it.
  private func startTools(for run: Run, _ policy: RunPolicy) async -> RunTools? {
    guard let model = policy.model else { return nil }
    let servers = opened.settings.toolServers.filter { run.mandate.tools.contains($0.name) }
    guard !servers.isEmpty else { return nil }
    let redactor = Redactor(hiding: opened.settings.secrets(with: model))
    return await RunTools.start(servers, room: model.window / 4 * 3, redactor) { [reporter] in
      reporter.report(.warning($0))
    }
  }

  /// What is known of earlier work, for a policy that reads what it is told with its steps.
  private func memory(for policy: RunPolicy) -> (any Memory)? {
    guard policy.model != nil else { return nil }
    // Why nothing can be looked up was told when the run began.
    return opened.memory { _ in }.map { TimelyMemory($0) }
  }

  private func repairPolicy(for run: Run) -> RepairPolicy {
    let scope = PathGuard(globs: run.mandate.paths)
    return RepairPolicy(isTest: TestFiles.isTest, priors: run.repairPriors) { path in
      (try? scope.check(path)) != nil && !TestFiles.runsLater(path)
    }
  }

  /// The policy that asks `model`; what it sends is redacted.
  private func modelPolicy(
    _ model: Model, _ settings: ModelSettings, _ tools: RunTools?
  ) -> ModelPolicy<HTTPService> {
    let secrets = opened.settings.secrets(with: model)
    reporter.report(.secrets(secrets))
    let redactor = Redactor(hiding: secrets)
    let memory = settings.memory(in: opened.cache)
    let reporter = reporter
    return ModelPolicy(
      model: model, service: HTTPService(environment: Environment.all),
      settings: .init(
        prices: settings.prices, patience: settings.patience ?? .infinity,
        reviews: settings.reviews,
        redactor: redactor, tools: { await tools?.offered() ?? [] },
        keep: { memory.keep($0) }, tell: { reporter.report(.model($0)) }))
  }

  /// Runs the loop, keeps the outcome, delivers.
  private func work<P: Policy>(
    on run: Run, _ policy: P, in environment: RunEnvironment, _ tools: RunTools?,
    _ memory: (any Memory)?, _ trail: consuming GitTrail
  ) async throws -> EndedRun {
    var bounded = run
    if let allotment {
      let limit = trail.record.spent + allotment
      bounded.mandate.budget = run.mandate.budget.narrowed(to: limit)
    }
    let reporter = reporter
    let workspace = RunWorkspace(
      run: run, after: trail.steps, repository: try opened.another(), cache: opened.cache.path,
      readable: opened.settings.readable, allowing: opened.settings.sandboxAllow, in: environment,
      tellOfSetup: { reporter.report(.setup($0)) }
    ) { reporter.report(.trial(tried: $0, total: $1, passing: $2)) }
    var contributor = Contributor(
      run: bounded, policy: policy, workspace: workspace, trail: trail, clock: clock,
      tools: tools, memory: memory, mayGoOnLater: bounded.mandate.budget != run.mandate.budget
    ) { reporter.report(.progress(run: run.id, $0)) }
    var outcome: Outcome
    do { outcome = try await contributor.work { stop.isRequested } } catch {
      var ended = contributor.intoTrail()
      // What the service does wrong is no outcome of the issue's: the run waits until it can be asked again.
      let isService = ProblemKind(error) == .service
      try ended.keepFailure(
        reporter.sentence(for: RunError(error)), as: isService ? .interrupted : .failed,
        at: clock.now)
      reporter.report(.ended(ended.record))
      throw error
    }
    var ended = contributor.intoTrail()
    // What ended it was the allotment, unless its own budget is used up as well.
    let own = run.mandate.budget
    if outcome == .spent, bounded.mandate.budget != own,
      limitReached(of: own, after: ended.record.spent, by: run.policy) == nil
    {
      outcome = .interrupted
    }
    try conclude(&ended, as: outcome)
    LessonKeeping(reporter: reporter).learn(from: ended.record, steps: ended.steps, in: opened)
    handOver(ended.record)
    reporter.report(.ended(ended.record))
    return EndedRun(record: ended.record, steps: ended.steps)
  }

  /// Keeps how the run ended, and delivers its series, or keeps why that is not delivered.
  func conclude(
    _ trail: inout GitTrail, as outcome: Outcome, isLetThrough: Bool = false
  ) throws(RecordsError) {
    do {
      try SeriesDelivery.conclude(
        &trail, as: outcome, at: clock.now, marksAuthorship: opened.settings.authorship,
        isLetThrough: isLetThrough)
    } catch {
      if case .withheld = error {
        try trail.keepWithheld(
          reporter.sentence(for: error), insteadOf: outcome, at: clock.now)
        reporter.report(.ended(trail.record))
      }
      throw error
    }
  }

  /// Tells the user's own command of a series that has just been put in place.
  func handOver(_ record: RunRecord) {
    guard let command = opened.settings.deliverCommand else { return }
    Handover(command: command, reporter: reporter, stop: stop)
      .run(for: record, in: opened)
  }
}

extension Run {
  /// The run as it may be worked on now: where `settings` want a sandbox there is one, and no host is reached and no server's
  /// tool called that they do not list, whatever they said when the run began, here or elsewhere.
  func confined(by settings: Settings) -> Run {
    var run = self
    if settings.sandbox == .required { run.mandate.sandbox = .required }
    run.mandate.network.removeAll { !settings.network.contains($0) }
    let servers = Set(settings.toolServers.map(\.name))
    run.mandate.tools.removeAll { !servers.contains($0) }
    return run
  }
}

/// A run that was worked on, as it is now.
package struct EndedRun: Hashable, Sendable {
  /// What it has come to.
  package var record: RunRecord
  /// All of its steps.
  package var steps: [Step]

  /// Pairs the record of a run with its steps.
  package init(record: RunRecord, steps: [Step]) {
    self.record = record
    self.steps = steps
  }
}
