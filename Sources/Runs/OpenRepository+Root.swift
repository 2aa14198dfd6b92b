import Git
package import Processes
package import Vocabulary
package import Workspaces

extension OpenRepository {
  /// Makes the root ready that the settings name for commands; `nil` where they name none.
  ///
  /// - Parameter sandboxing: How commands are confined that are to see it.
  /// - Throws: ``RunError/root(_:)`` when there can be none, ``RunError/interrupted`` when `stop` is requested meanwhile;
  ///   whatever was under way is gone then.
  package func root(
    for sandboxing: Mandate.Sandboxing, reporter: any Reporter, stop: StopRequest
  ) async throws(RunError) -> RunRoot? {
    guard let reference = settings.environment.root else { return nil }
    guard sandboxing == .required else {
      throw .root(RootError(root: reference.text, cause: .unconfined))
    }
    try cache.make()
    let home = Environment.value("HOME")
    let apart = [
      home, repository.gitDirectory, repository.commonDirectory, repository.workingDirectory,
      StateFolder.path,
    ].compactMap(\.self)
    let path = cache.path
    let work = Task {
      try await RunRoot.ready(reference, cache: path, apartFrom: apart + [path], home: home) {
        reporter.report(.root($0))
      }
    }
    stop.onRequest { work.cancel() }
    do { return try await work.value } catch { throw RunError(error) }
  }
}
