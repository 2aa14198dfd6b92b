import Engine
import Git
import Processes
import Issues
import Records
import Runs
import Text
import Vocabulary

extension InstanceWork {
  /// A prediction, and how it came about.
  struct Made {
    var prediction: Prediction
    var work: InstanceResult.Work?
    var warnings: [String] = []
  }

  /// The prediction for the instance: by a run, or as it is known.
  func prediction(
    _ words: String, on ground: InstanceGround, testing command: String,
    in opened: borrowing OpenRepository
  ) async throws -> Made {
    switch way {
    case .predictions(let path):
      return Made(prediction: try Prediction.find(instance.id, in: path))
    case .gold:
      return Made(prediction: try goldPrediction(on: ground, in: opened.repository))
    case .run(let policy, let budget):
      let request = RunRequest(policy: policy, test: command, budget: budget, slug: instance.id)
      let ended = try await run(words, by: request, on: ground, in: opened)
      return try made(by: ended, on: ground, in: opened)
    }
  }

  private func goldPrediction(
    on ground: InstanceGround, in repository: borrowing Repository
  ) throws -> Prediction {
    var patch = instance.gold
    if patch == nil, let fix = ground.fix {
      let tree = try repository.readCommit(fix).tree
      patch = try repository.patch(
        from: ground.base.tree, to: try ground.withoutTests(tree, in: repository))
    }
    guard let patch else { throw EvaluationError.noGold(id: instance.id) }
    return Prediction(id: instance.id, model: "gold", patch: patch)
  }

  /// Works on the run of the clone until it has an outcome: the one that is there, or a new one.
  private func run(
    _ words: String, by request: RunRequest, on ground: InstanceGround,
    in opened: borrowing OpenRepository
  ) async throws -> EndedRun {
    let executor = RunExecutor(in: try opened.again(), reporter: reporter, stop: stop)
    let ended: EndedRun
    if let id = try RunIndex.ids(in: opened.repository).last {
      let stored = try StoredRun(id, in: opened.repository)
      let goesOn = [nil, .interrupted, .failed].contains(stored.record.outcome)
      if stored.record.isConcluded && !goesOn {
        return EndedRun(record: stored.record, steps: try stored.steps(in: opened.repository))
      }
      ended = try await executor.resume(id)
    } else {
      let new = try NewRun(
        of: issue(words), by: request, from: ground.start, in: opened, reporter: reporter)
      ended = try await executor.begin(new)
    }
    if ended.record.outcome == .interrupted || ended.record.outcome == nil {
      throw EvaluationError.interrupted
    }
    return ended
  }

  /// The issue that the words are: what they would ask for beside it counts for nothing here.
  private func issue(_ words: String) -> Issue {
    let text = words.replacing("\0", with: " ")
    let bytes = Array(text.utf8.prefix(IssueReader.byteLimit))
    if var issue = try? IssueReader.read(bytes, origin: .standardInput) {
      issue.wishes = Issue.Wishes()
      issue.labels = []
      return issue
    }
    let first = text.lines().lazy.map { oneLine(String($0)) }.first { !$0.isEmpty }
    return Issue(title: clipped(first ?? instance.id, to: 200), body: text)
  }

  /// What the run has come to, as a patch of the base without the tests that it was given.
  private func made(
    by ended: EndedRun, on ground: InstanceGround, in opened: borrowing OpenRepository
  ) throws -> Made {
    let record = ended.record
    let tree = ended.steps.last?.observation.tree ?? ground.start.tree
    var changed = tree
    // Where the tests were not given, those that the run wrote are its own.
    if instance.givesTests { changed = try ground.withoutTests(tree, in: opened.repository) }
    let patch = try opened.repository.patch(from: ground.base.tree, to: changed)
    var warnings: [String] = []
    let applied = try opened.repository.applied(Array(patch.utf8), to: ground.base.tree)
    if !patch.isEmpty, applied?.tree != changed {
      warnings.append("the patch cannot say all that the run has changed: files that are no UTF-8")
    }
    let model = record.run.policy.asksModel ? opened.settings.model?.name : nil
    let work = InstanceResult.Work(
      outcome: record.outcome ?? .failed, policy: record.run.policy, model: model,
      steps: record.steps, spent: record.spent, hasRegressed: Recovery.hasRegressed(ended.steps))
    let prediction = Prediction(
      id: instance.id, model: "colleague:\(model ?? "\(record.run.policy)")", patch: patch)
    return Made(prediction: prediction, work: work, warnings: warnings)
  }

  /// Grades a prediction: base, prediction and tests in a fresh workspace, where the tests win.
  func grade(
    _ prediction: Prediction, on ground: InstanceGround, testing command: String,
    in opened: borrowing OpenRepository
  ) async throws -> Grade {
    let patch = Array(prediction.patch.utf8)
    guard patch.contains(where: { $0 > 0x20 }) else { return Grade(unrun: .empty, of: instance) }
    guard let applied = try opened.repository.applied(patch, to: ground.base.tree),
      !applied.paths.isEmpty
    else { return Grade(unrun: .doesNotApply, of: instance) }
    guard applied.tree != ground.base.tree else { return Grade(unrun: .empty, of: instance) }
    let tree = try ground.withTests(applied.tree, in: opened.repository)
    let graded = try InstanceGround.commit(
      tree, on: ground.base.commit, saying: "Prediction and tests\n", in: opened.repository)
    let seen = try await opened.tests(by: command, at: graded, reporter: reporter, stop: stop)
    let lack = seen.lack.map { Redactor(hiding: opened.settings.secrets())($0.sentence).value }
    return Grade(seen.tests, lacking: lack, of: instance)
  }
}

extension OpenRepository {
  /// Runs the tests once at `base`, confined and connected as the settings want it for runs.
  ///
  /// - Throws: As of ``tests(of:reporter:stop:)``; ``EvaluationError/interrupted`` when `stop` is requested.
  func tests(
    by command: String, at base: Base, reporter: any Reporter, stop: StopRequest
  ) async throws -> Observation {
    var run = Run(trying: command, at: base, for: "evaluation", within: settings.testSeconds)
    run.mandate.sandbox = settings.sandbox
    run.mandate.network = settings.network
    let seen = try await tests(of: run, reporter: reporter, stop: stop).seen
    if stop.isRequested { throw EvaluationError.interrupted }
    return seen
  }
}
