import Text

/// A message of JSON-RPC 2.0 that a server has sent. Pure.
enum Incoming: Hashable, Sendable {
  /// The answer to our request of this number: its result, or the error's number and words.
  case answer(id: Int, Result<JSON, Refusal>)
  /// A request of the server's, with its id as it stands.
  case request(id: JSON, method: String)
  /// A notification.
  case notification(method: String)

  /// An error as an answer has it.
  struct Refusal: Error, Hashable {
    let code: Int
    let message: String
  }

  /// The messages in a line, which may hold several as an array; `nil` where it holds something else.
  ///
  /// An answer to what we did not ask is a message as well; its number is that of no request.
  static func read(_ line: some Collection<UInt8>) -> [Incoming]? {
    guard let value = JSON(lenient: line) else { return nil }
    guard case .array(let elements) = value else { return Incoming(value).map { [$0] } }
    let messages = elements.compactMap(Incoming.init)
    return messages.count == elements.count && !messages.isEmpty ? messages : nil
  }

  /// The message that `value` is.
  private init?(_ value: JSON) {
    guard case .object = value, value["jsonrpc"]?.string == "2.0" else { return nil }
    if let method = value["method"]?.string {
      if let id = value["id"] {
        self = .request(id: id, method: method)
      } else {
        self = .notification(method: method)
      }
      return
    }
    let id: Int
    if case .int(let number)? = value["id"] { id = number } else { id = -1 }
    if let error = value["error"] {
      self = .answer(
        id: id,
        .failure(
          Refusal(code: error["code"]?.integer ?? 0, message: error["message"]?.string ?? "")))
    } else if let result = value["result"] {
      self = .answer(id: id, .success(result))
    } else {
      return nil
    }
  }
}
