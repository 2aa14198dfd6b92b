/// Has instances worked on: by a process each, or, in tests, in the same process.
package protocol InstanceLauncher: Sendable {
  /// Has the instance of `line` worked on, and returns when that is done; what has come of it lies in its folder.
  ///
  /// - Throws: ``EvaluationError`` where there is no result: the process could not be started, or has died; it was
  ///   interrupted, or another one is at work.
  func work(on line: [UInt8]) async throws(EvaluationError)
}

/// What a suite's evaluation tells while it goes on.
package enum EvaluationEvent {
  /// So many instances are done, at work, and still to come.
  case progress(done: Int, atWork: Int, waiting: Int)
  /// There is a result, now or from before.
  case result(InstanceResult, isKnown: Bool)
  /// Nothing has come of the instance; the next call begins with it.
  case noResult(id: String, EvaluationError)
}
