package import Vocabulary

/// Why git could not do something.
package enum GitError: Error, Hashable, Sendable {
  /// No object, ref or path of this name.
  case notFound(String)
  /// There is no repository at this path or above it.
  case notARepository(String)
  /// The repository is of a kind libgit2 cannot serve.
  case unsupported(Unsupported)
  /// A ref did not have the value it was believed to have; nothing was changed.
  case moved(ref: String, expected: ObjectID, actual: ObjectID?)
  /// Another process has held a lock longer than we wait.
  case locked(path: String, ageInSeconds: Int?)
  /// The file of a ref, or of all packed ones, holds no refs; git passes such a file over.
  case unreadableRef(path: String)
  /// A ref name, path or revision that git does not allow.
  case invalid(String)
  /// What stands at this path of a config is no file.
  case notAFile(String)
  /// The system refused: `errno` and what was being done.
  case system(errno: Int32, doing: String)
  /// libgit2 failed in another way: its code, its class and its own words.
  case libgit2(code: Int32, category: Int32, message: String)

  /// What libgit2 1.5 cannot serve.
  package enum Unsupported: Hashable, Sendable {
    /// Objects are named by SHA-256.
    case sha256
    /// Refs are kept in a reftable.
    case reftable
    /// Objects are missing on purpose and fetched when needed, from the remote of this name.
    case partialClone(remote: String?)
    /// The working tree holds only a part of the files.
    case sparseCheckout
    /// The index is split in two files.
    case splitIndex
    /// Another extension of the repository format, by its name.
    case formatExtension(String)
    /// The repository belongs to another user and is not listed as safe.
    case foreignOwner(path: String)
    /// A bare repository was found by searching, and `safe.bareRepository` has this value.
    case bareFound(path: String, setting: String)
    /// A bare repository was found by searching, and lies in the working tree of the repository at `top`.
    case bareInWorkingTree(path: String, top: String)
  }
}
