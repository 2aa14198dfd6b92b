/// Why a line of a suite is no instance.
package enum InstanceFault: Error, Hashable, Sendable {
  /// It has more bytes than are read of one.
  case tooLong(limit: Int)
  /// It is not UTF-8, or one of its texts holds half of a character.
  case notUTF8
  /// It is no object of JSON.
  case notJSON
  /// A member that has to be there is not; the names it may have.
  case missing(String)
  /// A member is of another kind than expected.
  case wrong(String)
  /// The id cannot be the name of a file.
  case unusableID(String)
  /// An instance before it has the same id.
  case duplicate(String)
}
