package import Text

/// One message of JSON-RPC 2.0, as the Agent Client Protocol sends them: a JSON object in a line of its own.
package enum Message: Hashable, Sendable {
  /// Asks for an answer with the same `id`, a string, a number or null.
  case request(id: JSON, method: String, params: JSON)
  /// Asks for none.
  case notification(method: String, params: JSON)
  /// Answers a request of ours; the result is `nil` where the answer is an error.
  case response(id: JSON, result: JSON?)

  /// A line that is no message, with what has to be answered.
  package struct Refused: Error, Hashable {
    /// The `id` to answer with; null where the line names none.
    package var id: JSON
    /// What is wrong.
    package var error: ProtocolError
  }

  /// The deepest nesting of a line that is looked at.
  private static let depth = 128
  /// The most values that a line may have.
  static let valueLimit = 100_000

  /// Reads a line, without its line feed.
  ///
  /// - Throws: ``Refused``: `notJSON` for what is no JSON in UTF-8 or nested deeper than 128, `tooManyValues`,
  ///   `notAMessage` for any other value, a batch too: the Agent Client Protocol has none.
  /// - Complexity: O(*n*) in its bytes.
  package init(parsing line: some Collection<UInt8>) throws(Refused) {
    do throws(ProtocolError) { try Message.check(line) } catch {
      throw Refused(id: .null, error: error)
    }
    guard let value = JSON(parsing: line) else { throw Refused(id: .null, error: .notJSON) }
    guard case .object(let members) = value else {
      throw Refused(id: .null, error: .notAMessage)
    }
    let id = members["id"].flatMap { Message.isID($0) ? $0 : nil }
    let refused = Refused(id: id ?? .null, error: .notAMessage)
    guard members["jsonrpc"] == "2.0", id != nil || members["id"] == nil else { throw refused }
    guard let method = members["method"] else {
      guard let id, members["result"] != nil || members["error"] != nil else { throw refused }
      self = .response(id: id, result: members["error"] == nil ? members["result"] : nil)
      return
    }
    guard case .string(let name) = method else { throw refused }
    let params = members["params"] ?? .object([:])
    self =
      id.map { .request(id: $0, method: name, params: params) }
      ?? .notification(method: name, params: params)
  }

  private static func isID(_ value: JSON) -> Bool {
    switch value {
    case .string, .int, .null: true
    default: false
    }
  }

  /// Counts what stands outside strings, before a reader takes stack and memory for it.
  ///
  /// - Throws: ``ProtocolError``: `notJSON` for brackets nested too deep, `tooManyValues`.
  private static func check(_ line: some Collection<UInt8>) throws(ProtocolError) {
    var (depth, values, isInString, isEscaped) = (0, 1, false, false)
    for byte in line {
      if isEscaped {
        isEscaped = false
      } else if isInString {
        isEscaped = byte == UInt8(ascii: "\\")
        isInString = byte != UInt8(ascii: "\"")
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        case UInt8(ascii: ","): values += 1
        default: break
        }
        if depth > Message.depth { throw .notJSON }
        if values > Message.valueLimit { throw .tooManyValues(limit: Message.valueLimit) }
      }
    }
  }
}

extension Message {
  /// The line of a request of ours.
  package static func request(_ id: Int, _ method: String, _ params: JSON) -> [UInt8] {
    line(["id": .int(id), "method": .string(method), "params": params])
  }

  /// The line of a notification of ours.
  package static func notification(_ method: String, _ params: JSON) -> [UInt8] {
    line(["method": .string(method), "params": params])
  }

  /// The line that answers the request `id`.
  package static func response(_ id: JSON, _ result: JSON) -> [UInt8] {
    line(["id": id, "result": result])
  }

  /// The line that says why the request `id` was not carried out.
  package static func error(_ id: JSON, code: Int, _ words: String, data: JSON? = nil) -> [UInt8] {
    var error: [String: JSON] = ["code": .int(code), "message": .string(words)]
    error["data"] = data
    return line(["id": id, "error": .object(error)])
  }

  private static func line(_ members: [String: JSON]) -> [UInt8] {
    JSON.object(members.merging(["jsonrpc": "2.0"]) { $1 }).bytes + [0x0a]
  }
}
