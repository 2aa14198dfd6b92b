package import Git

/// Why a layer could not be read or written.
package enum LayerError: Error {
  /// A system call failed; `path` is relative to the cache.
  case system(errno: Int32, doing: String, path: String)
  /// A folder of the cache is a link, or somebody else's, or others can write to it.
  case foreign(String)
  /// The object store failed.
  case git(GitError)
}
