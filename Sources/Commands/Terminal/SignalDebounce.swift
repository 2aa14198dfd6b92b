/// Tells one request to stop from another by when signals arrive. Pure.
///
/// One Ctrl-C often comes twice: the terminal sends it to every process of the group, and programs in
/// between, such as `git` and `timeout`, hand on what they got.
struct SignalDebounce: Sendable {
  /// What a signal means.
  enum Meaning: Hashable {
    /// Somebody wants the work to stop.
    case first
    /// The same request once more, by another way.
    case echo
    /// A second request: end at once.
    case second
  }

  /// Seconds within which signals count as one request.
  static let echoSeconds = 0.7

  private var began: Double?

  /// Takes note of a signal.
  ///
  /// - Parameter seconds: When it arrived, by a clock that never goes back.
  mutating func arrive(at seconds: Double) -> Meaning {
    guard let began else {
      began = seconds
      return .first
    }
    return seconds - began < SignalDebounce.echoSeconds ? .echo : .second
  }
}
