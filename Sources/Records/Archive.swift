package import Git
import Text
package import Vocabulary

/// The finished runs, in git: one chain for all of them, so that their number slows nothing.
///
/// `refs/colleague/archive`: a commit for each run, whose second parent is the run's newest state and whose
/// tree is the index, `YYYY/MM/DD/xx/<run-id>`. The run's own ref goes once the archive has it.
/// `refs/colleague/resolved`: an index of those that have resolved an issue and delivered a series, by the name that
/// git would give the issue's text, `ab/<38 digits>/<run-id>`.
package struct Archive: Sendable {
  /// How many finished runs keep a ref of their own.
  package static let keptRuns = 50

  private let author: Author

  /// The archive; changes to it are committed by `author`.
  package init(author: Author) { self.author = author }

  /// Moves the oldest finished runs into the archive when there are many: the newest
  /// ``keptRuns`` keep their own ref, by when they began.
  ///
  /// Order: the archive's commits, sync, its ref; then the runs' refs by compare-and-swap. A crash in
  /// between leaves runs that are in both places, which the next call puts right. A run that waits, was
  /// interrupted or broke off is not finished, and stays.
  ///
  /// - Parameters:
  ///   - slack: How many more may there be before anything is done.
  ///   - statuses: Tells what people did with the series of runs before these leave everybody's sight, by run.
  ///   - mayMove: Asked for each; `false` leaves the run where it is.
  /// - Returns: How many were moved.
  /// - Complexity: O(*n*) in the runs with a ref of their own.
  @discardableResult
  package func moveOldest(
    of repository: borrowing Repository, slack: Int, at time: Int,
    statuses: ([RunRecord]) -> [RunID: MergeStatus], mayMove: (RunID) -> Bool
  ) throws(RecordsError) -> Int {
    let ids = try RunIndex.ids(in: repository)
    guard ids.count > Archive.keptRuns + slack else { return 0 }
    var finished: [StoredRun] = []
    for id in ids {
      // One that cannot be read is the doctor's to report.
      guard let run = try? StoredRun(id, in: repository), run.record.isFinished else { continue }
      finished.append(run)
    }
    // Their names know the day alone.
    finished.sort {
      ($0.record.run.began, $0.record.run.id) < ($1.record.run.began, $1.record.run.id)
    }
    let surplus = max(0, finished.count - Archive.keptRuns)
    let moved = finished.prefix(surplus).filter { mayMove($0.record.run.id) }
    let known = moved.isEmpty ? [:] : statuses(moved.map(\.record))
    try add(Array(moved), to: repository, at: time, statuses: known)
    return moved.count
  }

  /// Puts runs into the archive and takes their own refs away.
  ///
  /// What they have resolved comes first: a crash in between leaves runs that are found in both ways.
  ///
  /// - Parameter statuses: What people did with their series, by run, where that is newer than their records.
  package func add(
    _ runs: [StoredRun], to repository: borrowing Repository, at time: Int,
    statuses: [RunID: MergeStatus] = [:]
  ) throws(RecordsError) {
    var additions: [IndexChain.Addition] = []
    var refs: [(name: String, tip: ObjectID)] = []
    let resolved = runs.filter { $0.record.outcome == .resolved && $0.record.phase == .delivered }
    try IndexChain(at: RefNames.resolved, author: author).add(
      resolved.map { run throws(RecordsError) in
        let id = run.record.run.id
        let path = try Archive.folder(of: IssueText(of: run.record.run.issue), in: repository)
        return .init(
          path: "\(path)/\(id)", bytes: Redactor()("\(id)\n").map { Array($0.utf8) },
          subject: Redactor()("\(id)"))
      }, at: time, in: repository)
    for run in runs {
      let id = run.record.run.id
      var record = run.record
      record.mergeStatus = statuses[id] ?? record.mergeStatus
      let bytes = try StepCodec.encode(Redactor()(ArchivedRun(record, tip: run.tip)))
      let word = run.record.outcome?.rawValue ?? "nothing"
      additions.append(
        .init(
          path: ArchivedRun.path(of: id), bytes: bytes, keeps: run.tip,
          subject: Redactor()("\(id): \(word)")))
      refs.append((RefNames.run(id), run.tip))
    }
    try IndexChain(at: RefNames.archive, author: author)
      .absorb(additions, dropping: refs, at: time, in: repository)
  }

  /// Keeps what people did with the series of an archived run: another file in its place of the index.
  ///
  /// - Throws: ``RecordsError/noSuchRun(_:)`` when the archive has none of this name.
  func keep(
    _ status: MergeStatus, on id: RunID, at time: Int, in repository: borrowing Repository
  ) throws(RecordsError) {
    guard var run = try Archive.run(id, in: repository) else { throw .noSuchRun("\(id)") }
    run.record.mergeStatus = status
    let addition = IndexChain.Addition(
      path: ArchivedRun.path(of: id), bytes: try StepCodec.encode(Redactor()(run)),
      subject: Redactor()("\(id): merge status: \(status.word.rawValue)"))
    try IndexChain(at: RefNames.archive, author: author)
      .add([addition], at: time, in: repository)
  }

  /// Makes `state` the newest state of an archived run, which goes on from the one that is there.
  ///
  /// - Throws: ``RecordsError/noSuchRun(_:)`` when the archive has none of this name.
  func move(
    _ id: RunID, to state: ObjectID, at time: Int, in repository: borrowing Repository
  ) throws(RecordsError) {
    guard var run = try Archive.run(id, in: repository) else { throw .noSuchRun("\(id)") }
    run.tip = state
    let addition = IndexChain.Addition(
      path: ArchivedRun.path(of: id), bytes: try StepCodec.encode(Redactor()(run)), keeps: state,
      subject: Redactor()("\(id): taken over"))
    try IndexChain(at: RefNames.archive, author: author)
      .add([addition], at: time, in: repository)
  }

  /// The archived run `id`; `nil` when the archive has none of this name.
  package static func run(
    _ id: RunID, in repository: borrowing Repository
  ) throws(RecordsError) -> ArchivedRun? {
    let path = ArchivedRun.path(of: id)
    guard let bytes = try chain.file(path, in: repository) else { return nil }
    let place = "\(RefNames.archive):\(path)"
    let run: ArchivedRun = try StepCodec.decode(bytes, path: place)
    guard run.version <= ArchivedRun.version else {
      throw .newerFormat(path: place, version: run.version)
    }
    return run
  }

  /// The ids of all archived runs, oldest first.
  ///
  /// - Complexity: O(*n*) in the archived runs; no run is read.
  package static func ids(in repository: borrowing Repository) throws(RecordsError) -> [RunID] {
    try chain.paths(in: repository).compactMap {
      $0.split(separator: "/").last.flatMap { RunID($0) }
    }
    .sorted()
  }

  /// The ids of the archived runs that have resolved an issue of this text.
  ///
  /// - Complexity: O(*n*) in those runs.
  static func ids(
    on text: IssueText, in repository: borrowing Repository
  ) throws(RecordsError) -> [RunID] {
    try IndexChain(at: RefNames.resolved, author: .nobody)
      .names(in: folder(of: text, in: repository), of: repository).compactMap { RunID($0) }
  }

  private static func folder(
    of text: IssueText, in repository: borrowing Repository
  ) throws(RecordsError) -> String {
    let bytes = Array(text.words.utf8)
    let name = try git { () throws(GitError) in try repository.blobID(of: bytes) }.description
    return "\(name.prefix(2))/\(name.dropFirst(2))"
  }

  /// Whether there is any archived run.
  package static func isEmpty(in repository: borrowing Repository) throws(RecordsError) -> Bool {
    try git { () throws(GitError) in try repository.reference(RefNames.archive) == nil }
  }

  /// For reading, which names no author.
  private static var chain: IndexChain {
    IndexChain(at: RefNames.archive, author: .nobody)
  }
}

extension RunRecord {
  /// Whether nobody will go on with it: it is over, and neither waits nor was broken off.
  package var isFinished: Bool {
    guard isConcluded else { return false }
    return switch outcome {
    case .resolved, .unresolved, .spent, .stuck: true
    case .waiting, .interrupted, .failed, nil: false
    }
  }
}
