package import Records
package import Runs
import Vocabulary

extension OpenRepository {
  /// The queue, for changes by the user's name.
  ///
  /// - Parameter remote: A remote whose index of what is over counts as well.
  /// - Throws: ``RunError/noAuthor`` when nobody is named as the author of commits.
  package func queue(sharedWith remote: RemoteRefs? = nil) throws(RunError) -> Queue {
    Queue(
      in: try another(), author: try author, secrets: settings.secrets(), remote: remote)
  }

  /// The queue, to be read alone.
  package func queueToRead() throws(RunError) -> Queue {
    Queue(in: try another(), author: reader, secrets: [])
  }

  /// The claims as `worker` takes them, by the user's name; without one they can be read alone.
  package func claims(as worker: LocalWorker = .current) throws(RunError) -> Claims {
    Claims(in: try another(), author: (try? author) ?? reader, worker: worker.worker)
  }
}

extension Claim {
  /// Whether this process may take it over at `time`.
  package func isFree(at time: Int) -> Bool {
    isFree(for: LocalWorker.current.worker, at: time, isAlive: LocalWorker.current.isAlive)
  }

  /// Whether it has run out at `time` and there is nothing to do about its issue: nobody will take it over.
  ///
  /// - Throws: ``RecordsError`` where the queue cannot be read.
  package func isObsolete(
    in queue: borrowing Queue, at time: Int
  ) throws(RecordsError) -> Bool {
    guard isFree(at: time) else { return false }
    do { return try queue.entry(key)?.isClosed ?? true } catch  where error.isOfOneRecord {
      return false
    }
  }

  /// Whether its worker was a process of this machine that is gone.
  package var isAbandoned: Bool {
    guard let worker, worker.isNeighbour(of: LocalWorker.current.worker) else { return false }
    return !LocalWorker.current.isAlive(worker)
  }
}
