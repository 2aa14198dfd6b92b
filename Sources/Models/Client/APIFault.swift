import Text

/// A request to a model's service that gave no answer.
package enum APIFault: Error, Hashable, Sendable {
  /// The service was not reached, or the connection broke; may pass.
  case unreachable(reason: String)
  /// The service failed with this status; may pass. `after` is the seconds it asks to wait.
  case failing(status: Int, after: Int?, message: String)
  /// Too many requests or tokens in a time; may pass.
  case rateLimited(after: Int?, message: String)
  /// The service is overloaded for all its users, status 529; may pass.
  case overloaded(after: Int?, message: String)
  /// The answer broke off, or cannot be read; may pass.
  case broken(reason: String)
  /// The prompt does not fit the model's window; its size in tokens where the service says it.
  case tooLong(window: Int?)
  /// The service refuses, and would again.
  case refused(status: Int, message: String)
  /// The service does not know a member of the request, of this name.
  case unknownMember(String)
  /// The service misses a member of this name in a turn of the model.
  case missingMember(String)
  /// Its answers cannot be carried out, time and again, though there is nothing wrong with their transfer.
  case garbled(reason: String)
  /// The surrounding task was cancelled.
  case cancelled

  /// Whether the same request may be answered later.
  package var mayPass: Bool {
    switch self {
    case .unreachable, .failing, .rateLimited, .overloaded, .broken: true
    case .tooLong, .refused, .unknownMember, .missingMember, .garbled, .cancelled: false
    }
  }

  /// The fault in words for people, without a full stop.
  package var sentence: String {
    func with(_ message: String) -> String { message.isEmpty ? "" : ": \(message)" }
    return switch self {
    case .unreachable(let reason): "the model's service cannot be reached: \(reason)"
    case .failing(let status, _, let message):
      "the model's service fails with status \(status)\(with(message))"
    case .rateLimited(_, let message): "the model's service limits our rate\(with(message))"
    case .overloaded(_, let message): "the model's service is overloaded\(with(message))"
    case .broken(let reason): "the model's answer was broken off: \(reason)"
    case .tooLong(let window):
      "the prompt does not fit the model's window\(window.map { " of \($0) tokens" } ?? "")"
    case .refused(let status, let message):
      "the model's service refuses with status \(status)\(with(message))"
    case .unknownMember(let name): "the model's service does not know '\(name)'"
    case .missingMember(let name): "the model's service misses '\(name)'"
    case .garbled(let reason): "the model's service garbles its answers: \(reason)"
    case .cancelled: "interrupted"
    }
  }

  /// The fault without secrets in what the service says.
  func redacted(by redactor: Redactor) -> APIFault {
    func clean(_ text: String) -> String { redactor(text).value }
    return switch self {
    case .unreachable(let reason): .unreachable(reason: clean(reason))
    case .failing(let status, let after, let message):
      .failing(status: status, after: after, message: clean(message))
    case .rateLimited(let after, let message): .rateLimited(after: after, message: clean(message))
    case .overloaded(let after, let message): .overloaded(after: after, message: clean(message))
    case .broken(let reason): .broken(reason: clean(reason))
    case .garbled(let reason): .garbled(reason: clean(reason))
    case .refused(let status, let message): .refused(status: status, message: clean(message))
    case .unknownMember, .missingMember, .tooLong, .cancelled: self
    }
  }

  /// An empty answer. Some servers send it when the prompt is too long.
  static let emptyStream = APIFault.broken(reason: "an empty stream")

  /// An answer that ended before its end was marked.
  static let unended = APIFault.broken(reason: "the stream ended before the answer did")

  /// Nobody listens at the service's address.
  package static let refusedConnection = APIFault.unreachable(reason: "the connection was refused")
}
