import Files
import Glibc
import Processes

/// Where the user's own state is kept that belongs to no repository: a folder that nobody else can look into.
package enum StateFolder {
  /// `$XDG_STATE_HOME/colleague`, `~/.local/state/colleague` without it; the home is the account's where the
  /// environment names none.
  package static var path: String? {
    if let base = Environment.value("XDG_STATE_HOME"), base.hasPrefix("/") {
      return base + "/colleague"
    }
    let named = Environment.value("HOME")
    let own = getpwuid(geteuid()).flatMap { $0.pointee.pw_dir.map { String(cString: $0) } }
    guard let home = named ?? own, home.hasPrefix("/") else { return nil }
    return home + "/.local/state/colleague"
  }

  /// Makes the folder where it is missing, and those above it.
  ///
  /// - Returns: Its path.
  /// - Throws: ``RunError/state(_:)`` where it cannot be made, ``RunError/foreignState(_:)`` where somebody else could
  ///   put things in it.
  package static func make() throws(RunError) -> String {
    guard let path else { throw .state(.system(ENOENT, .make, "~/.local/state/colleague")) }
    do { try make(at: path) } catch {
      if case .foreign(let path) = error { throw .foreignState(path) }
      throw .state(error)
    }
    return path
  }

  /// Makes the folder `path` where it is missing, and those above it; one of the user's is closed to everybody else.
  ///
  /// - Throws: ``FileError``: `foreign` where it is a link, or somebody else's.
  static func make(at path: String) throws(FileError) {
    let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try EditableFile.makeFolders(parent)
    guard mkdir(path, 0o700) != 0 else { return }
    guard errno == EEXIST else { throw .system(errno, .make, path) }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == geteuid(), status.st_mode & 0o077 == 0 || chmod(path, 0o700) == 0
    else { throw .foreign(path) }
  }
}
