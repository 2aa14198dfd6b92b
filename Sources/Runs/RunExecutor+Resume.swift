import Delivery
import Engine
import Git
import Models
import Processes
import Records
import Text
package import Vocabulary

extension RunExecutor {
  /// Goes on with the run `id`, or finishes its delivery.
  ///
  /// - Parameters:
  ///   - other: Who decides instead of the run's own policy.
  ///   - answer: What a person says to the question that the run waits for.
  ///   - recording: The steps that a run of the policy `replay` does again.
  /// - Throws: ``RunError/ended(run:outcome:)``, ``RunError/asking(run:question:)``, ``RunError/busy(run:holder:)``
  ///   when somebody works on it, ``RunError/notResumable(run:policy:)``, ``RunError/foreign(run:)``; the run is as it
  ///   was then. What ``begin(_:)`` throws when the work breaks off.
  package func resume(
    _ id: RunID, by other: PolicyKind? = nil, answering answer: String? = nil,
    replaying recording: [Step]? = nil
  ) async throws(RunError) -> EndedRun {
    let lock = try opened.cache.lock(id, of: opened.repository)
    var trail: GitTrail
    let (kind, policy): (PolicyKind, RunPolicy?)
    do {
      let stored = try StoredRun(id, in: opened.repository)
      guard try opened.isOwn(stored) else { throw RunError.foreign(run: id) }
      let record = stored.record
      if record.run.imported != nil, let other, other != .imported {
        throw RunError.notResumableBy(run: id, policy: other)
      }
      kind = other ?? record.run.policy
      // Nobody is asked any more while a series is put in place; but where a model is set, its key is no text for
      // any record.
      policy =
        record.phase == .delivering
        ? try? self.policy(kind, of: id, recording) : try self.policy(kind, of: id, recording)
      trail = try GitTrail.resume(
        id, in: try opened.another(), author: try opened.author,
        secrets: opened.settings.secrets(with: policy?.model))
    } catch { throw RunError(error) }
    if trail.record.phase != .working { return try finish(&trail, releasing: lock) }
    guard let policy = other == nil ? policy?.resumed(after: trail.steps) : policy else {
      throw .notResumable(run: id, policy: kind)
    }
    if let answer {
      try keep(answer, in: &trail)
    } else if let question = trail.steps.openQuestion {
      lock.release()
      reporter.report(.question(question))
      throw .asking(run: id, question: question)
    }
    var run = trail.record.run
    run.policy = policy.kind
    reporter.report(.prepared(run, model: policy.model == nil ? nil : opened.settings.model))
    stop.arm()
    let environment = try await opened.environment(
      for: run.confined(by: opened.settings), reporter: reporter, stop: stop)
    do { try trail.keepResumption(at: clock.now) } catch { throw .records(error) }
    return try await execute(trail, in: environment, holding: lock, by: policy)
  }

  /// Delivers the series of the run `id`, which was not delivered because of what is in it: a person has looked at that.
  ///
  /// - Throws: ``RunError/notWithheld(run:)``, ``RunError/busy(run:holder:)``, ``RunError/foreign(run:)``; the run is as
  ///   it was then.
  package func letThrough(_ id: RunID) throws(RunError) -> EndedRun {
    let lock = try opened.cache.lock(id, of: opened.repository)
    defer { lock.release() }
    do {
      let stored = try StoredRun(id, in: opened.repository)
      guard try opened.isOwn(stored) else { throw RunError.foreign(run: id) }
      guard stored.record.isWithheld else { throw RunError.notWithheld(run: id) }
      // Nobody is asked, but the key of a model is no text for any record.
      let model = (try? policy(stored.record.run.policy, of: id, nil))?.model
      var trail = try GitTrail.resume(
        id, in: try opened.another(), author: try opened.author,
        secrets: opened.settings.secrets(with: model))
      try conclude(
        &trail, as: stored.record.withheldOutcome ?? outcome(of: trail), isLetThrough: true)
      handOver(trail.record)
      reporter.report(.ended(trail.record))
      return EndedRun(record: trail.record, steps: trail.steps)
    } catch { throw RunError(error) }
  }

  /// The outcome that the steps of a run have come to by themselves.
  private func outcome(of trail: borrowing GitTrail) -> Outcome {
    let situation = Situation(of: trail.record.run, after: trail.steps)
    if case .stop(let outcome) = nextAction(in: situation) { return outcome }
    return .unresolved
  }

  /// Puts the series of a run that died while delivering in place.
  ///
  /// - Throws: ``RunError/ended(run:outcome:)`` for a run that was not delivering.
  private func finish(
    _ trail: inout GitTrail, releasing lock: consuming RunLock
  ) throws(RunError) -> EndedRun {
    let held = lock
    defer { opened.cache.clearLeftovers(in: opened.repository) }
    guard trail.record.phase == .delivering, let outcome = trail.record.outcome else {
      held.release()
      throw .ended(run: trail.record.run.id, outcome: trail.record.outcome)
    }
    do { try conclude(&trail, as: outcome) } catch { throw .records(error) }
    LessonKeeping(reporter: reporter).learn(from: trail.record, steps: trail.steps, in: opened)
    handOver(trail.record)
    held.release()
    return EndedRun(record: trail.record, steps: trail.steps)
  }

  /// The policy that goes on with the run `id`.
  private func policy(
    _ kind: PolicyKind, of id: RunID, _ recording: [Step]?
  ) throws(RunError) -> RunPolicy {
    switch kind {
    case .repair: return .repair
    case .model: return try .asking(opened.settings.model, in: opened.cache)
    case .imported:
      let stored: StoredRun
      do { stored = try StoredRun(id, in: opened.repository) } catch { throw .records(error) }
      return .imported(try TrajectoryRecord.read(stored, in: opened.repository))
    case .replay, .other:
      guard kind == .replay, let recording else { throw .notResumable(run: id, policy: kind) }
      return .replay(recording)
    }
  }

  /// Keeps the answer as a step of the person's.
  private func keep(_ answer: String, in trail: inout GitTrail) throws(RunError) {
    guard let last = trail.steps.last, let question = trail.steps.openQuestion else {
      throw .askedNothing(run: trail.record.run.id)
    }
    let step = Step(
      number: last.number + 1, action: .ask(question: question),
      observation: Observation(tree: last.observation.tree, output: Excerpt(answer)),
      decidedBy: .person, time: max(last.time, clock.now), cost: .nothing)
    do { try trail.append(step) } catch { throw .loop(.trail(error)) }
  }
}
