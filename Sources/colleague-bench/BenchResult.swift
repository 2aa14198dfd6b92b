/// What was measured on the repository of one size; seconds, bytes for memory.
struct BenchResult: Sendable {
  /// Files of the repository.
  var files: Int
  /// One edit and its step: objects, synced, ref moved.
  var step = 0.0
  /// One edit with `git add -A && git commit`.
  var gitCommit = 0.0
  /// From the start of the process to its first action, the base layer there.
  var startUp = 0.0
  /// A second workspace of the same base, and `true` in it without bubblewrap.
  var workspace = 0.0
  /// `unshare -Urm` with the mount of an overlay, and `true` in it.
  var mount = 0.0
  /// A command that changes ten files, and finding out which.
  var change = 0.0
  /// `true` in the sandbox.
  var sandboxed = 0.0
  /// `true` under bubblewrap alone, with the same arguments.
  var bubblewrap = 0.0
  /// The most memory of a whole run, in bytes.
  var memory = 0
  /// From the start of the process to the first request to a model.
  var request = 0.0
  /// A step with a model that answers at once.
  var modelStep = 0.0
}
