import Git
package import Processes
package import Vocabulary
package import Workspaces

extension OpenRepository {
  /// Finds what commands of `run` see beside its tree, and sets up what the settings say.
  ///
  /// - Throws: ``RunError/root(_:)`` when there is no root as the settings want it, ``RunError/setup(_:)`` when nothing could be set up, ``RunError/interrupted`` when `stop` is requested
  ///   meanwhile; whatever was under way is gone then.
  package func environment(
    for run: Run, reporter: any Reporter, stop: StopRequest
  ) async throws(RunError) -> RunEnvironment {
    let variables = Environment.all
    let root = try await root(for: run.mandate.sandbox, reporter: reporter, stop: stop)
    var environment: RunEnvironment
    do {
      let (found, omitted) = try RunEnvironment.found(
        for: run.baseTree, by: settings.environment, variables: variables, in: repository,
        root: root)
      environment = found
      reporter.report(.environment(found, omitted: omitted))
    } catch { throw .git(error) }
    guard let plan = SetupPlan(settings.environment, variables: variables) else {
      return environment
    }
    let (directory, path, settings) = (repository.gitDirectory, cache.path, self.settings)
    let begun = environment
    let work = Task {
      var environment = begun
      try await environment.setUp(
        plan, for: run, cache: path, readable: settings.readable, allowing: settings.sandboxAllow,
        in: try Repository(gitDirectory: directory)
      ) { reporter.report(.setup($0)) }
      return environment
    }
    stop.onRequest { work.cancel() }
    do {
      environment = try await work.value
      return environment
    } catch let error as SetupError { throw .setup(error) } catch { throw RunError(error) }
  }
}
