import Git
import Glibc
import Records
import Triggers
import Vocabulary
import Workspaces

/// Fills the queue from where the user's settings say that issues come from: files at the base, a command,
/// and issues kept in git itself.
///
/// What cannot be read is said and passed over. An issue whose text has changed is another one; the one it
/// was before is taken out, unless its run has ended.
struct IssueCollection: ~Copyable {
  private let opened: OpenRepository
  private let remote: Remote?
  private let trigger: Trigger
  private let tell: (String) -> Void

  /// How many files are taken for issues at most.
  private static let fileLimit = 1000
  /// How many commits are looked at to find out who has written an issue's file.
  private static let walkLimit = 5000

  /// A collection for the queue of `opened`; `tell` is told what is new, and what is passed over.
  init(
    in opened: consuming OpenRepository, remote: Remote?, trigger: Trigger,
    tell: @escaping (String) -> Void
  ) {
    self.opened = opened
    self.remote = remote
    self.trigger = trigger
    self.tell = tell
  }

  /// An issue found, and whether all of its kind were: then what is missing among them is gone.
  private struct Found {
    var issues: [Issue] = []
    var isComplete = true
  }

  /// Collects.
  ///
  /// - Throws: ``Failure`` when the queue itself cannot be read or written.
  func collect(into queue: borrowing Queue) throws {
    var atBase = Found(isComplete: false)
    if !opened.settings.issues.isEmpty { atBase = try files(queue) }
    let inGit = try native()
    var issues = atBase.issues + inGit.issues
    if let command = opened.settings.issueCommand { issues += listed(by: command) }
    let now = SystemClock().now
    var runs: [String: RunRecord]?
    for issue in issues {
      let (entry, isNew) = try queue.add(issue, trigger: trigger, at: now)
      guard isNew else { continue }
      tell("new: \(entry.key.prefix(12))  \(visible(issue.title))")
      let known = try runs ?? runsByIssue(queue)
      runs = known
      if let record = known[entry.key] { try connect(entry, to: record, in: queue, at: now) }
    }
    try retire(in: queue, but: issues, at: now) { origin in
      switch origin {
      case .file: atBase.isComplete
      case .native: inGit.isComplete
      case .forge, .standardInput: false
      }
    }
  }

  /// The newest run of each issue that was worked on by hand, by the issue's key.
  private func runsByIssue(_ queue: borrowing Queue) throws -> [String: RunRecord] {
    var runs: [String: RunRecord] = [:]
    for id in try RunIndex.ids(in: opened.repository) {
      guard let record = (try? StoredRun(id, in: opened.repository))?.record else { continue }
      runs[try queue.key(of: record.run.issue)] = record
    }
    return runs
  }

  /// Makes a new entry say what a run by hand has come to, or that it can be gone on with.
  private func connect(
    _ entry: QueueEntry, to record: RunRecord, in queue: borrowing Queue, at now: Int
  ) throws {
    try queue.update(entry.key, subject: "known: \(record.run.id)", at: now) { present in
      present.after(run: record.run.id, ended: record.outcome ?? .interrupted, at: now)
    }
    tell("  it has the run \(record.run.id)")
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
    for entry in try queue.entries() where !entry.isOver {
      let origin = entry.issue.origin
      // What came without a name has nothing that it could be found again by.
      guard origin != .standardInput, !(keys[origin]?.contains(entry.key) ?? false) else {
        continue
      }
      let wasAdded = entry.trigger == .manual
      guard keys[origin] != nil || (isComplete(origin) && !wasAdded) else { continue }
      try queue.update(entry.key, subject: "replaced", at: now) { $0.ended(as: .replaced) }
      tell("replaced: \(entry.key.prefix(12))  \(visible(entry.issue.title))")
    }
  }

  // MARK: Files at the base

  private func files(_ queue: borrowing Queue) throws -> Found {
    let base = try BaseChoice(
      option: nil, wish: nil, setting: opened.settings.base, remote: remote?.name,
      in: opened.repository)
    var found = Found()
    for glob in opened.settings.issues {
      for (path, entry) in try matches(of: glob, in: base.tree) {
        guard found.issues.count < IssueCollection.fileLimit else {
          tell("more than \(IssueCollection.fileLimit) files are issues; the others wait")
          found.isComplete = false
          return found
        }
        do {
          guard
            let bytes = try opened.repository.readBlob(entry.id, limit: IssueReader.byteLimit)
          else { throw IssueError.tooLarge }
          let issue = try IssueReader.read(bytes, origin: .file(path))
          if try !passOver(path, issue, at: base.commit, queue) { found.issues.append(issue) }
        } catch {
          tell("\(visible(path)) is passed over: \(Failure(error).sentence)")
          found.isComplete = false
        }
      }
    }
    return found
  }

  /// The files of a tree that a glob matches; only directories that it can match are read.
  private func matches(
    of text: String, in tree: ObjectID
  ) throws -> [(path: String, entry: TreeEntry)] {
    // Without a slash a glob would match in every directory.
    let glob = Glob(text.hasPrefix("/") ? text : "/" + text)
    let parts = text.split(separator: "/")
    let plain = parts.prefix { part in !part.contains { "*?".contains($0) } }
    // A glob without a wildcard names a file, or a directory for all below it.
    let top = plain.joined(separator: "/")
    guard let start = try opened.repository.entry(at: top, inTree: tree) else { return [] }
    guard start.mode == .tree else { return start.mode.isRegular ? [(top, start)] : [] }
    var files: [(path: String, entry: TreeEntry)] = []
    try opened.repository.forEachFile(inTree: start.id) { path, entry in
      let whole = top.isEmpty ? path : "\(top)/\(path)"
      guard entry.mode.isRegular, glob.matches(whole) else { return }
      files.append((whole, entry))
    }
    return files
  }

  /// Whether a new text is of our own making: the commit that last changed the file is a patch of ours. It is
  /// then known as one that the patch's run has settled.
  private func passOver(
    _ path: String, _ issue: Issue, at commit: ObjectID, _ queue: borrowing Queue
  ) throws -> Bool {
    guard try queue.entry(queue.key(of: issue)) == nil else { return false }
    let history = try opened.repository.history(
      of: path, from: commit, limit: 1, walkLimit: IssueCollection.walkLimit)
    guard let last = history.commits.first, let run = try opened.repository.readCommit(last).run
    else { return false }
    let now = SystemClock().now
    let key = try queue.add(issue, trigger: trigger, at: now).entry.key
    try queue.update(key, subject: "written by \(run)", at: now) {
      $0.ended(as: .settled, run: run)
    }
    return true
  }

  // MARK: Issues kept in git

  private func native() throws -> Found {
    var found = Found()
    let prefix = remote?.refs.kept("refs/issues/") ?? "refs/issues/"
    for ref in try opened.repository.references(withPrefix: prefix) {
      let name = String(ref.name.dropFirst(prefix.count))
      do {
        guard let issue = try NativeIssue.read(try messages(from: ref.id), name: name),
          isWanted(issue)
        else { continue }
        found.issues.append(issue)
      } catch {
        tell("refs/issues/\(visible(name)) is passed over: \(Failure(error).sentence)")
        found.isComplete = false
      }
    }
    return found
  }

  /// The messages of an issue's commits, the newest first, along first parents.
  private func messages(from tip: ObjectID) throws -> [String] {
    var messages: [String] = []
    var next: ObjectID? = tip
    while let id = next, messages.count < 1000 {
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

  private func listed(by command: String) -> [Issue] {
    var program = OutsideProgram(arguments: ["/bin/sh", "-c", command])
    program.directory =
      opened.repository.workingDirectory ?? opened.repository.gitDirectory
    program.outputLimit = IssueListing.byteLimit
    program.seconds = 120
    program.environment = ["GIT_TERMINAL_PROMPT": "0"]
    do {
      let ended = try program.run()
      guard ended.status == 0, ended.limit == nil else {
        throw Failure("colleague.issueCommand failed: \(ended.reason)")
      }
      let listing = IssueListing(ended.output)
      for fault in listing.faults {
        tell(
          "line \(fault.line) of colleague.issueCommand is passed over: "
            + Failure(fault.error).sentence)
      }
      return listing.issues.filter { isWanted($0) }
    } catch {
      Console.standard.warn(error as? Failure ?? Failure(error))
      return []
    }
  }
}

extension FileMode {
  /// Whether it is a regular file's.
  fileprivate var isRegular: Bool { self == .file || self == .executable }
}
