import Engine
import Git
import Glibc
import Runners
import Sandboxes
import Vocabulary

/// A candidate made ready: what its layer holds, and whether it can be tried at all.
struct ReadyCandidate: Sendable {
  var index: Int
  var files: [(path: String, bytes: [UInt8], mode: FileMode)]
  var hidden: [String]
  var isRefused: Bool
  /// The tests that it has to face; `nil` for all.
  var tests: [FolderTests.Command]?
}

extension RunWorkspace {
  /// Tries candidates side by side, each in a layer of its own over the run's, one a core.
  ///
  /// The failing tests come first and alone where the runner can be told so; only what turns one of
  /// them faces the whole command.
  mutating func tryOut(
    _ candidates: [Candidate], within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    guard let command = run.mandate.testCommand else {
      return Observation(tree: tree, refusal: "there is no test command")
    }
    let overlay = try preparedOverlay()
    do { try await overlay.prove() } catch { throw WorkspaceFailure(cause: error) }
    try wrapped { () throws(LayerError) in try overlay.materialize(tree, from: repository) }
    var ready: [ReadyCandidate] = []
    let tests = FolderTests(of: command)
    for (index, candidate) in candidates.enumerated() {
      var one = try prepared(candidate, at: index)
      if tests.hasFolders {
        let paths = one.files.map(\.path) + one.hidden
        one.tests = try wrapped { () throws(GitError) in try chosen(of: tests, changing: paths) }
      }
      ready.append(one)
    }
    // An edit that passes is to be tested and judged before the time is up.
    let reserve = min(seconds / 4, 2 * (hasHung ? 5 : baselineSeconds) + 1)
    let trial = Trial(
      command: command, baseline: baseline, knowing: folderReports, aside: aside,
      issue: run.issue, sandbox: overlay.sandbox, original: overlay.original,
      seconds: seconds - reserve,
      baselineSeconds: hasHung ? nil : baselineSeconds)
    let marks = try await raced(ready, by: trial, on: overlay, total: candidates.count)
    return Observation(
      tree: tree,
      results: zip(candidates, marks).compactMap { candidate, mark in
        mark.map { CandidateResult(id: candidate.id, mark: $0.mark, turned: $0.turned) }
      })
  }

  private func prepared(
    _ candidate: Candidate, at index: Int
  ) throws(WorkspaceFailure) -> ReadyCandidate {
    var ready = ReadyCandidate(index: index, files: [], hidden: [], isRefused: false)
    guard case .success(let edited) = try files(of: tree, editedBy: candidate.edits) else {
      ready.isRefused = true
      return ready
    }
    try wrapped { () throws(any Error) in
      for (path, file) in edited.sorted {
        guard let file else {
          ready.hidden.append(path)
          continue
        }
        let bytes = try repository.filtered(
          file.bytes, at: path, attributesFrom: run.base)
        ready.files.append((path, bytes, file.mode))
      }
    }
    return ready
  }

  /// Hands the candidates to the workers and collects the marks in order.
  private func raced(
    _ ready: [ReadyCandidate], by trial: Trial, on overlay: OverlayFilesystem, total: Int
  ) async throws(WorkspaceFailure) -> [Trial.Mark?] {
    let workers = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN)), ready.count))
    var places: [(layer: LayerFolder, root: Root, reports: LayerFolder?)] = []
    for number in 0..<workers {
      places.append(
        try wrapped { () throws(LayerError) in
          let (layer, root) = try overlay.place(named: "trial-\(number)", isClean: false)
          let reports = overlay.asksForReports ? try overlay.reports(for: "trial-\(number)") : nil
          return (layer, root, reports)
        })
    }
    let queue = WorkQueue(count: ready.count)
    let tell = self.tell
    do {
      return try await withThrowingTaskGroup(of: [(Int, Trial.Mark)].self) { group in
        for (layer, root, reports) in places {
          group.addTask {
            var marks: [(Int, Trial.Mark)] = []
            while let indices = queue.next(trial.stride), !trial.isPastDeadline {
              let taken = try await trial.marks(
                of: indices.map { ready[$0] }, in: layer, root, reportingTo: reports)
              for (index, mark) in zip(indices, taken) {
                guard let mark else { continue }
                marks.append((index, mark))
                let (tried, passing) = queue.finish(isPassing: mark.mark == .passes)
                tell(tried, total, passing)
              }
            }
            return marks
          }
        }
        var all = [Trial.Mark?](repeating: nil, count: ready.count)
        for try await marks in group {
          for (index, mark) in marks { all[index] = mark }
        }
        return all
      }
    } catch SandboxError.cancelled {
      throw WorkspaceFailure(cause: CancellationError())
    } catch {
      throw WorkspaceFailure(cause: error)
    }
  }
}
