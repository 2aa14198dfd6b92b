/// Why no comments could be read.
package enum ReviewError: Error, Hashable, Sendable {
  /// It is longer than ``ReviewReader/byteLimit``.
  case tooLarge
  /// It has so many comments, more than ``ReviewReader/commentLimit``.
  case tooMany(Int)
  /// It has NUL bytes.
  case binary
  /// It is neither JSON nor a mail, and no UTF-8.
  case notUTF8
  /// It says nothing.
  case empty
  /// It is JSON of another shape, as told.
  case json(String)
}
