import FoundationEssentials
package import Vocabulary

/// A lease on one issue: nobody but its worker may carry the issue out until it expires.
package struct Claim: Hashable, Sendable {
  /// The key.
  package var key: String
  /// Who holds it; `nil` where that cannot be read.
  package var worker: Worker?
  /// The run the worker works on; `nil` where that cannot be read.
  package var run: RunID?
  /// Until when it holds, in seconds since 1970.
  package var expires: Int
  /// The commit that says so.
  package var id: ObjectID
  /// The longest that a claim holds for which the user's key does not vouch, in seconds since its commit's date.
  static let longest = 3600

  /// Whether `worker` may take the claim over at `time`.
  ///
  /// A neighbour of the holder's can see whether the holder still lives, and that alone decides: a living
  /// one keeps its claim however old it is, a dead one has lost it at once. To anybody else it is free
  /// when it has expired.
  ///
  /// - Parameter isAlive: Whether a neighbour of `worker` still lives.
  package func isFree(
    for worker: Worker, at time: Int, isAlive: (Worker) -> Bool
  ) -> Bool {
    guard let holder = self.worker else {
      // Nobody's claim was made in the future.
      return expires <= time || expires - time > Claim.longest
    }
    if holder == worker { return true }
    return holder.isNeighbour(of: worker) ? !isAlive(holder) : expires <= time
  }
}

extension Claim {
  /// The message of the commit: one trailer a line.
  static func message(worker: Worker, run: RunID, expires: Int) -> String {
    let moment = Date(timeIntervalSince1970: Double(expires)).formatted(.iso8601)
    return """
      claim: \(run)

      Worker: \(worker)
      Run: \(run)
      Expires: \(moment)

      """
  }

  /// The claim as far as it is believed where nothing vouches for it: nobody's, and for an hour from the `date` of its
  /// commit at most.
  func bounded(from date: Int) -> Claim {
    var bounded = self
    (bounded.worker, bounded.run) = (nil, nil)
    bounded.expires = min(expires, date + Claim.longest)
    return bounded
  }

  /// Reads the message of the commit `id`; what is missing in it makes a claim that has expired.
  init(key: String, id: ObjectID, message: String) {
    self.key = key
    self.id = id
    func trailer(_ name: String) -> String? {
      message.split(separator: "\n").last { $0.hasPrefix(name + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
    }
    worker = trailer("Worker").flatMap { Worker($0) }
    run = trailer("Run").flatMap { RunID($0) }
    let moment = trailer("Expires").flatMap { try? Date($0, strategy: .iso8601) }
    expires = moment.map { Int($0.timeIntervalSince1970) } ?? 0
  }
}
