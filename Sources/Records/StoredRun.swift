package import Git
package import Vocabulary

/// A run as its ref holds it: read, never written.
package struct StoredRun: Sendable {
  /// The run and how far it has come.
  package let record: RunRecord
  /// The newest state commit.
  package let tip: ObjectID
  /// The tree of that state.
  let tree: ObjectID
  /// The newest step's code commit; `nil` before the first step.
  package let codeTip: ObjectID?
  /// Whether its ref is gone, and the archive leads to it.
  private var isArchived = false

  /// Reads the newest state of the run `id`, also of an archived one; its steps are read by
  /// ``steps(in:after:)``.
  package init(_ id: RunID, in repository: borrowing Repository) throws(RecordsError) {
    var found: ObjectID?
    do { found = try repository.reference(RefNames.run(id)) } catch { throw .git(error) }
    var archived: ArchivedRun?
    if found == nil {
      archived = try Archive.run(id, in: repository)
      found = archived?.tip
    }
    guard let tip = found else { throw .noSuchRun("\(id)") }
    let isArchived = archived != nil
    self = try StoredRun.reading(id, isArchived: isArchived) { () throws(RecordsError) in
      try StoredRun(id, at: tip, status: archived?.record.mergeStatus, in: repository)
    }
    self.isArchived = isArchived
  }

  /// What `read` reads of the run `id`, its errors with the run.
  private static func reading<Value>(
    _ id: RunID, isArchived: Bool, _ read: () throws(RecordsError) -> Value
  ) throws(RecordsError) -> Value {
    do { return try read() } catch {
      switch error {
      case .git, .unreadable: throw .unreadableRun(id, isArchived: isArchived, cause: error)
      default: throw error
      }
    }
  }

  /// Reads the state `tip` of the run `id`; the archive may know a newer merge `status` than that state.
  init(
    _ id: RunID, at tip: ObjectID, status: MergeStatus? = nil,
    in repository: borrowing Repository
  ) throws(RecordsError) {
    self.tip = tip
    do {
      tree = try repository.readCommit(tip).tree
    } catch { throw .git(error) }
    var record: RunRecord = try StepCodec.decode(
      try file("run.json", of: tree, in: repository) ?? [], path: "\(id):run.json")
    guard record.run.id == id else {
      throw .unreadable(
        path: "\(id):run.json", cause: RecordsError.noSuchRun("\(record.run.id)"))
    }
    if let text = try file("issue.md", of: tree, in: repository) {
      record.run.issue.body = issueBody(String(decoding: text, as: UTF8.self))
    }
    // A run whose prompts cannot be rendered again is a run all the same: the doctor tells of it.
    let memory = (try? StoredRun.memory(of: id, at: tree, in: repository)) ?? MemoryRecord([])
    record.run.recollections = memory.recollections
    record.run.repairPriors = memory.priors
    record.mergeStatus = status ?? record.mergeStatus
    self.record = record
    codeTip = try StoredRun.codeTip(from: tip, in: repository)
  }

  /// What the run `id` was told when it began, as a state's tree has it.
  private static func memory(
    of id: RunID, at tree: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> MemoryRecord {
    let path = "\(id):\(MemoryRecord.path)"
    let bytes: [UInt8]?
    do {
      guard let entry = try repository.entry(at: MemoryRecord.path, inTree: tree) else {
        return MemoryRecord([])
      }
      bytes = try repository.readBlob(entry.id, limit: MemoryRecord.byteLimit)
    } catch { throw .unreadable(path: path, cause: error) }
    return try MemoryRecord(bytes ?? [], path: path)
  }

  /// Whether what the run was told when it began can be read; where it cannot, the run counts as one that was told
  /// nothing.
  ///
  /// - Throws: ``RecordsError/unreadable(path:cause:)``, ``RecordsError/newerFormat(path:version:)``.
  package func checkMemory(in repository: borrowing Repository) throws(RecordsError) {
    _ = try StoredRun.memory(of: record.run.id, at: tree, in: repository)
  }

  /// Follows first parents to the newest state that has a code commit beside it.
  private static func codeTip(
    from tip: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> ObjectID? {
    var state: ObjectID? = tip
    while let id = state {
      let parents: [ObjectID]
      do { parents = try repository.readCommit(id).parents } catch { throw .git(error) }
      if parents.count > 1 { return parents[1] }
      state = parents.first
    }
    return nil
  }

  /// Whether `key` vouches for the newest state, and so for all of the trail.
  package func isOwn(
    by key: RecordKey?, in repository: borrowing Repository
  ) throws(RecordsError) -> Bool {
    guard let key else { return false }
    return try key.vouches(for: tip, at: RefNames.run(record.run.id), in: repository)
  }

  /// The steps numbered above `number`, in order.
  package func steps(
    in repository: borrowing Repository, after number: Int = 0
  ) throws(RecordsError) -> [Step] {
    var steps: [Step] = []
    for number in (number + 1)..<(max(number, record.steps) + 1) {
      steps.append(try step(number, in: repository))
    }
    return steps
  }

  /// One step.
  package func step(
    _ number: Int, in repository: borrowing Repository
  ) throws(RecordsError) -> Step {
    try StoredRun.reading(record.run.id, isArchived: isArchived) { () throws(RecordsError) in
      let path = StepCodec.path(of: number)
      guard let json = try file(path, of: tree, in: repository) else {
        throw .noSuchStep(number, of: "\(record.run.id)")
      }
      let log = try file(StepCodec.logPath(of: number), of: tree, in: repository) ?? []
      return try StepCodec.decode(json: json, log: log, path: "\(record.run.id):\(path)")
    }
  }

  /// The text of `plan.md`, `cover.md` or `issue.md`; `nil` when the state has none.
  package func text(
    of name: String, in repository: borrowing Repository
  ) throws(RecordsError) -> String? {
    try StoredRun.reading(record.run.id, isArchived: isArchived) { () throws(RecordsError) in
      try file(name, of: tree, in: repository).map { String(decoding: $0, as: UTF8.self) }
    }
  }
}

/// The bytes of one file of a state's tree; `nil` when there is none.
private func file(
  _ path: String, of tree: ObjectID, in repository: borrowing Repository
) throws(RecordsError) -> [UInt8]? {
  do {
    guard let entry = try repository.entry(at: path, inTree: tree) else { return nil }
    return try repository.readBlob(entry.id)
  } catch { throw .git(error) }
}

/// `issue.md`: the title as a heading, a blank line, the body as it was.
func issueText(_ issue: Issue) -> String { "# \(issue.title)\n\n\(issue.body)" }

/// The body out of what ``issueText(_:)`` made.
func issueBody(_ text: String) -> String {
  guard let end = text.firstRange(of: "\n\n") else { return "" }
  return String(text[end.upperBound...])
}
