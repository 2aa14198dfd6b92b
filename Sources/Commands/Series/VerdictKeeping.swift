import Git
import Provenance
import Records
import Text
import Vocabulary

/// Looks what people did with the series of runs, and keeps what is new where that is possible.
enum VerdictKeeping {
  /// What people did, by run.
  ///
  /// A run that another process has hold of, or a repository in which nothing can be written or nobody is
  /// named, only loses that it is kept; where the look itself fails, a warning says why, and what was known
  /// before is the answer.
  static func look(
    at records: [RunRecord], in opened: borrowing OpenRepository
  ) -> [String: VerdictLook.Found] {
    let found: [String: VerdictLook.Found]
    do { found = try lookOnly(at: records, in: opened) } catch {
      Console.standard.warn(Failure(error))
      return [:]
    }
    for record in records {
      guard let new = found[record.run.id], new.isWorthKeeping else { continue }
      keep(new.verdict, on: record, in: opened)
    }
    return found
  }

  /// What people did, by run; nothing is kept.
  static func lookOnly(
    at records: [RunRecord], in opened: borrowing OpenRepository
  ) throws -> [String: VerdictLook.Found] {
    var look = VerdictLook(in: try opened.another())
    let found = try look.look(at: records)
    let cut = Set(
      found.values.filter { $0.verdict.isCut && $0.isWorthKeeping }.map(\.verdict.branch))
    for branch in cut.sorted() {
      Console.standard.note(
        "only \(VerdictLook.limit) of the new commits of \(visible(RefNames.branchName(branch))) were looked at"
      )
    }
    return found
  }

  private static func keep(
    _ verdict: SeriesVerdict, on record: RunRecord, in opened: borrowing OpenRepository
  ) {
    let id = record.run.id
    guard let author = opened.settings.author,
      let lock = try? RunLock.take(of: id, in: opened.repository)
    else { return }
    defer { lock.release() }
    // Whoever was first has kept it.
    guard let stored = try? StoredRun(id, in: opened.repository),
      stored.record.verdict == record.verdict
    else { return }
    try? stored.keep(
      verdict, at: SystemClock().now, by: author, hiding: Settings.secrets(with: nil),
      in: opened.repository)
  }
}

/// A verdict on a series as a person reads it: `edited, reworked in 1f3a9c2b0d4e: sums.py +2 -1`.
func sentence(of verdict: SeriesVerdict) -> String {
  var text = verdict.word.rawValue
  if let how = verdict.how { text += ", \(how.rawValue)" }
  if verdict.how != .asDelivered, !verdict.landings.isEmpty {
    text += " in " + verdict.landings.map { $0.commit.abbreviated() }.joined(separator: ", ")
  }
  if !verdict.changes.isEmpty {
    let changes = verdict.changes.map { "\(visible($0.path)) +\($0.added) -\($0.removed)" }
    text += ": " + changes.joined(separator: ", ")
  }
  let branch = visible(RefNames.branchName(verdict.branch))
  return verdict.isCut ? "\(text) (not all commits of \(branch) were looked at)" : text
}
