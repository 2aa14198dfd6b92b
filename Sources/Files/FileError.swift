/// Why a file was not read, written or locked.
package enum FileError: Error, Hashable, Sendable {
  /// The system refuses the operation on the path, with this `errno`.
  case system(Int32, Operation, String)
  /// The file at the path is larger than what is read.
  case tooLarge(String)
  /// What stands at the path is no regular file.
  case notAFile(String)
  /// The folder at the path is a link, or somebody else's, or others can write to it.
  case foreign(String)

  /// What was to be done.
  package enum Operation: Hashable, Sendable {
    /// Opening, or locking what is open.
    case open
    /// Reading.
    case read
    /// Writing.
    case write
    /// Making a folder or file.
    case make
    /// Removing.
    case remove
    /// Keeping a file's owner and mode while it is written anew.
    case keepOwner
  }

  init(_ error: any Error, _ operation: Operation, _ path: String) {
    if let error = error as? FileError {
      self = error
      return
    }
    self = .system((error as? SystemError ?? SystemError(error)).errno, operation, path)
  }
}
