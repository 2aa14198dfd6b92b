import Git
import Models
import Text
import Vocabulary

/// Steps with labels: `steps.jsonl` is TRL's stepwise supervision, a run a line, and `steps.full.jsonl` has a line for each
/// step with all that is known of it.
struct StepwiseSteps {
  /// The lines of `run`.
  ///
  /// - Throws: ``GitError`` where a tree that survival is measured in is gone.
  static func records(
    of run: ExportedRun, in repository: borrowing Repository, redactor: Redactor
  ) throws(GitError) -> [ExportRecord] {
    var records: [ExportRecord] = []
    var completions: [JSON] = []
    var labels: [JSON] = []
    for index in run.steps.indices {
      guard
        let turn = ModelTurn(at: index, of: run.steps, byCalls: true, redactor: redactor)
          .map({ ($0.text, $0.steps) }) ?? told(run.steps[index])
      else { continue }
      completions.append(.string(turn.0))
      labels.append(.bool(turn.1.allSatisfy { run.labels[$0 - 1].isGood }))
    }
    if !completions.isEmpty {
      records.append(
        ExportRecord(
          file: "steps.jsonl",
          json: [
            "prompt": .string(run.issueText), "completions": .array(completions),
            "labels": .array(labels),
          ]))
    }
    let merged = try run.mergedCommit.map { commit throws(GitError) in
      try repository.readCommit(commit).tree
    }
    for index in run.steps.indices {
      let json = try full(run, index, merged, repository)
      records.append(ExportRecord(file: "steps.full.jsonl", json: json, isMain: false))
    }
    return records
  }

  /// What a policy without a model did, as text; `nil` for what was not a policy's choice, and for what another agent called
  /// and nobody carried out: nothing is known of it.
  private static func told(_ step: Step) -> (String, [Int])? {
    guard case .policy = step.decidedBy, !step.isKeptCall else { return nil }
    let call = step.told
    let shown: JSON = ["name": .string(call.name), "arguments": call.arguments]
    return (shown.text, [step.number])
  }

  private static func full(
    _ run: ExportedRun, _ index: Int, _ merged: ObjectID?, _ repository: borrowing Repository
  ) throws(GitError) -> JSON {
    let step = run.steps[index]
    let before = run.treeBefore(index)
    let tree = step.observation.tree
    var survival: [String: JSON] = [:]
    if case .edit = step.action, tree != before {
      if let delivered = run.deliveredTree {
        survival["delivered"] =
          try repository.survival(of: tree, since: before, in: delivered).json
      }
      if let merged {
        survival["merged"] = try repository.survival(of: tree, since: before, in: merged).json
      }
    }
    let call = step.told
    return .members([
      "run": .string("\(run.id)"), "step": .int(step.number),
      "decided_by": .string("\(step.decidedBy)"),
      "action": ["name": .string(call.name), "arguments": call.arguments],
      "said": JSON(step.reply?.text),
      "observation": ["text": .string(ATIF.result(of: step)), "outside": true],
      "recollections": (step.observation.recollections ?? []).json,
      "kept": step.isKeptCall ? true : .null,
      "tests": step.observation.tests?.json ?? .null, "tree_before": .string("\(before)"),
      "tree": .string("\(tree)"), "changed": JSON(step.observation.changed),
      "prompt_sha256": JSON(step.reply?.prompt?.digest), "time": .int(step.time),
      "seconds": .double(step.cost.seconds), "labels": run.labels[index].json,
      "survival": survival.isEmpty ? .null : .object(survival), "outcome": run.outcome.json,
    ])
  }
}
