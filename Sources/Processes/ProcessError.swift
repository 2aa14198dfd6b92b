/// Why a program was not started.
package enum ProcessError: Error, Hashable {
  /// `path` is no file that can be run.
  case notExecutable(path: String)
  /// There is no program of this name along `PATH`.
  case notFound(name: String)
  /// Its directory cannot be entered, for the reason that errno(3) gives.
  case directory(String, errno: Int32)
  /// The system does not start it, for the reason that errno(3) gives.
  case start(String, errno: Int32)
  /// The shell cannot be started for a command, for the reason that errno(3) gives.
  case shell(errno: Int32)
  /// No temporary file can be made or written for one of its streams.
  case temporaryFile(errno: Int32)
}
