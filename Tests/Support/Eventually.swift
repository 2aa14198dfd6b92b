import Glibc
package import Testing

/// Waits until `isSo` returns true; when it has not within `limit`, records an issue that names `what`.
///
/// The thread is blocked meanwhile, since most of what tests wait for is done by other processes.
///
/// - Parameter what: What is waited for, as a sentence: "the run has begun".
/// - Parameter limit: Many times what it takes on a busy machine.
/// - Parameter pause: How long to sleep between two looks.
/// - Returns: Whether `isSo` returned true in time.
@discardableResult
package func eventually(
  _ what: @autoclosure () -> String, within limit: Duration = .seconds(120),
  lookingEvery pause: Duration = .milliseconds(10),
  sourceLocation: SourceLocation = #_sourceLocation, _ isSo: () throws -> Bool
) rethrows -> Bool {
  let end = ContinuousClock.now + limit
  while try !isSo() {
    guard ContinuousClock.now < end else {
      Issue.record("not within \(limit): \(what())", sourceLocation: sourceLocation)
      return false
    }
    usleep(UInt32(pause / .microseconds(1)))
  }
  return true
}
