import Engine
import Git
import Issues
import Records
import Runs
import Text
import Vocabulary
import Workspaces

/// Issues in files at the base.
extension IssueCollection {
  /// How many new issues are taken from one source at most.
  static let newLimit = 1000
  /// How many commits are looked at to find out who has written an issue's file.
  private static let walkLimit = 5000

  /// The issues in the files that the settings name, those the queue knows and some that are new.
  func files(_ queue: borrowing Queue) throws -> Found {
    let base = try Base.choice(
      option: nil, wish: nil, setting: opened.settings.base, remote: context.remote?.name,
      in: opened.repository)
    var found = Found()
    var (new, left) = (0, 0)
    let given = try given(queue)
    var own: Set<ExactText>?
    for glob in opened.settings.issues {
      let matches = try matches(of: glob, in: base.tree)
      for (path, entry) in matches {
        guard let issue = issue(in: path, entry, &found) else { continue }
        if try isTakenOut(issue, path, at: base.commit, for: given[issue.origin], queue) {
          found.unread.insert(issue.origin)
        } else if try isKnown(issue, queue) {
          found.issues.append(issue)
        } else if new == IssueCollection.newLimit {
          left += 1
        } else {
          // Looked for once, and only where there is something new.
          let ours = try own ?? ownFiles(at: base.commit)
          own = ours
          let isOurs = ours.contains(path)
          if isOurs, try passOver(path, issue, at: base.commit, queue) { continue }
          new += 1
          found.issues.append(issue)
        }
      }
      if matches.isEmpty {
        context.reporter.report(.noFileMatches(glob: glob, base: base.name))
      }
    }
    if left > 0 {
      context.reporter.report(.issuesLeft(taken: new, left: left))
    }
    return found
  }

  /// Takes an issue out of which a person has put another text into the queue, `given`, since the commit that last
  /// changed its file; `false` where that is not so.
  private func isTakenOut(
    _ issue: Issue, _ path: String, at commit: ObjectID, for given: QueueEntry?,
    _ queue: borrowing Queue
  ) throws -> Bool {
    let key = try queue.key(of: issue)
    guard let given, given.key != key else { return false }
    let history = try opened.repository.history(
      of: path, from: commit, limit: 1, walkLimit: IssueCollection.walkLimit)
    guard let last = history.commits.first,
      try opened.repository.readCommit(last).committer.time <= given.added
    else { return false }
    // Known as such, it is not new when the other one is over.
    _ = try queue.add(issue, trigger: trigger, at: context.clock.now, as: .dropped)
    context.reporter.report(.fileSuperseded(path: path))
    return true
  }

  /// What people have put into the queue from files and is not over yet, by where it came from.
  private func given(_ queue: borrowing Queue) throws -> [Issue.Origin: QueueEntry] {
    var given: [Issue.Origin: QueueEntry] = [:]
    for entry in try queue.entries() where entry.trigger == .manual && !entry.isClosed {
      given[entry.issue.origin] = entry
    }
    return given
  }

  /// The files that patches of ours have changed, among the newest commits that lead to `commit`.
  private func ownFiles(at commit: ObjectID) throws -> Set<ExactText> {
    let history = try opened.repository.history(
      of: "", from: commit, limit: IssueCollection.walkLimit, walkLimit: IssueCollection.walkLimit)
    var files: Set<ExactText> = []
    for id in history.commits {
      let patch = try opened.repository.readCommit(id)
      guard patch.run != nil else { continue }
      let before = patch.parents.first.flatMap { try? opened.repository.readCommit($0).tree }
      files.formUnion(
        try opened.repository.changes(from: before, to: patch.tree).map(\.path))
    }
    return files
  }

  /// The issue in the file `path`; said and `nil` where it is none.
  private func issue(in path: String, _ entry: TreeEntry, _ found: inout Found) -> Issue? {
    do {
      guard let bytes = try opened.repository.readBlob(entry.id, limit: IssueReader.byteLimit)
      else { throw IssueError.tooLarge }
      return try IssueReader.read(bytes, origin: .file(path))
    } catch {
      context.reporter.report(.unreadable(.file(path), error))
      found.pass(over: .file(path), error)
      return nil
    }
  }

  /// Whether the queue has the issue in any state, be it one that cannot be read.
  func isKnown(_ issue: Issue, _ queue: borrowing Queue) throws -> Bool {
    do { return try queue.entry(queue.key(of: issue)) != nil } catch let error
      where error.isOfOneRecord
    {
      return true
    }
  }

  /// The files of a tree that a glob matches; only directories that it can match are read.
  private func matches(
    of text: String, in tree: ObjectID
  ) throws -> [(path: String, entry: TreeEntry)] {
    let text = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
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
    let history = try opened.repository.history(
      of: path, from: commit, limit: 1, walkLimit: IssueCollection.walkLimit)
    guard let last = history.commits.first, let run = try opened.repository.readCommit(last).run
    else { return false }
    let now = context.clock.now
    let key = try queue.add(issue, trigger: trigger, at: now).entry.key
    try queue.update(key, subject: "written by \(run)", at: now) {
      $0.ended(as: .settled, run: run)
    }
    return true
  }
}

extension FileMode {
  /// Whether it is a regular file's.
  fileprivate var isRegular: Bool { self == .file || self == .executable }
}
