import Foundation
import Support
import Testing

/// A repository in which a series waits for what people do with it.
final class Delivered {
  let journey: Journey
  /// The run's id.
  let run: String
  /// The series' branch, as people name it.
  let branch: String
  /// Its one patch.
  let patch: String

  var repository: TemporaryRepository { journey.repository }

  /// The repository that all are copies of, made once: a run takes its time.
  private static let template = Result {
    let journey = try Journey(Buggy.offByOne)
    let issue = try journey.issue("# Totals lack the first value\n\nSee `total` in sums.py.\n")
    let ended = try journey.colleague("work", "--quiet", issue)
    guard ended.status == 0 else { throw GitFailed(errors: ended.errors) }
    journey.repository.directory.removeAtExit()
    return journey.repository
  }

  /// A copy of a repository with one bug, whose issue has been carried out.
  init() throws {
    journey = try Journey(copying: Delivered.template.get())
    let ref = try #require(try journey.refs("refs/heads/colleague/").first)
    branch = String(ref.dropFirst("refs/heads/".count))
    run = String(
      try #require(try journey.refs("refs/colleague/runs/").first)
        .dropFirst("refs/colleague/runs/".count))
    patch = try journey.repository.git("rev-parse", ref)
  }

  /// Lets `main` get a commit that has nothing to do with the series.
  func moveOn(_ file: String = "other.txt") throws {
    try repository.write("more of \(file)\n", to: file)
    try repository.git("add", file)
    try repository.git("commit", "-qm", "add \(file)")
  }

  /// The merge status's word, as `runs` prints it.
  func mergeStatus() throws -> String {
    let ended = try journey.colleague("runs", "--porcelain")
    return ended.output.split(separator: "\n").first?.split(separator: "\t").last.map(String.init)
      ?? ended.errors
  }

  /// What `show` says of it.
  func sentence() throws -> String {
    let lines = try journey.colleague("show", run).output.split(separator: "\n")
    return lines.first { $0.hasPrefix("merge:") }.map {
      $0.dropFirst("merge:".count).trimmingCharacters(in: .whitespaces)
    } ?? ""
  }

  /// The merge status in the run's newest state; `nil` where none was kept.
  func kept() throws -> [String: Any]? {
    let text = try repository.git("show", "refs/colleague/runs/\(run):run.json")
    let record = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return record?["verdict"] as? [String: Any]
  }

  /// The note on a commit; `nil` where it has none.
  func note(on commit: String) throws -> String? {
    do { return try repository.git("notes", "--ref=colleague", "show", commit) } catch is GitFailed
    {
      return nil
    }
  }
}
