package import Git
package import Sandboxes
package import Vocabulary

extension RunEnvironment {
  /// Sets up what `plan` says for the tree of `run`'s base, or takes the layer that is there.
  ///
  /// - Parameters:
  ///   - cache: The folder for layers, absolute.
  ///   - readable: Paths outside the workspace that commands may read.
  ///   - tell: Hears of what is done, from any thread.
  /// - Throws: ``SetupError``, ``LayerError``, `SandboxError`, `CancellationError`; no half layer is left.
  package mutating func setUp(
    _ plan: SetupPlan, for run: Run, cache: String, readable: [String],
    allowing allowed: Set<Sandbox.Allowance>, in repository: borrowing Repository,
    tell: @escaping @Sendable (SetupEvent) -> Void
  ) async throws {
    let sandbox = try plan.sandbox(
      cache: cache, readable: readable, isConfined: run.mandate.sandbox == .required,
      allowing: allowed, in: self)
    let layers = SetupLayers(sandbox: sandbox, environment: self, plan: plan, tell: tell)
    let layer = try await layers.layer(
      for: run.baseTree, attributesFrom: run.base, in: repository)
    setup = layer
    setupPlan = plan
  }
}

extension BaseLayers {
  /// Drops what is old in `cache`: base layers, setup layers, roots and what Git LFS keeps, of every owner.
  package static func dropAllOld(in cache: String) {
    dropOld(in: cache)
    SetupLayers.dropOld(in: cache)
    RootImages.dropOld(in: cache)
    LargeFileStore.dropOld(in: cache)
  }
}
