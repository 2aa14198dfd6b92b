import Text

extension APIFault {
  /// The fault that an answer with this status and body means.
  ///
  /// - Parameter after: Seconds the service asks to wait, from its `Retry-After`.
  package init(status: Int, body: [UInt8], after: Int?) {
    var error = JSON(lenient: body)
    // Google's services send an array of one.
    if case .array(let errors)? = error { error = errors.first }
    let message = error.flatMap(APIFault.message) ?? APIFault.plain(body)
    let detail = error?["error"] ?? error
    self = APIFault.read(detail, status, message, after ?? detail?.retryDelay)
  }

  /// The fault that an error event within a stream means.
  init(event error: JSON) {
    var error = error
    if case .array(let errors) = error { error = errors.first ?? error }
    let message = APIFault.message(in: error) ?? "an error without words"
    let body = error["error"] ?? error
    let status = body["code"]?.integer ?? body["status"]?.integer ?? body["status_code"]?.integer
    self = APIFault.read(body, status, message, body.retryDelay)
  }

  /// The fault that a body of status 200 holds, as some services send it; `nil` where it holds none.
  init?(base answer: JSON) {
    guard let base = answer["base_resp"], let code = base["status_code"]?.integer, code != 0 else {
      return nil
    }
    let message = base["status_msg"]?.string ?? "an error without words"
    self =
      switch code {
      case 1002, 1039, 2045: .rateLimited(after: nil, message: message)
      case 1000, 1001, 1024, 1033: .failing(status: 500, after: nil, message: message)
      case 1004, 2049: .refused(status: 401, message: message)
      default: APIFault.read(nil, 400, message, nil)
      }
  }

  private static func message(in error: JSON) -> String? {
    let body = error["error"] ?? error
    let text =
      body["message"]?.string ?? body["message"]?["detail"]?.text ?? error["error"]?.string
      ?? error["message"]?.string ?? error["detail"]?.string ?? error["detail"]?.text
    let words = [text, body["metadata"]?["raw"].flatMap(APIFault.relayed)].compactMap(\.self)
    return words.isEmpty ? nil : clipped(oneLine(words.joined(separator: ": ")), to: 300)
  }

  /// The words of an error that a service relays from the one behind it, as text or as JSON within text.
  private static func relayed(_ raw: JSON) -> String? {
    guard let text = raw.string else { return message(in: raw) }
    guard let inner = JSON(parsing: text) else { return text }
    return message(in: inner)
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
    case 400, 404, 422:
      if let name = message.missingMember { return .missingMember(name) }
      if let name = message.unknownMember(hint: member) { return .unknownMember(name) }
      return .refused(status: status, message: message)
    default: return .refused(status: status, message: message)
    }
  }
}

extension JSON {
  /// Seconds to wait, as Google's errors have them in their details; a part of a second counts whole.
  fileprivate var retryDelay: Int? {
    for detail in self["details"]?.elements ?? [] {
      guard let text = detail["retryDelay"]?.string, text.hasSuffix("s"),
        let seconds = Double(text.dropLast()), (0...86_400).contains(seconds)
      else { continue }
      return Int(seconds.rounded(.up))
    }
    return nil
  }
}

extension String {
  /// The member of a model's turn that it says is missing; `nil` where it says no such thing.
  fileprivate var missingMember: String? {
    let words = lowercased()
    guard ["missing", "must be passed back", "must be provided"].contains(where: words.contains)
    else { return nil }
    if words.contains("thought_signature") || words.contains("thought signature") {
      return ServiceFamily.signatureMember
    }
    return ServiceFamily.reasoningMembers.first { words.contains($0) }
  }

  /// The optional member of a request that it says is not known or not taken; of several it names the one it names first.
  fileprivate func unknownMember(hint: String?) -> String? {
    let words = lowercased()
    if words.contains("items are not persisted") { return ResponsesWire.itemIDs }
    if words.contains("encrypted content is not supported") { return "include" }
    if words.contains("adaptive' found") { return "thinking.type.adaptive" }
    guard saysUnknown else { return nil }
    let optional = Model.API.allCases.flatMap(\.facts.optionalMembers)
    if let hint, optional.contains(hint) { return hint }
    let places = optional.compactMap { name in
      firstRange(of: name).map { (name: name, at: $0.lowerBound) }
    }
    let first = places.min { ($0.at, $1.name.count) < ($1.at, $0.name.count) }
    if first == nil, words.contains("adaptive thinking") { return "thinking.type.adaptive" }
    return first?.name
  }

  /// Whether it says that a part of a request is not known.
  fileprivate var saysUnknown: Bool {
    let words = lowercased()
    return [
      "unsupported", "unknown", "unrecognized", "unexpected", "not support", "not permitted",
      "not allowed", "not known", "not recognized", "cannot find field", "extra_forbidden",
      "extra inputs", "additional properties", "invalid field",
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
