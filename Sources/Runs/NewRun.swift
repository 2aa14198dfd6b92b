import Git
package import Imports
import MCP
package import Records
package import Text
package import Vocabulary

/// A run that is about to begin: everything about it is fixed, and nothing of it is in git yet.
package struct NewRun: Sendable {
  /// The run.
  package let run: Run
  /// Who decides.
  package let policy: RunPolicy
  /// The trajectory that is kept with it; `nil` where it imports none.
  private let trajectory: Redacted<Trajectory>?

  /// Fixes policy, base and mandate for `issue`, and reports what is going to be done.
  ///
  /// - Throws: ``RunError`` for what makes a run impossible, such as a base that does not exist.
  package init(
    of issue: Issue, by request: RunRequest, in opened: borrowing OpenRepository,
    reporter: any Reporter
  ) throws(RunError) {
    let base = try Base.choice(
      option: request.base, wish: issue.wishes.base, setting: opened.settings.base,
      remote: request.remote, in: opened.repository)
    try self.init(of: issue, by: request, from: base, in: opened, reporter: reporter)
  }

  /// Fixes policy and mandate for `issue` from a base that was resolved before.
  ///
  /// - Parameters:
  ///   - reroll: The version of a series that the run starts from.
  ///   - told: What the run of the version before was told, which this one is told too.
  ///   - importing: The trajectory that it does again, without secrets, and what its record says of it.
  /// - Throws: ``RunError``.
  package init(
    of issue: Issue, by request: RunRequest, from base: Base, rerolling reroll: Reroll? = nil,
    told: [Recollection] = [],
    importing: (trajectory: Redacted<Trajectory>, record: ImportedTrajectory)? = nil,
    in opened: borrowing OpenRepository, reporter: any Reporter
  ) throws(RunError) {
    let settings = opened.settings
    trajectory = importing?.trajectory
    policy =
      if let importing { .imported(importing.trajectory.value) } else {
        try request.policy.policy(in: opened)
      }
    if importing == nil, request.policy.fallsBackToRepair(settings) { reporter.report(.noModel) }
    // Nothing secret may get into the run's name either, which is made from the title.
    let redactor = Redactor(hiding: settings.secrets(with: policy.model))
    let issue = redactor(issue).value
    _ = try opened.author
    let tests = try TestChoice(
      option: request.test, setting: settings.test, tree: base.tree, in: opened.repository)
    if let recognised = tests.recognised { reporter.report(.testsRecognised(recognised)) }
    var mandate = NewRun.mandate(for: issue, by: request, testing: tests.command, settings)
    // Fixed now: a run that is gone on with gains none.
    if policy.kind == .model { mandate.tools = settings.toolServers.map(\.name) }
    let began = SystemClock().now
    var generator = SystemRandomNumberGenerator()
    let name = request.slug.map { redactor($0).value } ?? issue.title
    var run = Run(
      id: RunID(slug: Slug(name), time: began, using: &generator), issue: issue,
      base: base, mandate: mandate, trigger: request.trigger, policy: policy.kind, began: began,
      reroll: reroll, imported: importing?.record)
    run.recollections = told
    NewRun.recall(for: &run, by: policy, in: opened, redactor, reporter)
    self.run = run
    reporter.report(.prepared(run, model: policy.model == nil ? nil : settings.model))
    if !run.recollections.isEmpty { reporter.report(.recalled(run.recollections)) }
  }

  /// Adds to what a run was told before what is looked up when it begins. What is done again was decided before, and
  /// nothing is looked up for it.
  private static func recall(
    for run: inout Run, by policy: RunPolicy, in opened: borrowing OpenRepository,
    _ redactor: Redactor,
    _ reporter: any Reporter
  ) {
    var found: [Recollection] = []
    // What is lost with it is help: one warning, and the run begins.
    var isTold = false
    let tell = { (error: any Error) in
      if !isTold { reporter.report(.warning(error)) }
      isTold = true
    }
    if policy.looksUp, opened.settings.memory {
      let lessons = LessonKeeping(reporter: reporter)
      // What people did with the last series counts in this run.
      lessons.catchUp(in: opened)
      if policy.model != nil {
        found = lessons.recollections(
          for: run.issue, command: run.mandate.testCommand, at: run.base, in: opened)
      }
    }
    if policy.looksUp, let memory = opened.memory(telling: tell) {
      found += memory.recollections(for: run, tell)
      if policy.repairs { run.repairPriors = memory.repairPriors(for: run, tell) }
    }
    run.recollections = (run.recollections + found)
      .news(beyond: [], limit: Recollection.mostAtStart).map { redactor($0).value }
  }

  /// What the run may do: the settings' words, narrowed by the request and the issue.
  private static func mandate(
    for issue: Issue, by request: RunRequest, testing command: String?, _ settings: Settings
  ) -> Mandate {
    var budget = settings.budget
    if let wish = request.budget { budget = budget.narrowed(to: wish) }
    if let wish = issue.wishes.budget { budget = budget.narrowed(to: wish) }
    // An issue that nobody has named by hand gives no leave.
    let leave = request.trigger == .manual ? issue.wishes.mayChangeTests ?? [] : []
    return Mandate(
      paths: issue.wishes.paths, budget: budget, network: settings.network,
      sandbox: settings.sandbox, testCommand: command, testSeconds: settings.testSeconds,
      mayChangeTests: settings.mayChangeTests + request.mayChangeTests + leave)
  }

  /// Begins the run's trail, where nothing that a dead run left is in the way.
  ///
  /// - Throws: ``RunError``; there is no run then.
  package func makeTrail(in opened: borrowing OpenRepository) throws(RunError) -> GitTrail {
    opened.cache.clearLeftovers(in: opened.repository)
    let author = try opened.author
    let files = try trajectory.map { trajectory throws(RunError) in
      try TrajectoryRecord.file(trajectory)
    }
    do {
      return try GitTrail.begin(
        run, in: try opened.another(), author: author,
        secrets: opened.settings.secrets(with: policy.model),
        files: files.map { [$0] } ?? [])
    } catch { throw RunError(error) }
  }
}
