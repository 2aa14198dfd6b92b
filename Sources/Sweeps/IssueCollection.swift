import Engine
import Git
import Issues
import Processes
package import Records
package import Runs
import Text
package import Vocabulary

/// Fills the queue from where the user's settings say that issues come from: files at the base, a command,
/// and issues kept in git itself.
///
/// What cannot be read is said and skipped. An issue whose text has changed is another one; the one it
/// was before is taken out, unless its run has ended.
package struct IssueCollection: ~Copyable {
  /// How many commits an issue that is kept in git may have.
  private static let chainLimit = 10_000

  let opened: OpenRepository
  let trigger: Trigger
  let context: WorkerContext

  /// A collection for the queue of `opened`.
  package init(
    in opened: consuming OpenRepository, trigger: Trigger, _ context: WorkerContext
  ) {
    self.opened = opened
    self.trigger = trigger
    self.context = context
  }

  /// Issues found in one kind of place.
  struct Found {
    var issues: [Issue] = []
    /// Whether all such places were looked at: then what is missing among the issues is gone.
    var isComplete = true
    /// Of which of them it is not known what they say now.
    var unread: Set<Issue.Origin> = []

    /// Takes note of a place that could not be read. What is there and is no issue any more has been read.
    mutating func pass(over origin: Issue.Origin, _ error: any Error) {
      if !(error is IssueError) { unread.insert(origin) }
    }

    /// Whether it is known that nothing comes from `origin` any more, when nothing was found there.
    func knows(_ origin: Issue.Origin) -> Bool { isComplete && !unread.contains(origin) }
  }

  /// Collects.
  ///
  /// - Returns: Why sources could not be asked.
  /// - Throws: ``SweepError`` when the queue itself cannot be read or written.
  package func collect(into queue: borrowing Queue) throws(SweepError) -> [SweepError] {
    do { return try collected(into: queue) } catch { throw SweepError(error) }
  }

  private func collected(into queue: borrowing Queue) throws -> [SweepError] {
    var atBase = Found(isComplete: false)
    if !opened.settings.issues.isEmpty { atBase = try files(queue) }
    let inGit = try native()
    var issues = atBase.issues + inGit.issues
    var faults: [SweepError] = []
    var closed: Set<Issue.Origin> = []
    if let command = opened.settings.issueCommand {
      do {
        let listing = try listed(by: command)
        issues += try bounded(listing.issues.filter { isWanted($0) }, queue)
        closed = listing.closed
        if let fault = listing.faults.first {
          faults.append(.notAnIssue(place: fault.place, fault.error))
        }
      } catch {
        let error = SweepError(error)
        if error.kind == .interrupted { throw error }
        context.reporter.report(.warning(error))
        faults.append(error)
      }
    }
    let now = context.clock.now
    var runs: [String: RunRecord]?
    for issue in issues {
      guard let entry = try added(issue, to: queue, at: now) else { continue }
      context.reporter.report(.new(entry))
      let known = try runs ?? runsByIssue(queue)
      runs = known
      if let record = known[entry.key] { try connect(entry, to: record, in: queue, at: now) }
    }
    try retire(in: queue, but: issues, at: now) { origin in
      switch origin {
      case .file: atBase.knows(origin)
      case .native: inGit.knows(origin)
      case .forge: closed.contains(origin)
      case .standardInput: false
      }
    }
    return faults
  }

  /// The entry of `issue` where it is new; `nil` where it is known, or what is known of it cannot be read, which
  /// is said.
  private func added(
    _ issue: Issue, to queue: borrowing Queue, at now: Int
  ) throws -> QueueEntry? {
    do {
      let (entry, isNew) = try queue.add(issue, trigger: trigger, at: now)
      return isNew ? entry : nil
    } catch let error where error.isOfOneRecord {
      context.reporter.report(.warning(error))
      return nil
    }
  }

  /// The newest run of each issue that was worked on by hand, by the issue's key.
  private func runsByIssue(_ queue: borrowing Queue) throws -> [String: RunRecord] {
    var runs: [String: RunRecord] = [:]
    for id in try RunIndex.ids(in: opened.repository) {
      guard let stored = try? StoredRun(id, in: opened.repository), try opened.isOwn(stored) else {
        continue
      }
      runs[try queue.key(of: stored.record.run.issue)] = stored.record
    }
    return runs
  }

  /// Makes a new entry say what a run by hand has come to, or that it can be resumed.
  private func connect(
    _ entry: QueueEntry, to record: RunRecord, in queue: borrowing Queue, at now: Int
  ) throws {
    let ending = RunEnding(of: record, in: opened)
    try queue.update(entry.key, subject: "known: \(record.run.id)", at: now) {
      ending.entry($0, at: now)
    }
    context.reporter.report(.known(run: record.run.id))
  }

  /// Takes out what its source does not say any more: another text has come from there, or none at all.
  ///
  /// - Parameter isComplete: Whether everything was found that comes from such places.
  private func retire(
    in queue: borrowing Queue, but issues: [Issue], at now: Int,
    isComplete: (Issue.Origin) -> Bool
  ) throws {
    var keys: [Issue.Origin: Set<String>] = [:]
    for issue in issues { keys[issue.origin, default: []].insert(try queue.key(of: issue)) }
    for entry in try queue.entries() where !entry.isClosed {
      let origin = entry.issue.origin
      // What came without a name has nothing that it could be found again by.
      guard origin != .standardInput, !(keys[origin]?.contains(entry.key) ?? false) else {
        continue
      }
      let wasAdded = entry.trigger == .manual
      guard keys[origin] != nil || (isComplete(origin) && !wasAdded) else { continue }
      try queue.update(entry.key, subject: "replaced", at: now) { $0.ended(as: .replaced) }
      context.reporter.report(.replaced(entry))
    }
  }

  // MARK: Issues kept in git

  private func native() throws -> Found {
    var found = Found()
    let prefix = context.remote?.refs.kept("refs/issues/") ?? "refs/issues/"
    for ref in try opened.repository.references(withPrefix: prefix) {
      let name = String(ref.name.dropFirst(prefix.count))
      do {
        guard let issue = try NativeIssue.read(try messages(from: ref.id), name: name),
          isWanted(issue)
        else { continue }
        found.issues.append(issue)
      } catch {
        context.reporter.report(.unreadable(.native(name), error))
        found.pass(over: .native(name), error)
      }
    }
    return found
  }

  /// The messages of an issue's commits, the newest first, along first parents down to the first one, which has
  /// the text.
  private func messages(from tip: ObjectID) throws -> [String] {
    var messages: [String] = []
    var next: ObjectID? = tip
    while let id = next {
      guard messages.count < IssueCollection.chainLimit else { throw IssueError.tooLarge }
      let commit = try opened.repository.readCommit(id)
      messages.append(commit.message)
      next = commit.parents.first
    }
    return messages
  }

  private func isWanted(_ issue: Issue) -> Bool {
    let labels = opened.settings.labels
    return labels.isEmpty || issue.labels.contains(where: labels.contains)
  }

  // MARK: A command of the user's

  /// Those that are known, and the first of the others, in their order; how many are left for later sweeps is reported.
  private func bounded(_ issues: [Issue], _ queue: borrowing Queue) throws -> [Issue] {
    guard issues.count > IssueCollection.newLimit else { return issues }
    var kept: [Issue] = []
    var new = 0
    for issue in issues {
      if try !isKnown(issue, queue) {
        guard new < IssueCollection.newLimit else { continue }
        new += 1
      }
      kept.append(issue)
    }
    if kept.count < issues.count {
      context.reporter.report(.issuesLeft(taken: new, left: issues.count - kept.count))
    }
    return kept
  }

  /// - Throws: ``SweepError`` when the command fails.
  private func listed(by command: String) throws(SweepError) -> IssueListing {
    var program = Program(arguments: ["/bin/sh", "-c", command])
    program.directory =
      opened.repository.workingDirectory ?? opened.repository.gitDirectory
    program.outputLimit = IssueListing.byteLimit
    program.seconds = 120
    program.environment = ["GIT_TERMINAL_PROMPT": "0"]
    program.onStop = .kill(after: 0)
    program.stop = context.stop
    let ended: Program.Ended
    do { ended = try program.run() } catch { throw .run(.program(error)) }
    if ended.limit == .stop { throw .interrupted }
    if let failure = ended.failure { throw .issueCommand(failure) }
    guard ended.output.count < IssueListing.byteLimit else {
      throw .issueCommandFloods(limit: IssueListing.byteLimit)
    }
    let listing = IssueListing(ended.output)
    for fault in listing.faults {
      context.reporter.report(.unreadable(.listing(fault.place), fault.error))
    }
    return listing
  }
}
