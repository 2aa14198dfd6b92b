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

  /// The fault that an answer with this status and body means.
  ///
  /// - Parameter after: Seconds the service asks to wait, from its `Retry-After`.
  package init(status: Int, body: [UInt8], after: Int?) {
    let error = JSON(parsing: body)
    let message = APIFault.message(in: error) ?? APIFault.plain(body)
    let kind = error?["error"]?["type"]?.string ?? error?["error"]?["code"]?.string ?? ""
    self =
      APIFault.named(kind, message, after) ?? APIFault.of(status, message, after)
  }

  /// The fault that an error event within a stream means.
  init(event error: JSON) {
    let message = APIFault.message(in: error) ?? "an error without words"
    let body = error["error"] ?? error
    let kind = body["type"]?.string ?? body["code"]?.string ?? ""
    let status = body["code"]?.integer ?? body["status"]?.integer
    self =
      APIFault.named(kind, message, nil)
      ?? status.map { APIFault.of($0, message, nil) } ?? .broken(reason: message)
  }

  private static func message(in error: JSON?) -> String? {
    let text =
      error?["error"]?["message"]?.string ?? error?["error"]?.string ?? error?["message"]?.string
      ?? error?["detail"]?.string
    return text.map { String($0.prefix(300)) }
  }

  /// The start of a body that is no JSON, such as a proxy's page.
  private static func plain(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(200), as: UTF8.self)
    return text.hasPrefix("<") ? "" : text.trimmed
  }

  private static func named(_ kind: String, _ message: String, _ after: Int?) -> APIFault? {
    let words = message.lowercased()
    if kind == "context_length_exceeded" || words.contains("context length")
      || words.contains("prompt is too long") || words.contains("context window")
      || words.contains("maximum context")
    {
      return .tooLong(window: window(in: words))
    }
    switch kind {
    case "insufficient_quota", "billing_error": return .refused(status: 429, message: message)
    case "overloaded_error": return .overloaded(after: after, message: message)
    case "rate_limit_error", "rate_limit_exceeded":
      return .rateLimited(after: after, message: message)
    case "api_error", "server_error", "timeout_error":
      return .failing(status: 500, after: after, message: message)
    case "authentication_error": return .refused(status: 401, message: message)
    case "permission_error": return .refused(status: 403, message: message)
    default: return nil
    }
  }

  private static func of(_ status: Int, _ message: String, _ after: Int?) -> APIFault {
    switch status {
    case 429: return .rateLimited(after: after, message: message)
    case 529: return .overloaded(after: after, message: message)
    case 408, 409, 425, 500...599: return .failing(status: status, after: after, message: message)
    case 400, 422:
      let optional = OpenAIWire.optionalMembers + AnthropicWire.optionalMembers
      if let member = optional.first(where: { message.contains($0) }) {
        return .unknownMember(member)
      }
      return .refused(status: status, message: message)
    default: return .refused(status: status, message: message)
    }
  }

  /// The number before or after the words that name a window.
  private static func window(in words: String) -> Int? {
    let numbers = words.split { !$0.isNumber && $0 != "," }.compactMap {
      Int($0.replacing(",", with: ""))
    }
    // The limit is named together with what was asked for, which is more.
    return numbers.filter { $0 >= 512 }.min()
  }
}
