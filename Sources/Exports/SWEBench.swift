import Git
import Models
import Text
import Vocabulary

/// Predictions for SWE-bench: `instance_id`, `model_name_or_path` and `model_patch`, a run a line of `predictions.jsonl`.
struct SWEBench {
  /// The prediction of `run`: what its files differ in from the base as it ended, whether it was delivered or not.
  ///
  /// - Throws: ``GitError`` where one of the trees is gone.
  static func prediction(
    of run: ExportedRun, in repository: borrowing Repository
  ) throws(GitError) -> ExportRecord {
    let end = run.deliveredTree ?? run.steps.last?.observation.tree ?? run.run.startTree
    let patch = try repository.patch(from: run.run.baseTree, to: end)
    return ExportRecord(
      file: "predictions.jsonl",
      json: [
        "instance_id": .string(instance(of: run.run)),
        "model_name_or_path": .string("colleague:\(run.models.first ?? "\(run.run.policy)")"),
        "model_patch": .string(patch),
      ])
  }

  /// The instance that the run is about: the issue's own name in git, a file's name without its ending, a forge's
  /// number; the run's name where it came by standard input.
  static func instance(of run: Run) -> String {
    switch run.issue.origin {
    case .native(let name): return name
    case .forge(let number): return "issue-\(number)"
    case .standardInput: return "\(run.id)"
    case .file(let path):
      let name = path.split(separator: "/").last.map(String.init) ?? path
      guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
      return String(name[..<dot])
    }
  }
}
