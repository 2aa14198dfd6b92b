package import Records
package import Vocabulary

/// One run with all its steps and labels, as formats are made of.
package struct ExportedRun: Sendable {
  /// The run and how far it has come.
  package let record: RunRecord
  /// All its steps.
  package let steps: [Step]
  /// The labels of the steps, in the same order.
  package let labels: [StepLabels]
  /// Its episodes of recovery.
  package let episodes: [RecoveryEpisode]
  /// What it came to.
  package let outcome: OutcomeLabels

  /// The run.
  package var run: Run { record.run }
  /// Its name.
  package var id: RunID { record.run.id }

  /// The run of `record` with `steps`; the labels are computed.
  package init(_ record: RunRecord, steps: [Step]) {
    self.record = record
    self.steps = steps
    labels = StepLabels.labels(of: steps, from: record.run.startTree)
    episodes = RecoveryEpisode.episodes(in: steps, from: record.run.startTree)
    outcome = OutcomeLabels(of: record, steps: steps)
  }

  /// The tree before the step at `index`.
  package func treeBefore(_ index: Int) -> ObjectID {
    index == 0 ? run.startTree : steps[index - 1].observation.tree
  }

  /// The tree that was delivered: that of the last patch the change was split into; `nil` where no series was.
  package var deliveredTree: ObjectID? {
    guard record.phase == .delivered, !record.patches.isEmpty else { return nil }
    return steps.last { $0.observation.patches?.isEmpty == false }?.observation.patches?.last?.tree
  }

  /// The commit that holds the last of what people merged; `nil` where nothing is upstream.
  package var mergedCommit: ObjectID? { record.mergeStatus?.mergedCommits.last?.commit }

  /// The models that chose steps, in the order in which they first did.
  package var models: [String] {
    var seen: Set<String> = []
    return steps.compactMap { $0.reply?.model }.filter { seen.insert($0).inserted }
  }
}
