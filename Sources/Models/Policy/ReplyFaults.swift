/// Replies in a row that cannot be carried out, counted by kind.
struct ReplyFaults {
  /// What is wrong with a reply.
  enum Kind: Hashable {
    /// Arguments or marks that nobody can read, or read in one way: most often the work of the service, which takes
    /// calls out of what the model writes.
    case garbled
    /// Nothing at all, or thinking alone.
    case empty
    /// The limit on its length has cut it.
    case cut
    /// Words without a call or a block.
    case noCall
    /// A function that there is not.
    case unknownFunction
    /// A call or a block with a member that is missing or wrong.
    case wrongCall
    /// A claim to be through that does not hold yet.
    case claim

    /// Whether the service is at fault rather than the model.
    var isServices: Bool { self == .garbled || self == .empty }
  }

  /// The most of one kind.
  static let limit = 6

  private var counts: [Kind: Int] = [:]
  private var last = ""

  /// Takes note of a fault.
  ///
  /// - Returns: What ends the asking, where there were too many of its kind; else `nil`.
  mutating func add(_ kind: Kind, _ correction: String) -> End? {
    counts[kind, default: 0] += 1
    last = correction
    guard counts[kind, default: 0] >= ReplyFaults.limit else { return nil }
    guard !kind.isServices else { return .service(.garbled(reason: correction)) }
    return .policy(
      why:
        "The model's replies could not be carried out, \(ReplyFaults.limit) times in the same way. "
        + "The last time: \(correction)")
  }

  /// What ends the asking.
  enum End {
    /// The service's fault: another time it may do better.
    case service(APIFault)
    /// The model is at its end, for this reason.
    case policy(why: String)
  }
}
