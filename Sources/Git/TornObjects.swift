import CLibgit2
import CLooseObjects
import Files
import Glibc

extension Repository {
  /// Sets loose objects aside that cannot be read: what a loss of power leaves of those not yet synced.
  ///
  /// Nobody can use them, but an object of the same content would be taken for written already. They
  /// get a name that git takes for a temporary file, and go with its next `git prune`.
  ///
  /// - Parameter time: Seconds since 1970; only files written since then are read through, and of the
  ///   older ones the empty ones are found.
  /// - Returns: How many there were.
  /// - Throws: ``GitError``; what was set aside stays so.
  /// - Complexity: O(*n*) in the loose objects, whose sizes are looked at.
  @discardableResult
  package func setTornObjectsAside(since time: Int) throws(GitError) -> Int {
    let objects = commonDirectory + "/objects"
    let store = try looseObjects(in: objects)
    var count = 0
    for folder in names(inDirectory: objects) where folder.utf8.count == 2 {
      for name in names(inDirectory: "\(objects)/\(folder)") where name.utf8.count == 38 {
        let path = "\(objects)/\(folder)/\(name)"
        var status = stat()
        guard stat(path, &status) == 0 else { continue }
        let isRecent = status.st_mtim.tv_sec >= time
        guard status.st_size == 0 || (isRecent && isTorn(folder + name, in: store)) else {
          continue
        }
        guard rename(path, "\(objects)/\(folder)/tmp_obj_torn_\(name)") == 0 else {
          throw .system(errno: errno, doing: "setting \(path) aside")
        }
        count += 1
      }
    }
    return count
  }

  /// The loose objects of the repository alone, without packs and alternates.
  private func looseObjects(in folder: String) throws(GitError) -> Handle {
    let store = Handle(try make("objects") { git_odb_new(&$0) }, freedBy: git_odb_free)
    try check(colleague_read_loose_objects(store.raw, folder), folder)
    return store
  }

  /// Whether what stands in an object's file is not the object.
  private func isTorn(_ digits: String, in store: borrowing Handle) -> Bool {
    var id = git_oid()
    guard git_oid_fromstr(&id, digits) == 0 else { return false }
    var object: OpaquePointer?
    let code = git_odb_read(&object, store.raw, &id)
    defer { git_odb_object_free(object) }
    guard code < 0, code != GIT_ENOTFOUND.rawValue else { return false }
    // What the system does not give may be there all the same.
    guard case .libgit2(_, let category, _) = error(of: code, digits) else { return false }
    return category != GIT_ERROR_OS.rawValue && category != GIT_ERROR_NOMEMORY.rawValue
  }
}
