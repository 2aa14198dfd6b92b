import Files
package import Glibc
import Processes

/// This program itself, as a file and as something to be started.
package enum ThisProgram {
  /// Its version.
  package static let version = "0.1.0"
  /// Its name and version, for what it writes.
  package static let name = "git-colleague \(version)"

  /// Starts it once more with `arguments` for the repository with this git directory, and returns its process id at
  /// once.
  ///
  /// It runs in a session of its own with all three standard streams on `/dev/null`, so that nobody
  /// waits for it, and goes on when we end.
  ///
  /// - Parameter given: The variables by which settings were given for this one call.
  /// - Throws: ``RunError/program(_:)`` when it cannot be started.
  @discardableResult
  package static func detach(
    _ arguments: [String], in gitDirectory: String, given: [String: String] = [:]
  ) throws(RunError) -> pid_t {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { throw .file(.system(errno, .open, "/dev/null")) }
    defer { close(null) }
    let start = ProcessStart(
      arguments: [path] + arguments, directory: gitDirectory,
      environment: given.merging(["GIT_DIR": gitDirectory]) { $1 }.mapValues { .some($0) },
      input: null, output: null, errors: null, outlives: true)
    do { return try start.start() } catch { throw .program(error) }
  }

  /// Its place along the search path `path` where it is found there, a link too: that goes on to be right when
  /// another version is installed. Else its file.
  package static func found(along path: String) -> String {
    var own = stat()
    guard stat(self.path, &own) == 0 else { return self.path }
    for folder in path.split(separator: ":") {
      var there = stat()
      let place = "\(folder)/git-colleague"
      guard stat(place, &there) == 0 else { continue }
      if there.st_ino == own.st_ino && there.st_dev == own.st_dev { return place }
    }
    return self.path
  }

  /// Its file.
  package static let path = linkTarget("/proc/self/exe") ?? ""
}
