import Text

extension APIFault {
  /// The fault that an answer with this status and body means.
  ///
  /// - Parameter after: Seconds the service asks to wait, from its `Retry-After`.
  package init(status: Int, body: [UInt8], after: Int?) {
    let told = JSON(lenient: body)
    // Some services put their one error into a list.
    let error = told?.elements.first ?? told
    let after = after ?? error.flatMap(APIFault.delay)
    let message = error.flatMap(APIFault.message) ?? APIFault.plain(body)
    self = APIFault.read(error?["error"] ?? error, status, message, after)
  }

  /// The fault that an error event within a stream means.
  init(event error: JSON) {
    let after = APIFault.delay(in: error)
    let message = APIFault.message(in: error) ?? "an error without words"
    let body = error["error"] ?? error
    let status = body["code"]?.integer ?? body["status"]?.integer ?? body["status_code"]?.integer
    self = APIFault.read(body, status, message, after)
  }

  /// Seconds that a detail of an error asks to wait, such as `"retryDelay": "34.5s"`.
  private static func delay(in error: JSON) -> Int? {
    for detail in (error["error"] ?? error)["details"]?.elements ?? [] {
      guard let text = detail["retryDelay"]?.string, text.hasSuffix("s"),
        let seconds = Double(text.dropLast()), (0...1e6).contains(seconds)
      else { continue }
      return Int(seconds.rounded(.up))
    }
    return nil
  }

  private static func message(in error: JSON) -> String? {
    let text =
      error["error"]?["message"]?.string ?? error["error"]?.string ?? error["message"]?.string
      ?? error["detail"]?.string ?? error["detail"]?.text
    return text.map { clipped(oneLine($0), to: 300) }
  }

  /// The start of a body that is no JSON; empty for a page of HTML, which proxies send.
  private static func plain(_ body: [UInt8]) -> String {
    let text = oneLine(String(decoding: body.prefix(400), as: UTF8.self))
    return text.hasPrefix("<") ? "" : clipped(text, to: 300)
  }

  /// The fault that the error's type or code names, else the one that the status means.
  private static func read(
    _ error: JSON?, _ status: Int?, _ message: String, _ after: Int?
  ) -> APIFault {
    let kinds = [error?["type"]?.string, error?["code"]?.string].compactMap(\.self)
    if let window = Overflow(kinds, message, error) { return .tooLong(window: window.tokens) }
    for kind in kinds {
      if let fault = named(kind, status, message, after) { return fault }
    }
    guard let status, (400..<600).contains(status) else { return .broken(reason: message) }
    return of(status, message, error?["param"]?.string, after)
  }

  private static func named(
    _ kind: String, _ status: Int?, _ message: String, _ after: Int?
  ) -> APIFault? {
    switch kind {
    case "insufficient_quota", "billing_error", "billing_hard_limit_reached":
      .refused(status: status ?? 429, message: message)
    case "overloaded_error": .overloaded(after: after, message: message)
    case "rate_limit_error", "rate_limit_exceeded":
      .rateLimited(after: after, message: message)
    case "api_error", "server_error", "timeout_error":
      // A status that means a refusal decides, whatever the type says.
      if let status, 400..<500 ~= status, ![408, 409, 425, 429].contains(status) {
        nil
      } else if message.saysNoTools {
        .refused(status: status ?? 500, message: message)
      } else {
        .failing(status: status ?? 500, after: after, message: message)
      }
    case "authentication_error": .refused(status: status ?? 401, message: message)
    case "permission_error": .refused(status: status ?? 403, message: message)
    case "not_found_error": .refused(status: status ?? 404, message: message)
    case "invalid_request_error" where status == nil: .refused(status: 400, message: message)
    default: nil
    }
  }

  private static func of(
    _ status: Int, _ message: String, _ member: String?, _ after: Int?
  ) -> APIFault {
    switch status {
    case 429: return .rateLimited(after: after, message: message)
    case 529: return .overloaded(after: after, message: message)
    case 500...599 where message.saysNoTools: return .refused(status: status, message: message)
    case 408, 409, 425, 500...599: return .failing(status: status, after: after, message: message)
    case 400, 422:
      let optional = Model.API.allCases.flatMap(\.facts.optionalMembers)
      if message.saysUnknown,
        let name = optional.first(where: { $0 == member || message.contains($0) })
      {
        return .unknownMember(name)
      }
      return .refused(status: status, message: message)
    default: return .refused(status: status, message: message)
    }
  }
}

extension String {
  /// Whether it says that a part of a request is not known.
  fileprivate var saysUnknown: Bool {
    let words = lowercased()
    return [
      "unsupported", "unknown", "unrecognized", "unexpected", "not support", "not permitted",
      "not allowed", "extra_forbidden", "extra inputs", "additional properties", "invalid field",
    ].contains { words.contains($0) }
  }

  /// Whether it says that functions cannot be called.
  var saysNoTools: Bool {
    let words = lowercased()
    let isAboutTools = ["tool", "function", "jinja"].contains { words.contains($0) }
    return isAboutTools
      && ["support", "require", "enable", "no endpoints", "unknown", "not permitted", "unexpected"]
        .contains { words.contains($0) }
  }
}

/// A prompt larger than the window, in the words of many services.
private struct Overflow {
  /// The window in tokens, where the message names it.
  let tokens: Int?

  private static let kinds = ["context_length_exceeded", "exceed_context_size_error"]
  private static let words = [
    "context length", "prompt is too long", "context window", "maximum context", "context limit",
    "context size", "maximum number of tokens allowed", "input is too long",
  ]
  /// The words before the window's number, and the words right after it.
  private static let before = [
    "context length is ", "context length of ", "context window of ", "context window is ",
    "context size (", "context size of ", "context limit of ", "tokens allowed (", "must be <= ",
    "> ",
    "limit: ", "limit ", "n_ctx = ", "maximum of ",
  ]
  private static let behind = [" maximum context", " maximum"]

  /// `nil` where the fault is another one.
  init?(_ kinds: [String], _ message: String, _ error: JSON?) {
    let text = message.lowercased()
    // A request larger than a minute's allowance is never accepted either.
    let isTooMuch = text.contains("request too large") && text.contains("per min")
    let isNamed = kinds.contains(where: Overflow.kinds.contains)
    guard isNamed || isTooMuch || Overflow.words.contains(where: text.contains) else { return nil }
    tokens = error?["n_ctx"]?.integer ?? Overflow.window(in: text)
  }

  private static func window(in text: String) -> Int? {
    func number(_ digits: some StringProtocol) -> Int? {
      let plain = String(digits.filter { $0 != "," && $0 != "_" })
      return Int(plain).flatMap { $0 >= 256 ? $0 : nil }
    }
    for phrase in before {
      guard let place = text.firstRange(of: phrase) else { continue }
      let digits = text[place.upperBound...].prefix { $0.isNumber || $0 == "," || $0 == "_" }
      if let tokens = number(digits) { return tokens }
    }
    for phrase in behind {
      guard let place = text.firstRange(of: phrase) else { continue }
      let word = text[..<place.lowerBound].split(separator: " ").last ?? ""
      if let tokens = number(word) { return tokens }
    }
    return nil
  }
}
