import Git
import Text
import Vocabulary

extension MemoryIndex {
  /// The paths of one commit that are kept; a commit of more has none: it tells nothing of any.
  private static let pathLimit = 100
  /// The fixes, the newest, of which the functions are looked at that they change.
  private static let fixesWithHeads = 4000
  /// The files of a fix whose functions are looked at.
  private static let headFiles = 8

  /// Takes in the commits that lead to `base`, the newest first, until the time is over.
  ///
  /// Where it stopped is kept: the commits known of that are not read yet. A copy of a commit that is known, by who
  /// wrote it, when and in what words, takes that one's place: history that was written anew counts once.
  func takeInHistory(
    from repository: borrowing Repository, at base: ObjectID, until end: Deadline
  ) throws(MemoryError) -> (count: Int, isComplete: Bool) {
    try wait(for: base, in: repository)
    var count = 0
    while let next = try nextWaiting() {
      if count > 0, end.hasPassed { return (count, false) }
      try database.run("DELETE FROM frontier WHERE id = ?", [.bytes(next.bytes)])
      guard try !isKnown(next) else { continue }
      // What is missing, as in a shallow clone, ends the history there.
      guard let commit = try? repository.readCommit(next) else { continue }
      for parent in commit.parents { try wait(for: parent, in: repository) }
      try takeIn(commit, next, in: repository)
      count += 1
    }
    return (count, true)
  }

  private func nextWaiting() throws(MemoryError) -> ObjectID? {
    try database.first("SELECT id FROM frontier ORDER BY time DESC, id LIMIT 1") {
      $0.bytes(0).flatMap { ObjectID(bytes: $0) }
    }
  }

  private func isKnown(_ id: ObjectID) throws(MemoryError) -> Bool {
    try database.first("SELECT 1 FROM commits WHERE id = ?", [.bytes(id.bytes)]) { _ in true }
      ?? false
  }

  /// Puts a commit among those that are to be read, unless it is known or missing.
  private func wait(
    for id: ObjectID, in repository: borrowing Repository
  ) throws(MemoryError) {
    guard try !isKnown(id), let commit = try? repository.readCommit(id) else { return }
    try database.run(
      "INSERT OR IGNORE INTO frontier VALUES(?, ?)",
      [.bytes(id.bytes), .integer(commit.committer.time)])
  }

  private func takeIn(
    _ commit: Commit, _ id: ObjectID, in repository: borrowing Repository
  ) throws(MemoryError) {
    let subject = CommitSubject(of: commit.message)
    let isMerged =
      try database.first("SELECT 1 FROM merged WHERE id = ?", [.bytes(id.bytes)]) { _ in true }
      ?? false
    let isFix = subject.isFix || isMerged
    let changes = changes(of: commit, in: repository)
    let places = changes.paths.map { $0.joined(separator: "\0") } ?? "\(id)"
    let twin = stableHash(
      "\(commit.author.email)\0\(commit.author.time)\0\(subject.text)\0\(places)")
    let former = try database.first(
      "SELECT number FROM commits WHERE twin = ?", [.integer(twin)]
    ) { $0.integer(0) }
    if let former { try setAside(former) }
    try database.run(
      "INSERT INTO commits(id, time, subject, isFix, isRevert, twin) VALUES(?, ?, ?, ?, ?, ?)",
      [
        .bytes(id.bytes), .integer(commit.committer.time), .text(subject.text),
        .integer(isFix ? 1 : 0), .integer(subject.isRevert ? 1 : 0), .integer(twin),
      ])
    let number = try database.first("SELECT last_insert_rowid()") { $0.integer(0) } ?? 0
    guard let paths = changes.paths, let before = changes.before else { return }
    for path in paths {
      try keepTouch(of: path, by: number, at: commit.committer.time, isFix: isFix)
    }
    if isFix, paths.count <= MemoryIndex.headFiles {
      try takeInHeads(from: before, to: commit.tree, in: repository)
    }
  }

  /// The paths that a commit changes, and the tree before it; none of a merge, which joins what others tell of, of a first
  /// commit, which brings all there is, and of one that changes too many.
  private func changes(
    of commit: Commit, in repository: borrowing Repository
  ) -> (paths: [String]?, before: ObjectID?) {
    guard commit.parents.count == 1, let parent = commit.parents.first,
      let before = try? repository.readCommit(parent).tree,
      let changes = try? repository.changes(from: before, to: commit.tree),
      changes.count <= MemoryIndex.pathLimit
    else { return (nil, nil) }
    return (changes.map(\.path), before)
  }

  private func keepTouch(
    of path: String, by commit: Int, at time: Int, isFix: Bool
  ) throws(MemoryError) {
    let fixes = isFix ? 1 : 0
    try database.run(
      "INSERT INTO paths(path, fixes) VALUES(?, ?) ON CONFLICT(path) DO UPDATE SET fixes = fixes + ?",
      [.text(path), .integer(fixes), .integer(fixes)])
    try database.run(
      "INSERT OR IGNORE INTO touches SELECT number, ?, ? FROM paths WHERE path = ?",
      [.integer(time), .integer(commit), .text(path)])
  }

  /// Counts a fix for the functions that it changes.
  private func takeInHeads(
    from old: ObjectID, to new: ObjectID, in repository: borrowing Repository
  ) throws(MemoryError) {
    let looked = try meta("fixesWithHeads").flatMap { Int($0) } ?? 0
    guard looked < MemoryIndex.fixesWithHeads else { return }
    try keepMeta("fixesWithHeads", "\(looked + 1)")
    for file in (try? repository.filePatches(from: old, to: new)) ?? [] {
      for symbol in PatchText(file.text).symbols.prefix(4) {
        try database.run(
          """
          INSERT INTO heads SELECT number, ?, 1 FROM paths WHERE path = ?
            ON CONFLICT(path, name) DO UPDATE SET fixes = fixes + 1
          """, [.text(symbol.text), .text(file.path)])
      }
    }
  }

  /// Counts a commit that is known as a fix.
  func markFix(_ id: ObjectID) throws(MemoryError) {
    let number = try database.first(
      "SELECT number FROM commits WHERE id = ? AND isFix = 0", [.bytes(id.bytes)]
    ) { $0.integer(0) }
    guard let number else { return }
    try database.run("UPDATE commits SET isFix = 1 WHERE number = ?", [.integer(number)])
    try database.run(
      "UPDATE paths SET fixes = fixes + 1 WHERE number IN (SELECT path FROM touches WHERE commits = ?)",
      [.integer(number)])
  }

  /// Takes a commit out of what is told, whose copy is told of instead; that it is known stays.
  private func setAside(_ number: Int) throws(MemoryError) {
    let row: [Value] = [.integer(number)]
    try database.run(
      """
      UPDATE paths SET fixes = fixes - 1 WHERE number IN (SELECT path FROM touches WHERE commits = ?1)
        AND (SELECT isFix FROM commits WHERE number = ?1) = 1
      """, row)
    try database.run("DELETE FROM touches WHERE commits = ?", row)
    try database.run(
      "UPDATE commits SET twin = NULL, isFix = 0, isRevert = 0 WHERE number = ?", row)
  }
}
