import Engine
import Git
import Glibc
import Text
import Vocabulary

extension RunWorkspace {
  /// The notes that say why: the ref they are delivered under.
  private static let rationales = "refs/notes/colleague"
  /// Lines shown of one rationale, and characters of one line.
  private static let rationale = (lines: 15, width: 300)
  /// Commits a log shows, and commits looked at for them.
  private static let past = (commits: 20, walked: 20_000)
  /// Lines blamed where none are asked for, lines blamed at most, and commits explained.
  private static let blamed = (page: 200, lines: 800, commits: 10)

  /// The commits before the base that changed `path`, the newest first, each with its rationale.
  func log(of path: TreePath) throws(WorkspaceFailure) -> Observation {
    let history = try wrapped { () throws(GitError) in
      try repository.history(
        of: path.text, from: run.base, limit: RunWorkspace.past.commits,
        walkLimit: RunWorkspace.past.walked)
    }
    guard !history.commits.isEmpty else {
      if history.isCut {
        return shown("[none of the \(history.walked) commits looked at changed '\(path.text)']")
      }
      guard try entry(at: path.text, in: tree) != nil else { return try missing(path) }
      return shown("[no commit before the base has '\(path.text)'; this run has made it]")
    }
    var blocks: [String] = []
    for id in history.commits { blocks.append(try account(of: id)) }
    if history.isCut, history.walked < RunWorkspace.past.walked {
      blocks.append("[… the \(history.commits.count) newest only; there may be more …]")
    } else if history.isCut {
      blocks.append("[… of the \(history.walked) newest commits only …]")
    }
    return shown(blocks.joined(separator: "\n"))
  }

  /// Some lines of the base's version of a file, each with the commit that brought it in; then what
  /// those commits were for.
  func blame(of path: String, _ lines: ClosedRange<Int>?) throws(WorkspaceFailure) -> Observation {
    guard let old = try entry(at: path, in: run.baseTree) else {
      return refused("'\(path)' is not in the base; this run has made it")
    }
    guard old.mode == .file || old.mode == .executable,
      let bytes = try contents(of: path, in: run.baseTree, limit: RunWorkspace.fileLimit),
      !isBinary(bytes)
    else { return refused("'\(path)' is no text file at the base") }
    let all = TextLines(bytes)
    guard all.count > 0 else { return refused("'\(path)' is empty at the base") }
    let first = max(1, lines?.lowerBound ?? 1)
    let wanted = min(all.count, lines?.upperBound ?? RunWorkspace.blamed.page)
    let last = min(wanted, first + RunWorkspace.blamed.lines - 1)
    guard first <= last else { return refused("'\(path)' has \(all.count) lines at the base") }
    let blamed = try wrapped { () throws(GitError) in
      try repository.blame(path, at: run.base, lines: first...last)
    }
    var text = try listed(blamed, of: all)
    if last < (lines?.upperBound ?? all.count), last < all.count {
      text.append("[… \(all.count) lines in all; for more, blame lines \(last + 1)-\(all.count) …]")
    }
    if try entry(at: path, in: tree)?.id != old.id {
      text.append("[the lines are the base's; this run has changed the file since]")
    }
    text.append("")
    return shown((text + (try explained(blamed))).joined(separator: "\n"))
  }

  /// `<id> <date> <author>`, the line's number and its text, by tabs.
  private func listed(
    _ blamed: [BlamedLines], of all: TextLines
  ) throws(WorkspaceFailure) -> [String] {
    var text: [String] = []
    var heads: [ObjectID: String] = [:]
    for hunk in blamed {
      let head: String
      if let known = heads[hunk.commit] {
        head = known
      } else {
        let author = try commit(hunk.commit).author
        head = "\(hunk.commit.abbreviated()) \(author.date) \(author.name)"
        heads[hunk.commit] = head
      }
      for line in hunk.lines where line <= all.count {
        text.append("\(head)\t\(line)\t\(String(all[line - 1], clippedTo: 200))")
      }
    }
    return text
  }

  /// What the commits of some lines were for: those with the most lines first.
  private func explained(_ blamed: [BlamedLines]) throws(WorkspaceFailure) -> [String] {
    var counts: [ObjectID: Int] = [:]
    var order: [ObjectID] = []
    for hunk in blamed {
      if counts[hunk.commit] == nil { order.append(hunk.commit) }
      counts[hunk.commit, default: 0] += hunk.lines.count
    }
    let ranked = order.enumerated().sorted {
      (counts[$1.element, default: 0], $0.offset) < (counts[$0.element, default: 0], $1.offset)
    }
    var blocks: [String] = []
    for (_, id) in ranked.prefix(RunWorkspace.blamed.commits) {
      blocks.append(try account(of: id))
    }
    if order.count > blocks.count {
      blocks.append("[… and \(order.count - blocks.count) more commits …]")
    }
    return blocks
  }

  /// `<id> <date> <author>: <subject>`, then the rationale's first lines, indented.
  private func account(of id: ObjectID) throws(WorkspaceFailure) -> String {
    let commit = try commit(id)
    var lines = [
      "\(id.abbreviated()) \(commit.author.date) \(commit.author.name): \(commit.subject)"
    ]
    let note = try wrapped { () throws(GitError) in
      try repository.note(on: id, ref: RunWorkspace.rationales)
    }
    let bytes = Array((note ?? "").utf8)
    let all = TextLines(bytes)
    for index in 0..<min(all.count, RunWorkspace.rationale.lines) {
      let line = String(all[index], clippedTo: RunWorkspace.rationale.width)
      lines.append(line.isEmpty ? "" : "    " + line)
    }
    if all.count > RunWorkspace.rationale.lines {
      lines.append("    [… \(all.count - RunWorkspace.rationale.lines) more lines …]")
    }
    return lines.joined(separator: "\n")
  }

  private func commit(_ id: ObjectID) throws(WorkspaceFailure) -> Commit {
    try wrapped { () throws(GitError) in try repository.readCommit(id) }
  }
}

extension Signature {
  /// The day it was where it was signed, `YYYY-MM-DD`.
  fileprivate var date: String {
    var seconds = time_t(time + offset * 60)
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil else { return "0000-00-00" }
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
  }
}

extension Commit {
  /// The first paragraph of the message in one line, as git shows it, at most 200 characters.
  fileprivate var subject: String {
    let lines = message.lines()
      .drop { $0.allSatisfy(\.isWhitespace) }
      .prefix { !$0.allSatisfy(\.isWhitespace) }
    return String(Array(lines.joined(separator: " ").utf8)[...], clippedTo: 200)
  }
}
