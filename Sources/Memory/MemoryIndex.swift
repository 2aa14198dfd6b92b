import Digests
import Files
import Git
import Glibc
package import Records
package import Text
import Vocabulary

/// What is known of the earlier work on one project, in a form that is quickly looked up: a file of SQLite.
///
/// It is a cache: what is in it comes out of the refs and the history, and losing it loses nothing. A file that is
/// damaged, of another version, or made with another key is made anew. Only runs for which the user's own key vouches
/// are told of. All that is answered is data: one text a run, without secrets.
package struct MemoryIndex: ~Copyable {
  private(set) var database: Database
  /// The key that vouches for the runs which are told of.
  let key: RecordKey?
  /// Takes secrets out of what is told.
  let redactor: Redactor
  /// The digest of the key that the rows were made with.
  private let keyDigest: String

  /// Where the index of a repository lies, in a folder of the cache.
  ///
  /// - Parameters:
  ///   - cache: The user's cache folder of this program.
  ///   - commonDirectory: The repository's directory that all its worktrees share.
  package static func file(inCache cache: String, of commonDirectory: String) -> String {
    "\(cache)/memory/\(SHA256.digits(of: commonDirectory).prefix(24)).sqlite"
  }

  /// Opens the index at `file`, or makes an empty one, with its folder; see ``update(from:at:within:)``.
  ///
  /// A damaged or older file, or a newer one, is removed first. On a file system that is read-only, what is there is
  /// read and never written.
  ///
  /// - Parameters:
  ///   - key: The user's key; without one no run is told of.
  ///   - redactor: Takes secrets out of what is told.
  /// - Throws: ``MemoryError``; the work goes on without.
  package init(at file: String, key: RecordKey?, redactor: Redactor) throws(MemoryError) {
    self.key = key
    self.redactor = redactor
    let digest = SHA256.digits(of: "colleague memory " + (key?.digits ?? ""))
    keyDigest = digest
    do throws(MemoryError) {
      database = try MemoryIndex.opened(file, digest)
    } catch {
      guard case .damaged = error else { throw error }
      database = try MemoryIndex.madeAnew(file, digest)
    }
  }

  /// Makes the index anew where it was found damaged in use.
  mutating func restart() throws(MemoryError) {
    database = try MemoryIndex.madeAnew(database.path, keyDigest)
  }

  /// Whether nothing can be taken in.
  package var isReadOnly: Bool { database.isReadOnly }

  /// Removes the index at `file`, and what SQLite keeps beside it; what is not there is no error.
  package static func remove(_ file: String) throws(MemoryError) {
    for suffix in ["", "-wal", "-shm", "-journal"] where unlink(file + suffix) != 0 {
      let cause = errno
      guard cause == ENOENT else { throw .file(.system(cause, .remove, file + suffix)) }
    }
  }

  /// Removes the file and makes an empty one, by one process at a time.
  private static func madeAnew(_ file: String, _ digest: String) throws(MemoryError) -> Database {
    let lock = try lock(file)
    return try lock.hold { () throws(MemoryError) in
      try remove(file)
      return try opened(file, digest)
    }
  }

  private static func lock(_ file: String) throws(MemoryError) -> FileLock {
    do {
      let lock = try FileLock(file + ".lock", .exclusive, isWaiting: false, making: 0o600)
      if let lock { return lock }
    } catch { throw .file(error) }
    throw .locked(file)
  }

  /// Opens the file, which is made where it is missing.
  private static func opened(_ file: String, _ digest: String) throws(MemoryError) -> Database {
    try makeFolder(file.folderPath)
    var status = stat()
    if lstat(file, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: break
      case S_IFDIR: throw .file(.notAFile(file))
      default: throw .damaged(file)
      }
    } else {
      do { _ = try File(writing: file, [.create, .noFollow], mode: 0o600) } catch {
        throw .file(error)
      }
    }
    let database = try Database(at: file)
    let application = try database.first("PRAGMA application_id") { $0.integer(0) } ?? 0
    let version = try database.first("PRAGMA user_version") { $0.integer(0) } ?? 0
    let tables = try database.first("SELECT count(*) FROM sqlite_schema") { $0.integer(0) } ?? 0
    if tables == 0, !database.isReadOnly { try makeTables(in: database, digest) }
    guard tables == 0 || (application == Schema.application && version == Schema.version) else {
      throw .damaged(file)
    }
    let known = try database.first("SELECT value FROM meta WHERE name = 'key'") { $0.text(0) }
    guard known == digest else { throw .damaged(file) }
    return database
  }

  private static func makeTables(
    in database: Database, _ digest: String
  ) throws(MemoryError) {
    try database.change { () throws(MemoryError) in
      // Another process may have been faster.
      let tables = try database.first("SELECT count(*) FROM main.sqlite_schema") { $0.integer(0) }
      guard tables == 0 else { return }
      for statement in Schema.statements { try database.run(statement) }
      try database.run("INSERT INTO meta VALUES('key', ?)", [.text(digest)])
    }
  }

  /// Makes the folder where it is missing, and those above it, open to nobody else; one of somebody else's is refused.
  private static func makeFolder(_ path: String) throws(MemoryError) {
    do { try EditableFile.makeFolders(path.folderPath) } catch { throw .file(error) }
    guard mkdir(path, 0o700) != 0 else { return }
    let cause = errno
    var status = stat()
    guard cause == EEXIST || cause == EROFS, lstat(path, &status) == 0 else {
      throw .file(.system(cause, .make, path))
    }
    guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
      status.st_mode & 0o022 == 0
    else { throw .file(.foreign(path)) }
  }
}

/// Runs `work` and throws its error of git as one of the records.
func reading<Value>(_ work: () throws(GitError) -> Value) throws(MemoryError) -> Value {
  do { return try work() } catch { throw .records(.git(error)) }
}
