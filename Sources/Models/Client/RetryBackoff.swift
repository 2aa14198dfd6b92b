/// The wait before a request is retried: exponential back-off with jitter. Pure.
///
/// Waits double from fault to fault, with a quarter of jitter so that many workers do not retry at once; a wait that the
/// service asks for is the least. Rate limits and overload begin with longer waits than a broken connection.
struct RetryBackoff: Hashable {
  /// Faults in a row.
  private(set) var faults = 0
  private var breaks = 0

  /// Broken answers in a row after which to give up: each has cost its tokens.
  private static let breakLimit = 6

  /// Seconds to wait after `fault`; `nil` to give up.
  ///
  /// - Parameters:
  ///   - horizon: Seconds that may be waited at most.
  ///   - chance: From 0 up to 1.
  mutating func wait(after fault: APIFault, within horizon: Double, chance: Double) -> Double? {
    guard fault.mayPass else { return nil }
    faults += 1
    if case .broken = fault { breaks += 1 } else { breaks = 0 }
    guard breaks < RetryBackoff.breakLimit else { return nil }
    let (first, most) = fault.pace
    let doublings = Double(1 << min(faults - 1, 16))
    let wait: Double
    if let asked = fault.askedWait {
      // A service that asks for no wait at each fault gets the usual ones.
      wait = max(Double(asked), min(most, 0.5 * doublings)) * (1 + 0.1 * chance)
    } else {
      wait = min(most, first * doublings) * (0.75 + 0.5 * chance)
    }
    return wait <= horizon ? wait : nil
  }
}

extension APIFault {
  /// Seconds the service asks to wait.
  fileprivate var askedWait: Int? {
    switch self {
    case .failing(_, let after, _), .rateLimited(let after, _), .overloaded(let after, _): after
    default: nil
    }
  }

  /// Seconds of the first wait, and of the longest.
  fileprivate var pace: (first: Double, most: Double) {
    switch self {
    case .rateLimited: (5, 120)
    case .overloaded: (10, 180)
    default: (1, 60)
    }
  }
}
