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
    var folder = ""
    for part in path.split(separator: "/") {
      folder += "/" + part
      if mkdir(folder, 0o700) != 0 && errno != EEXIST {
        throw .state(.system(errno, .make, folder))
      }
    }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == geteuid(), status.st_mode & 0o077 == 0
    else { throw .foreignState(path) }
    return path
  }
}
