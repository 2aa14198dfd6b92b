/// How a program failed that was started.
package enum ProgramFailure: Hashable, Sendable {
  /// It did not end in time.
  case time
  /// It printed more than is read.
  case output
  /// It was ended because the stop was requested.
  case stop
  /// It ended with this status; the complaint is the first line of its errors that says something, without git's
  /// `fatal:`.
  case status(Int32, complaint: String?)
}
