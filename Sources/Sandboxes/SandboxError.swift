/// Why a command could not be started at all.
package enum SandboxError: Error, Hashable, Sendable {
  /// bubblewrap is not installed.
  case noBubblewrap
  /// The kernel does not let us make user namespaces; the cause is an `errno`, and what is known to stand in the way.
  case noNamespaces(errno: Int32, SandboxObstacle?)
  /// An overlay could not be mounted.
  case noOverlay(errno: Int32)
  /// bubblewrap could not set the sandbox up; in its own words, and what is known to stand in the way.
  case notConfined(String, SandboxObstacle?)
  /// The surrounding task was cancelled; every process of the command is dead.
  case cancelled
  /// We have lower limits on files or processes ourselves than a command is given.
  case limited
  /// Another system call failed.
  case system(errno: Int32, doing: String)
}
