import CLibgit2
import CLinux
import CLooseObjects
import Files
import Glibc
package import Vocabulary

/// What a tree says about a file's kind; the raw value is git's mode.
package enum FileMode: UInt32, Hashable, Sendable, Codable {
  /// A directory.
  case tree = 0o40000
  /// A regular file.
  case file = 0o100644
  /// A regular file that may be run.
  case executable = 0o100755
  /// A symbolic link; its blob is the target.
  case symlink = 0o120000
  /// A submodule; its id is a commit of another repository.
  case submodule = 0o160000

  /// The kind libgit2 means; group-writable files of old history count as regular files.
  init(_ raw: git_filemode_t) {
    self = FileMode(rawValue: raw.rawValue) ?? .file
  }
}

extension Repository {
  /// Writes a blob, and returns its id; nothing is synced.
  package func writeBlob(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    var id = git_oid()
    try retrying { () throws(GitError) in
      let code = bytes.withUnsafeBytes {
        git_blob_create_from_buffer(&id, raw, $0.baseAddress, $0.count)
      }
      try check(code, "a blob of \(bytes.count) bytes")
    }
    return ObjectID(id)
  }

  /// The id that a blob of these bytes has; nothing is written.
  package func blobID(of bytes: [UInt8]) throws(GitError) -> ObjectID {
    var id = git_oid()
    let code = bytes.withUnsafeBytes {
      git_odb_hash(&id, $0.baseAddress, $0.count, GIT_OBJECT_BLOB)
    }
    try check(code, "a blob of \(bytes.count) bytes")
    return ObjectID(id)
  }

  /// The bytes of a blob.
  ///
  /// - Parameter limit: A larger blob is not read.
  /// - Returns: `nil` when the blob is larger than `limit` bytes.
  /// - Throws: ``GitError/notFound(_:)`` when the object is missing.
  package func readBlob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8]? {
    guard try blobSize(id) <= limit else { return nil }
    return try readBlob(id)
  }

  /// The bytes of a blob of any size.
  package func readBlob(_ id: ObjectID) throws(GitError) -> [UInt8] {
    var oid = id.raw
    let blob = Handle(
      try make("blob \(id)") { git_blob_lookup(&$0, raw, &oid) }, freedBy: git_blob_free)
    let size = Int(git_blob_rawsize(blob.raw))
    guard size > 0, let start = git_blob_rawcontent(blob.raw) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: size))
  }

  /// The size of a blob in bytes; its content is not unpacked.
  package func blobSize(_ id: ObjectID) throws(GitError) -> Int {
    let odb = Handle(try make("odb") { git_repository_odb(&$0, raw) }, freedBy: git_odb_free)
    var oid = id.raw
    var size = 0
    var type = GIT_OBJECT_ANY
    try check(git_odb_read_header(&size, &type, odb.raw, &oid), "object \(id)")
    return size
  }

  /// Whether the object is there.
  package func exists(_ id: ObjectID) throws(GitError) -> Bool {
    let odb = Handle(try make("odb") { git_repository_odb(&$0, raw) }, freedBy: git_odb_free)
    var oid = id.raw
    return git_odb_exists(odb.raw, &oid) == 1
  }

  /// Opens the objects anew, so that nothing that libgit2 keeps of them is shared with another handle on the repository,
  /// or left from before.
  ///
  /// libgit2 keeps each pack once for all handles that name its file in the same way, with one lock, and with up to 16
  /// MiB of what it has unpacked, which no setting of its caches counts.
  ///
  /// - Parameter number: Another one for each handle that is read at the same time; 0 for one that shares its objects
  ///   with those that were opened otherwise.
  /// - Throws: The repository has no object then.
  package func reopenObjects(apart number: Int) throws(GitError) {
    let folder = commonDirectory + "/objects" + String(repeating: "/.", count: number)
    let none = Handle(try make("objects") { git_odb_new(&$0) }, freedBy: git_odb_free)
    // What was open is closed first: as long as one handle is on a pack the pack stays.
    try check(git_repository_set_odb(raw, none.raw), folder)
    let objects = Handle(
      try make("objects") { git_odb_open(&$0, folder) }, freedBy: git_odb_free)
    try check(colleague_read_loose_objects(objects.raw, folder), folder)
    try check(git_repository_set_odb(raw, objects.raw), folder)
  }

  /// Writes everything the repository's file system still holds back to its device.
  ///
  /// Called between the objects of a step and the move of its ref, so that a ref never points at
  /// what a loss of power could take away.
  package func sync() throws(GitError) {
    shareObjects()
    guard colleague_syncfs(commonDirectory + "/objects") == 0 else {
      throw .system(errno: errno, doing: "syncing \(commonDirectory)")
    }
  }
}

extension Repository {
  /// Gives to the objects that were written here the permissions that the repository's users share.
  ///
  /// - Complexity: O(*n*) in the folders of objects where it is shared, and nothing else.
  func shareObjects() {
    // Clocks of file systems may be behind.
    sharedModes?.give(toObjectsIn: commonDirectory + "/objects", since: openedAt - 2)
  }

  /// The same for the file of a ref, its log, the file of packed refs, and the files of ours beside them.
  func share(ref name: String) {
    guard let sharedModes else { return }
    sharedModes.give(to: name, below: commonDirectory)
    sharedModes.give(to: "logs/" + name, below: commonDirectory)
    sharedModes.give(to: commonDirectory + "/packed-refs")
    for file in names(inDirectory: commonDirectory + "/colleague") {
      sharedModes.give(to: "\(commonDirectory)/colleague/\(file)")
    }
  }
}

/// Does `work` again, a few times, when another process was in its way.
///
/// `git gc` removes empty object folders under a writer, and locks refs while it packs them. Waits
/// are drawn at random, doubling, two seconds in all.
func retrying<Value>(_ work: () throws(GitError) -> Value) throws(GitError) -> Value {
  var pause: UInt32 = 2_000
  var waited: UInt32 = 0
  while true {
    do {
      return try work()
    } catch {
      guard error.isPassing, waited < 2_000_000 else { throw error }
      let wait = UInt32.random(in: pause / 2...pause)
      usleep(wait)
      waited += wait
      pause = min(pause * 2, 200_000)
    }
  }
}

extension GitError {
  /// Whether the same call may well succeed a moment later.
  fileprivate var isPassing: Bool {
    switch self {
    case .locked: true
    case .libgit2(_, let category, let message):
      category == GIT_ERROR_OS.rawValue && message.contains("No such file or directory")
    default: false
    }
  }
}
