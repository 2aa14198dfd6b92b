package import Processes
package import Vocabulary
import Workspaces

extension OpenRepository {
  /// Runs the tests of `run` once at its base, in the sandbox, as a run would begin; nothing of it is kept.
  ///
  /// - Returns: What was seen, and the seconds it took, without those of the setup before.
  /// - Throws: ``RunError``, or what the workspace throws; whatever was under way is gone then.
  package func tests(
    of run: Run, reporter: any Reporter, stop: StopRequest
  ) async throws -> (seen: Observation, seconds: Double) {
    let lock = try cache.lock(run.id, of: repository)
    defer {
      cache.removeFolder(of: run.id)
      lock.release()
    }
    let environment = try await environment(for: run, reporter: reporter, stop: stop)
    var workspace = RunWorkspace(
      run: run, after: [], repository: try another(), cache: cache.path,
      readable: settings.readable, allowing: settings.sandboxAllow, in: environment,
      tellOfSetup: { reporter.report(.setup($0)) }
    ) { _, _, _ in }
    let start = ContinuousClock.now
    let seen = try await workspace.perform(.test(.working), within: run.mandate.testSeconds)
    return (seen, (ContinuousClock.now - start) / .seconds(1))
  }
}

extension Run {
  /// A run that does nothing but to try a test command, which may take so many seconds.
  package init(trying command: String, at base: Base, for purpose: String, within seconds: Double) {
    var generator = SystemRandomNumberGenerator()
    let now = SystemClock().now
    self.init(
      id: RunID(slug: Slug(purpose), time: now, using: &generator), issue: Issue(title: purpose),
      base: base.commit, baseTree: base.tree, baseName: base.name,
      mandate: Mandate(testCommand: command, testSeconds: seconds), trigger: .manual,
      policy: .other(purpose), began: now)
  }
}
