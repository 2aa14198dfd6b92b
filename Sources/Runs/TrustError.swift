package import Files

/// Why the user's list of trusted configs cannot be used.
package enum TrustError: Error, Hashable, Sendable {
  /// Neither `XDG_STATE_HOME` nor `HOME` says where the user's own files are.
  case noHome
  /// The file or folder at this path is somebody else's, or others can read or write it.
  case notPrivate(String)
  /// The folder lies in the repository that is to be trusted.
  case inRepository(String)
  /// A file or folder cannot be used.
  case file(FileError)
}
