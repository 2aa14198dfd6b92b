import Git
import Records
import Vocabulary

extension MemoryIndex {
  /// Takes in the runs that are new or have gone on, the newest first; and forgets those that are gone.
  ///
  /// Only what has ended is read, and only runs for which the key vouches are told of; of others it is kept that they were
  /// looked at.
  func takeInRuns(
    from repository: borrowing Repository, until end: Deadline
  ) throws(MemoryError) -> (count: Int, isComplete: Bool) {
    let refs = try reading { () throws(GitError) in
      try repository.references(withPrefix: RefNames.runs)
    }
    var live: [String: ObjectID] = [:]
    for (name, tip) in refs {
      let id = String(name.dropFirst(RefNames.runs.count))
      if RunID(id) != nil { live[id] = tip }
    }
    let archived = try archivedRuns(in: repository)
    try forgetGone(live: live, archived: archived, in: repository)
    var count = 0
    let wanted = try wanted(live, archived.entries)
    for id in wanted.sorted(by: >) {
      if count > 0, end.hasPassed { return (count, false) }
      let entry = live[id] == nil ? archived.entries[id] : nil
      try takeIn(id, entry: entry ?? nil, in: repository)
      count += 1
    }
    if let tree = archived.tree { try keepMeta("archive", tree.description) }
    return (count, true)
  }

  /// What the archive's index has that it had not when it was last looked at to the end.
  private struct ArchivedChanges {
    /// The index as it is now; `nil` for none.
    var tree: ObjectID?
    /// The files of runs that are new or others than before, by the run; no file for one that is gone.
    var entries: [String: ObjectID?] = [:]
  }

  private func archivedRuns(
    in repository: borrowing Repository
  ) throws(MemoryError) -> ArchivedChanges {
    let known = try meta("archive").flatMap { ObjectID($0) }
    return try reading { () throws(GitError) in
      guard let tip = try repository.reference(RefNames.archive) else { return ArchivedChanges() }
      var changes = ArchivedChanges(tree: try repository.readCommit(tip).tree)
      guard let tree = changes.tree else { return changes }
      // An index that was collected since is compared with nothing.
      let isThere =
        try known.map { known throws(GitError) in try repository.exists(known) } ?? false
      for change in try repository.changes(from: isThere ? known : nil, to: tree) {
        let id = String(change.path.lastPathPart)
        if RunID(id) != nil { changes.entries[id] = .some(change.new?.id) }
      }
      return changes
    }
  }

  /// Those of the runs that were not looked at as they are.
  private func wanted(
    _ live: [String: ObjectID], _ archived: [String: ObjectID?]
  ) throws(MemoryError) -> [String] {
    var known: [String: (tip: [UInt8], entry: [UInt8]?)] = [:]
    try database.each("SELECT id, tip, entry FROM runs") { row in
      if let id = row.text(0) { known[id] = (row.bytes(1) ?? [], row.bytes(2)) }
      return true
    }
    var wanted = live.filter { known[$0.key]?.tip != $0.value.bytes }.map(\.key)
    for (id, entry) in archived where live[id] == nil {
      if let entry, known[id]?.entry != entry.bytes { wanted.append(id) }
    }
    return wanted
  }

  /// Forgets the runs that neither have a ref nor are in the archive any more.
  private func forgetGone(
    live: [String: ObjectID], archived: ArchivedChanges, in repository: borrowing Repository
  ) throws(MemoryError) {
    var gone: [(number: Int, id: String)] = []
    try database.each("SELECT number, id, entry FROM runs") { row in
      guard let id = row.text(1), live[id] == nil else { return true }
      let isRemoved = archived.tree == nil || archived.entries[id] == .some(nil)
      if row.isNull(2) || isRemoved { gone.append((row.integer(0), id)) }
      return true
    }
    for (number, id) in gone {
      guard let run = RunID(id) else { continue }
      let isArchived = (try? Archive.run(run, in: repository)) != nil
      if !isArchived { try forget(number) }
    }
  }

  /// Reads one run and keeps what may be told of it; nothing but that it was looked at where it cannot be read, has not
  /// ended, or is not vouched for.
  private func takeIn(
    _ id: String, entry: ObjectID?, in repository: borrowing Repository
  ) throws(MemoryError) {
    let known = try database.first(
      "SELECT number FROM runs WHERE id = ?", [.text(id)]
    ) { $0.integer(0) }
    if let known { try forget(known) }
    guard let run = RunID(id) else { return }
    let stored = try? StoredRun(run, in: repository)
    guard let stored else {
      let tip = (try? repository.reference(RefNames.run(run))) ?? .zero
      return try keep(RunRow(id: id, tip: tip, entry: entry))
    }
    var row = RunRow(id: id, tip: stored.tip, entry: entry)
    let record = stored.record
    row.began = record.run.began
    let isOwn = (try? stored.isOwn(by: key, in: repository)) ?? false
    guard isOwn, record.isConcluded,
      let document = try? RunReading.document(of: stored, in: repository)
    else { return try keep(row) }
    row.title = RunDocument.line(record.run.issue.title)
    row.outcome = record.outcome?.rawValue
    row.status = record.mergeStatus?.word.rawValue
    row.how = record.mergeStatus?.how?.rawValue
    row.isTold = true
    try keep(row)
    let number = try database.first(
      "SELECT number FROM runs WHERE id = ?", [.text(id)]
    ) { $0.integer(0) }
    if let number { try keep(document, of: number) }
  }

  /// A row of the runs.
  struct RunRow {
    var id: String
    var tip: ObjectID
    var entry: ObjectID?
    var isTold = false
    var title: String?
    var outcome: String?
    var status: String?
    var how: String?
    var began = 0
  }

  /// Keeps that a run was looked at. Numbers grow: FTS5 gathers only rows whose numbers do.
  private func keep(_ row: RunRow) throws(MemoryError) {
    try database.run(
      """
      INSERT INTO runs(id, tip, entry, isTold, title, outcome, status, how, began)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(row.id), .bytes(row.tip.bytes), .optional(row.entry?.bytes),
        .integer(row.isTold ? 1 : 0), .optional(row.title), .optional(row.outcome),
        .optional(row.status), .optional(row.how), .integer(row.began),
      ])
  }
}
