/// What one update has taken in.
package struct MemoryUpdate: Hashable, Sendable {
  /// Runs that were looked at for the first time, or again since they have gone on.
  package var runs = 0
  /// Commits of the history that were read.
  package var commits = 0
  /// Whether nothing is left that was not looked at; `false` also where another process is at it.
  package var isComplete = false
}

/// Says when the time of an update is over.
struct Deadline {
  private let end: ContinuousClock.Instant

  /// A deadline so many seconds from now.
  init(in seconds: Double) { end = .now + .seconds(seconds) }

  /// Whether it has passed.
  var hasPassed: Bool { ContinuousClock.now >= end }
}
