import ACP
import Models

extension FuzzTarget {
  /// What clients of the Agent Client Protocol send.
  static let protocols = [
    FuzzTarget("acp-messages") { bytes in
      var scanner = LineScanner(limit: 4096)
      let whole = scanner.take(bytes)
      var pieces = LineScanner(limit: 4096)
      let cut = bytes.flatMap { pieces.take([$0]) }
      require(cut, is: whole, "lines that come byte by byte")
      for case .whole(let line) in whole {
        guard let message = result({ try Message(parsing: line) }) else { continue }
        switch message {
        case .request(let id, _, let params):
          require(
            result { try Message(parsing: Message.response(id, params).dropLast()) },
            is: .response(id: id, result: params), "an answer read back")
          _ = result { try PromptText(params["prompt"]) }
        case .notification(let method, let params):
          require(
            result { try Message(parsing: Message.notification(method, params).dropLast()) },
            is: message, "a notification read back")
        case .response: break
        }
      }
    }
  ]
}
