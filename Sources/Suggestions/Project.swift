import Engine
package import Git
package import Vocabulary

/// A project at one commit with its past, as sources look at it: bounded in time, nothing is written.
package struct Project: ~Copyable {
  /// Where it is read from.
  let repository: Repository
  /// The commit at which suggestions are looked for.
  package let commit: ObjectID
  /// Its tree.
  package let tree: ObjectID
  /// The moment that counts as now, in seconds since 1970.
  package let now: Int
  /// When looking ends.
  package var deadline: ContinuousClock.Instant
  /// All regular files, in git's order, at most ``fileLimit``.
  package let files: [File]
  /// Whether the project has more files than are looked at.
  package let isCut: Bool
  private let byPath: [ExactText: Int]
  private var past: [PastCommit]?
  private var changes: [ObjectID: [String]] = [:]
  private var yearAgo: PastCommit??

  /// A file of the tree.
  package struct File: Hashable, Sendable {
    /// The path.
    @ExactText package var path: String
    /// Its content.
    package var id: ObjectID
  }

  /// A commit of the past.
  package struct PastCommit: Hashable, Sendable {
    /// Its id.
    package var id: ObjectID
    /// Its tree.
    package var tree: ObjectID
    /// Its parents.
    package var parents: [ObjectID]
    /// When it was committed, in seconds since 1970.
    package var time: Int
    /// Its message.
    package var message: String

    /// The message's first line.
    package var subject: String {
      message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
  }

  /// The most files looked at.
  static let fileLimit = 50_000
  /// The most commits read.
  static let commitLimit = 1000
  /// The most commits followed to find out how things were a year ago.
  static let walkLimit = 50_000
  /// The seconds of a year.
  static let year = 365 * 86_400

  /// The project at `commit`, looked at for `seconds`.
  ///
  /// - Parameter now: The moment that counts as now, in seconds since 1970.
  /// - Throws: ``GitError`` where the commit or its trees are missing.
  /// - Complexity: O(*n*) in the files.
  package init(
    in repository: consuming Repository, at commit: ObjectID, now: Int, within seconds: Double
  ) throws(GitError) {
    let tree = try repository.readCommit(commit).tree
    var files: [File] = []
    var isCut = false
    try repository.forEachFile(inTree: tree) { path, entry in
      guard entry.mode == .file || entry.mode == .executable else { return }
      guard files.count < Project.fileLimit else { return isCut = true }
      files.append(File(path: path, id: entry.id))
    }
    self.repository = repository
    (self.commit, self.tree, self.now) = (commit, tree, now)
    deadline = .now + .seconds(seconds)
    byPath = Dictionary(
      files.enumerated().map { ($0.element.$path, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    self.files = files
    self.isCut = isCut
  }

  /// Whether the time for looking is up.
  package var isOverdue: Bool { ContinuousClock.now >= deadline }

  /// Whether there is a regular file at `path`.
  package func has(_ path: String) -> Bool { byPath[path] != nil }

  /// The bytes of a file; `nil` where there is none, it is larger than `limit`, or cannot be read.
  package func bytes(of path: String, limit: Int = 512 << 10) -> [UInt8]? {
    guard let place = byPath[path] else { return nil }
    return bytes(of: files[place].id, limit: limit)
  }

  /// The bytes of a blob; `nil` where it is missing or larger than `limit`.
  func bytes(of id: ObjectID, limit: Int = 512 << 10) -> [UInt8]? {
    try? repository.readBlob(id, limit: limit)
  }

  /// The text of a file; `nil` as with ``bytes(of:limit:)``, and for what is no UTF-8.
  package func text(of path: String, limit: Int = 512 << 10) -> String? {
    bytes(of: path, limit: limit).flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// The newest commits that lead to this one, itself first; at most ``commitLimit``.
  package mutating func newestCommits() -> [PastCommit] {
    if let past { return past }
    let limit = Project.commitLimit
    let ids =
      (try? repository.history(of: "", from: commit, limit: limit, walkLimit: limit))?.commits
      ?? []
    let found = ids.compactMap { read($0) }
    past = found
    return found
  }

  /// A commit; `nil` where it cannot be read.
  func read(_ id: ObjectID) -> PastCommit? {
    guard let commit = try? repository.readCommit(id) else { return nil }
    return PastCommit(
      id: id, tree: commit.tree, parents: commit.parents, time: commit.committer.time,
      message: commit.message)
  }

  /// The paths that a commit has changed; none for a merge, and where its parent is missing.
  package mutating func changedPaths(of commit: PastCommit) -> [String] {
    if let known = changes[commit.id] { return known }
    var paths: [String] = []
    if commit.parents.count == 1, let parent = read(commit.parents[0]) {
      paths = ((try? repository.changes(from: parent.tree, to: commit.tree)) ?? []).map(\.path)
    }
    changes[commit.id] = paths
    return paths
  }

  /// How often each path was changed by the newest commits, which are no merges; wide ones, of more than thirty paths, do
  /// not count.
  package mutating func changeCounts(limit: Int = 300) -> [ExactText: Int] {
    var counts: [ExactText: Int] = [:]
    for commit in newestCommits().prefix(limit) {
      guard !isOverdue else { break }
      let paths = changedPaths(of: commit)
      guard paths.count <= 30 else { continue }
      for path in paths { counts[path, default: 0] += 1 }
    }
    return counts
  }

  /// The newest commit that is at least a year old, along first parents; `nil` where there is none within
  /// ``walkLimit``, or the time is up.
  package mutating func aYearAgo() -> PastCommit? {
    if let yearAgo { return yearAgo }
    var next = read(commit)
    for count in 0..<Project.walkLimit {
      guard let commit = next, commit.time > now - Project.year else { break }
      if count % 512 == 511, isOverdue {
        next = nil
        break
      }
      next = commit.parents.first.flatMap { read($0) }
    }
    if let found = next, found.time > now - Project.year { next = nil }
    yearAgo = .some(next)
    return next
  }

  /// The bytes of a file as a commit had it; `nil` as with ``bytes(of:limit:)``.
  func bytes(of path: String, at commit: PastCommit, limit: Int = 512 << 10) -> [UInt8]? {
    guard let found = try? repository.entry(at: path, inTree: commit.tree),
      found.mode == .file || found.mode == .executable
    else { return nil }
    return bytes(of: found.id, limit: limit)
  }

  /// The names of all tags with the commits that they lead to, and when these were made.
  ///
  /// - Complexity: O(*n*) in the tags, of which five hundred count.
  func tags() -> [(name: String, commit: PastCommit)] {
    let refs = (try? repository.references(withPrefix: "refs/tags/")) ?? []
    return refs.suffix(500).compactMap { ref in
      guard let id = try? repository.resolve(ref.name), let commit = read(id),
        commit.time <= now
      else { return nil }
      return (String(ref.name.dropFirst("refs/tags/".count)), commit)
    }
  }
}

/// The last part of a path.
func fileName(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

/// The folder of a path; empty at the top.
func folder(_ path: String) -> Substring {
  path.lastIndex(of: "/").map { path[..<$0] } ?? ""
}

/// The file's name up to its first dot.
func stem(_ path: String) -> String { String(fileName(path).prefix { $0 != "." }) }

/// The end of the file's name behind its last dot, in lower case; empty where there is none.
func ending(_ path: String) -> String {
  let name = fileName(path)
  return name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
}

/// Whether others have written a file, or a program has: it is not the project's to mend.
func isForeign(_ path: String) -> Bool {
  let parts = path.lowercased().split(separator: "/")
  let folders: Set<Substring> = [
    "vendor", "vendored", "_vendor", "third_party", "thirdparty", "node_modules", "external",
    "extern", "dist", "build", "generated", "__generated__", "site-packages", "bower_components",
    "deps", "submodules",
  ]
  if parts.dropLast().contains(where: folders.contains) { return true }
  guard let name = parts.last else { return true }
  return name.contains(".min.") || name.hasSuffix("_pb2.py") || name.hasSuffix(".pb.go")
    || name.hasSuffix(".lock") || name.hasSuffix("-lock.json")
}
