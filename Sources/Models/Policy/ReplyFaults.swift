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

  /// The most of one kind where the model calls functions.
  static let limit = 6

  private let speech: Model.Speech
  private let most: Int
  private var counts: [Kind: Int] = [:]

  /// No fault yet.
  ///
  /// - Parameter most: The most of one kind.
  init(of speech: Model.Speech, most: Int) { (self.speech, self.most) = (speech, most) }

  /// All so far.
  var count: Int { counts.values.reduce(0, +) }

  /// Takes note of a fault.
  ///
  /// - Returns: What ends the asking, where there were too many of its kind; else `nil`.
  mutating func add(_ kind: Kind, _ correction: String) -> End? {
    counts[kind, default: 0] += 1
    guard counts[kind, default: 0] >= most else { return nil }
    // In text the form is the model's own work.
    guard !kind.isServices || speech == .text else { return .service(.garbled(reason: correction)) }
    return .policy(
      why:
        "The model's replies could not be carried out, \(most) times in the same way. "
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
