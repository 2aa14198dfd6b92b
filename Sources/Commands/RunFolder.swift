import Git
import Glibc
import Records
import Workspaces

/// Where the machine keeps what is no state: base layers, and one folder a run being worked on.
enum RunFolder {
  /// The XDG cache folder of ours: `$XDG_CACHE_HOME/colleague`, `~/.cache/colleague` without it.
  static var cache: String {
    if let base = environment("XDG_CACHE_HOME"), base.hasPrefix("/") { return base + "/colleague" }
    if let home = environment("HOME"), home.hasPrefix("/") { return home + "/.cache/colleague" }
    return shared
  }

  /// The cache where the environment names no place of the user's own: in a folder that all can write.
  private static let shared = "/var/tmp/colleague"

  /// Makes the folder of runs where it is missing, open to nobody else.
  ///
  /// - Throws: ``Failure`` when it cannot be made, or when somebody else could put things in it.
  static func make() throws(Failure) {
    var path = ""
    for part in "\(cache)/runs".split(separator: "/") {
      path += "/" + part
      if mkdir(path, 0o711) != 0 && errno != EEXIST {
        let isFull = errno == ENOSPC || errno == EDQUOT
        throw Failure(
          "cannot make \(path): \(String(cString: strerror(errno)))",
          hint: isFull
            ? Failure.freeSpace : "set XDG_CACHE_HOME to a folder that can be written")
      }
      guard path != shared || isOurs(path) else {
        throw Failure(
          "\(shared) belongs to somebody else, or others can write to it",
          hint: "set XDG_CACHE_HOME to a folder of your own")
      }
    }
  }

  /// Whether `path` is a directory, no link, of the caller's that nobody else can write to.
  static func isOurs(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
    return status.st_uid == geteuid() && status.st_mode & 0o022 == 0
  }

  /// The folder of the run `id`.
  static func path(of id: String) -> String { "\(cache)/runs/\(id)" }

  /// The file whose lock says that somebody works on the run `id`; it lies beside the folder, which
  /// may be emptied.
  static func lockFile(of id: String) -> String { "\(cache)/runs/\(id).lock" }

  /// Removes the folders of runs of `repository` whose process died; what somebody works on stays. Where there are
  /// any, the power may have gone: what that or the death left in `repository` is put out of the way, too.
  ///
  /// What runs of other repositories left is for those to clear, as long as they are there.
  ///
  /// - Complexity: O(*n*) in the runs being worked on, and what the dead ones left; O(*o*) in the loose
  ///   objects where there was a dead one.
  static func clearLeftovers(in repository: borrowing Repository) {
    var found = false
    for name in names(inDirectory: "\(cache)/runs") {
      let id = name.hasSuffix(".lock") ? String(name.dropLast(5)) : name
      let place = RunLock.place(of: lockFile(of: id))
      if let place, place != repository.commonDirectory, access(place, F_OK) == 0 { continue }
      guard let lock = try? RunLock.take(of: id, in: repository) else { continue }
      RunWorkspace.clear(path(of: id))
      repository.removeDeadLock(on: RefNames.run(id), isOrphaned: true)
      lock.release()
      found = true
    }
    guard found else { return }
    // What cannot be put out of the way is reported by whoever meets it.
    _ = try? repository.setTornObjectsAside(since: SystemClock().now - 7 * 86_400)
  }
}
