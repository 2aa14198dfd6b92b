package import Processes
import Runs

/// Works on the instances of a suite, some at a time, and puts together what came of them.
///
/// What has a result from before is not worked on again, unless the work on it had broken off, or its line has changed.
package struct SuiteEvaluation: Sendable {
  let suite: Suite
  let folder: EvaluationFolder
  let jobs: Int
  let launcher: any InstanceLauncher
  let stop: StopRequest
  let tell: @Sendable (EvaluationEvent) -> Void

  /// An evaluation of `suite`, whose results are kept in `folder`.
  ///
  /// - Parameter jobs: Instances at work at the same time.
  package init(
    of suite: Suite, in folder: EvaluationFolder, jobs: Int, by launcher: any InstanceLauncher,
    stop: StopRequest, tell: @escaping @Sendable (EvaluationEvent) -> Void
  ) {
    (self.suite, self.folder, self.jobs, self.launcher) = (suite, folder, jobs, launcher)
    (self.stop, self.tell) = (stop, tell)
  }

  /// Works on `entries`, which are of the suite and in its order.
  ///
  /// - Returns: How many of them have no result now, or one that says why the work broke off.
  /// - Throws: ``EvaluationError/suite(_:)``, ``EvaluationError/interrupted``; what is done is kept.
  package func work(on entries: [Suite.Entry]) async throws(EvaluationError) -> Int {
    let open: Int
    do {
      open = try await withThrowingTaskGroup(of: Bool.self) { workers in
        var reader = try EntryReader(suite.path)
        var (next, atWork, done, open) = (0, 0, 0, 0)
        while next < entries.count || atWork > 0 {
          while atWork < jobs, next < entries.count, !stop.isRequested {
            let entry = entries[next]
            next += 1
            guard let line = try reader.line(of: entry) else {
              open += 1
              continue
            }
            if let known = known(entry, line) {
              tell(.result(known, isKnown: true))
              done += 1
              continue
            }
            atWork += 1
            workers.addTask { await work(on: entry, line) }
          }
          tell(.progress(done: done, atWork: atWork, waiting: entries.count - next))
          guard atWork > 0 else { break }
          let isGraded = try await workers.next() ?? false
          atWork -= 1
          if isGraded { done += 1 } else { open += 1 }
        }
        return open
      }
    } catch { throw EvaluationError(error) }
    if stop.isRequested { throw .interrupted }
    return open
  }

  /// The result that an instance has from before; `nil` where it is to be worked on.
  private func known(_ entry: Suite.Entry, _ line: [UInt8]) -> InstanceResult? {
    guard let result = folder.result(of: entry.id), result.grade != nil,
      result.digest == InstanceWork.digest(of: line)
    else { return nil }
    return result
  }

  /// Has one instance worked on; whether it was graded.
  private func work(on entry: Suite.Entry, _ line: [UInt8]) async -> Bool {
    do throws(EvaluationError) { try await launcher.work(on: line) } catch {
      if error.kind != .interrupted { tell(.noResult(id: entry.id, error)) }
      return false
    }
    guard let result = folder.result(of: entry.id) else {
      tell(.noResult(id: entry.id, .workerDied(status: 0)))
      return false
    }
    tell(.result(result, isKnown: false))
    return result.grade != nil
  }

  /// Puts together what is there of the suite: `predictions.jsonl` and `results.json` in the folder, in the suite's order.
  ///
  /// - Returns: The results, and the total.
  /// - Throws: ``EvaluationError/folder(_:)``; the files of before are there then.
  package static func gather(
    _ suite: Suite, in folder: EvaluationFolder
  ) throws(EvaluationError) -> EvaluationResults {
    let results = suite.entries.compactMap { folder.result(of: $0.id) }
    var rest = suite.entries[...]
    try folder.write(linesTo: "predictions.jsonl") {
      while let entry = rest.popFirst() {
        guard let prediction = folder.prediction(of: entry.id) else { continue }
        return EvaluationFolder.line(of: prediction)
      }
      return nil
    }
    let all = EvaluationResults(
      suite: suite.path, total: EvaluationTotal(of: results, among: suite.entries.count),
      instances: results)
    try folder.write(all, to: "results.json")
    return all
  }
}
