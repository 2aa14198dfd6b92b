/// Why a request to a model's service gave no answer.
package enum APIFault: Error, Hashable, Sendable {
  /// The service was not reached, or the connection broke: may pass.
  case unreachable(reason: String)
  /// The service failed for now, with this status; `after` is the seconds it asks to wait.
  case failing(status: Int, after: Int?, message: String)
  /// Too many requests or tokens in a time.
  case rateLimited(after: Int?, message: String)
  /// The service has too much to do for everybody: 529.
  case overloaded(after: Int?, message: String)
  /// The answer ended before its end, or was none.
  case broken(reason: String)
  /// The prompt does not fit the model's window, of so many tokens where the service says.
  case tooLong(window: Int?)
  /// The service will not do it however often it is asked.
  case refused(status: Int, message: String)
  /// The service does not know a part of the request, by its name.
  case unknownMember(String)
  /// The surrounding task was cancelled.
  case cancelled

  /// Whether the same request may be answered later.
  package var mayPass: Bool {
    switch self {
    case .unreachable, .failing, .rateLimited, .overloaded, .broken: true
    case .tooLong, .refused, .unknownMember, .cancelled: false
    }
  }

  /// What happened, for people, without a full stop.
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
    case .cancelled: "interrupted"
    }
  }

  /// What came was nothing at all. Some servers mean by it that the prompt is too long.
  static let emptyStream = APIFault.broken(reason: "an empty stream")
}
