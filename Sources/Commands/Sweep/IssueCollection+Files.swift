import Git
import Records
import Triggers
import Vocabulary
import Workspaces

/// Issues in files at the base.
extension IssueCollection {
  /// How many files are taken for new issues at most.
  private static let fileLimit = 1000
  /// How many commits are looked at to find out who has written an issue's file.
  private static let walkLimit = 5000

  /// The issues in the files that the settings name, those the queue knows and some that are new.
  func files(_ queue: borrowing Queue) throws -> Found {
    let base = try BaseChoice(
      option: nil, wish: nil, setting: opened.settings.base, remote: remote?.name,
      in: opened.repository)
    var found = Found()
    var (new, left) = (0, 0)
    for glob in opened.settings.issues {
      for (path, entry) in try matches(of: glob, in: base.tree) {
        guard let issue = issue(in: path, entry) else {
          found.isComplete = false
          continue
        }
        if try isKnown(issue, queue) {
          found.issues.append(issue)
        } else if new == IssueCollection.fileLimit {
          left += 1
        } else if try !passOver(path, issue, at: base.commit, queue) {
          new += 1
          found.issues.append(issue)
        }
      }
    }
    if left > 0 {
      tell("\(new) new issues are enough at a time; \(left) more wait for the next sweep")
    }
    return found
  }

  /// The issue in the file `path`; said and `nil` where it is none.
  private func issue(in path: String, _ entry: TreeEntry) -> Issue? {
    do {
      guard let bytes = try opened.repository.readBlob(entry.id, limit: IssueReader.byteLimit)
      else { throw IssueError.tooLarge }
      return try IssueReader.read(bytes, origin: .file(path))
    } catch {
      tell("\(visible(path)) is passed over: \(Failure(error).sentence)")
      return nil
    }
  }

  /// Whether the queue has the issue in any state, be it one that cannot be read.
  private func isKnown(_ issue: Issue, _ queue: borrowing Queue) throws -> Bool {
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
    let now = SystemClock().now
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
