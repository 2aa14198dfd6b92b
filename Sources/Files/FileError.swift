/// Why a file was not read or written.
package enum FileError: Error, Hashable {
  /// The system refuses to do it, for the reason that errno(3) gives.
  case system(Int32, Operation, String)
  /// The file is larger than what is read.
  case tooLarge(String)
  /// There is something at the path that is no regular file.
  case notAFile(String)

  /// What was to be done.
  package enum Operation: Hashable, Sendable {
    /// Opening.
    case open
    /// Reading.
    case read
    /// Writing.
    case write
    /// Making a folder.
    case make
    /// Removing.
    case remove
    /// Keeping a file's owner and mode while it is written anew.
    case keepOwner
  }
}
