package import Text
package import Vocabulary

/// The answer of a model to one prompt.
package struct Answer: Hashable, Sendable {
  /// Its words.
  package var text = ""
  /// Its thinking.
  package var thinking: [Reply.Thinking] = []
  /// The calls it made, whole ones only, in order; of the same call twice in a row, one.
  package var calls: [RawCall] = []
  /// The reason it ended.
  package var stop = Stop.unknown
  /// Whether the service has marked its end; else only the body has ended.
  package var isEnded = true
  /// The model that the service says has answered; `nil` where it names none.
  package var model: String?
  /// The tokens it took; `nil` where the service does not count.
  package var usage: Usage?
  /// Tokens sent that the service wrote into its cache, among those of ``usage``.
  package var cacheWrites = 0
  /// What the service says that the answer cost, in millionths; `nil` where it does not say.
  package var costMicros: Int?
  /// Members of the turn that only the service understands; they go back with it unchanged.
  package var members: [String: JSON] = [:]

  /// A call as the model wrote it.
  package struct RawCall: Hashable, Sendable {
    /// The service's id; empty where it gave none.
    package var id: String
    /// The function.
    package var name: String
    /// Its arguments, as text that should be JSON.
    package var arguments: String
    /// Members of the call that only the service understands; they go back with it unchanged.
    package var members: [String: JSON] = [:]
  }

  /// The reason an answer ended.
  package enum Stop: Hashable, Sendable {
    /// The model ended by itself, or made a call.
    case done
    /// The limit on the answer's tokens.
    case length
    /// The service or the model declined.
    case refusal
    /// The service did not say.
    case unknown
  }

  /// An empty answer.
  package init() {}
}
