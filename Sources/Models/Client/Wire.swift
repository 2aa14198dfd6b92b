import HTTP
import Text

/// The wire format of one kind of service: how a prompt is sent, and how its answer is read.
///
/// A new format is a file with its type, a case of ``Model/API`` and a line of ``Model/API/wire``.
protocol Wire: Sendable {
  /// The variables, the address and the models of this kind of service.
  static var facts: ServiceFacts { get }

  /// The path below the base address.
  var path: String { get }

  /// The path of the list of models.
  var listPath: String { get }

  /// The body of the request.
  ///
  /// - Parameter omitted: Optional members that the service has rejected.
  func body(for prompt: Prompt, model: Model, omitting omitted: Set<String>) -> JSON

  /// The headers, with the key.
  func headers(key: Secret?) -> [(name: String, value: String)]

  /// Makes the accumulator of one answer.
  func makeAccumulator() -> any ChunkAccumulator
}

/// How far a streamed answer has come.
enum StreamEnd {
  /// More of it is to come.
  case open
  /// The service has said that it is over; counts of tokens may follow.
  case marked
  /// Nothing follows.
  case final
}

/// Accumulates a streamed answer; the result does not depend on where the stream was cut.
protocol ChunkAccumulator: Sendable {
  /// How far the answer has come.
  var end: StreamEnd { get }

  /// Adds one event.
  mutating func take(_ event: Event) throws(APIFault)

  /// Adds a body that is no stream.
  mutating func take(whole body: JSON) throws(APIFault)

  /// The answer, when the stream has ended; not marked as ended where it may be whole and nothing says so.
  ///
  /// - Throws: ``APIFault/broken(reason:)`` when the stream ended before the answer did.
  consuming func answer() throws(APIFault) -> Answer
}
