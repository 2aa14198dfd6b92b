/// How long to wait before a request is made again. Pure.
///
/// Waits double from fault to fault, with a quarter of chance so that many workers do not come back at
/// once; what the service asks for is kept to. Rates and overload are met with longer waits than a
/// connection that broke.
struct Patience: Hashable {
  /// Faults in a row.
  private(set) var faults = 0
  private var breaks = 0

  /// Answers broken off in a row after which it is given up: each has cost its tokens.
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
    guard breaks < Patience.breakLimit else { return nil }
    let (first, most) = fault.pace
    let doublings = Double(1 << min(faults - 1, 16))
    let wait: Double
    if let asked = fault.askedWait {
      // Who asks for no wait again and again is not taken at his word.
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
