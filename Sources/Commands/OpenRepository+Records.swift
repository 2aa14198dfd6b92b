import Git
import Records
import Vocabulary

extension OpenRepository {
  /// The queue, for changes by the user's name.
  ///
  /// - Parameter remote: A remote whose index of what is over counts as well.
  /// - Throws: ``Failure`` when nobody is named as the author of commits.
  func queue(sharedWith remote: Remote? = nil) throws -> Queue {
    Queue(
      in: try another(), author: try author, secrets: Settings.secrets(with: nil),
      remote: remote?.refs)
  }

  /// The queue, to be read alone.
  func queueToRead() throws -> Queue { Queue(in: try another(), author: .nobody, secrets: []) }

  /// The claims as this process takes them, by the user's name; without one they can be read alone.
  func claims() throws -> Claims {
    Claims(in: try another(), author: settings.author ?? .nobody, worker: ThisWorker.worker)
  }
}

extension Queue {
  /// Its entries; for each ref that cannot be read as one there is a warning on stderr.
  func readableEntries() throws(RecordsError) -> [QueueEntry] {
    try entries { Console.standard.warn(Failure($0)) }
  }
}

extension Claims {
  /// All claims; for each ref that cannot be read as one there is a warning on stderr.
  func readable() throws(RecordsError) -> [Claim] {
    try all { Console.standard.warn(Failure($0)) }
  }
}

extension Claim {
  /// Whether this process may take it over at `time`.
  func isFree(at time: Int) -> Bool {
    isFree(for: ThisWorker.worker, at: time, isAlive: ThisWorker.isAlive)
  }

  /// Whether it has run out and there is nothing to do about its issue: nobody will take it over.
  func isForgotten(in queue: borrowing Queue) throws(RecordsError) -> Bool {
    guard isFree(at: SystemClock().now) else { return false }
    do { return try queue.entry(key)?.isOver ?? true } catch  where error.isOfOneRecord {
      return false
    }
  }

  /// Whether its worker was a process of this machine that is gone.
  var isLeft: Bool {
    guard let worker, worker.isNeighbour(of: ThisWorker.worker) else { return false }
    return !ThisWorker.isAlive(worker)
  }
}
