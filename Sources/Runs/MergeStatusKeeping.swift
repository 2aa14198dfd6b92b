import Delivery
package import Provenance
package import Records
package import Vocabulary

/// Looks for what people did with the series of runs, and keeps what is new where that is possible.
package struct MergeStatusKeeping {
  private let reporter: any Reporter

  /// A look that tells `reporter` what goes wrong.
  package init(reporter: any Reporter) { self.reporter = reporter }

  /// What people did, by run.
  ///
  /// A run that another process holds, or a repository in which nothing can be written or nobody is named, only
  /// loses that it is kept; where the look itself fails, a warning says why, and what was known before is the answer.
  package func look(
    at records: [RunRecord], in opened: borrowing OpenRepository
  ) -> [RunID: MergeStatusScan.Found] {
    let found: [RunID: MergeStatusScan.Found]
    do { found = try lookOnly(at: records, in: opened) } catch {
      reporter.report(.warning(error))
      return [:]
    }
    for record in records {
      guard let new = found[record.run.id], new.isWorthKeeping else { continue }
      keep(new.status, on: record, in: opened)
    }
    return found
  }

  /// What people did, by run; nothing is kept.
  ///
  /// - Throws: ``RunError`` where refs or commits cannot be read.
  package func lookOnly(
    at records: [RunRecord], in opened: borrowing OpenRepository
  ) throws(RunError) -> [RunID: MergeStatusScan.Found] {
    do {
      var scan = MergeStatusScan(in: try opened.another())
      let found = try scan.statuses(of: records)
      let cut = Set(
        found.values.filter { $0.status.isCut && $0.isWorthKeeping }.map(\.status.branch))
      for branch in cut.sorted() {
        reporter.report(.scanCut(branch: branch, limit: MergeStatusScan.limit))
      }
      return found
    } catch { throw RunError(error) }
  }

  private func keep(
    _ status: MergeStatus, on record: RunRecord, in opened: borrowing OpenRepository
  ) {
    let id = record.run.id
    guard let author = try? opened.author,
      let lock = try? opened.cache.lock(id, of: opened.repository)
    else { return }
    defer { lock.release() }
    // Whoever was first has kept it.
    guard let stored = try? StoredRun(id, in: opened.repository),
      stored.record.mergeStatus == record.mergeStatus, (try? opened.isOwn(stored)) == true
    else { return }
    // First, since what is kept below says that nothing is left to do.
    try? stored.passOnAuthorship(
      by: status, at: SystemClock().now, author, hiding: opened.settings.secrets(),
      in: opened.repository)
    try? stored.keep(
      status, at: SystemClock().now, by: author, hiding: opened.settings.secrets(),
      in: opened.repository)
    LessonKeeping(reporter: reporter).learn(from: status, of: stored.record, in: opened)
  }
}
