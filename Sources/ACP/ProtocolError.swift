/// Why a message of the client's is refused. The connection goes on after each of them.
package enum ProtocolError: Error, Hashable, Sendable {
  /// The line is no JSON.
  case notJSON
  /// The line has more bytes than this; what it says was not kept.
  case lineTooLong(limit: Int)
  /// The line has more values than this; it was not read as JSON.
  case tooManyValues(limit: Int)
  /// The JSON is no request, notification or response of JSON-RPC 2.0.
  case notAMessage
  /// The request comes before `initialize`.
  case notInitialized
  /// There is no such method.
  case noSuchMethod(String)
  /// The parameter of this name is missing, or not of its type.
  case badParameter(String)
  /// No session has this id.
  case noSuchSession(String)
  /// The session has a turn under way.
  case busySession(String)
  /// So many sessions are open, and no more can be.
  case tooManySessions(limit: Int)
  /// The prompt has no text of the person's.
  case emptyPrompt
  /// The prompt has content of a kind that was not offered, such as `image`.
  case unreadableContent(String)
  /// The prompt asks to go on, and the session has no run that could.
  case nothingToResume
  /// The system gives no thread to work in.
  case noThread

  /// The number of JSON-RPC 2.0, section 5.1, or of the Agent Client Protocol, that goes with it.
  package var code: Int {
    switch self {
    case .notJSON: -32700
    case .lineTooLong, .tooManyValues, .notAMessage, .notInitialized, .busySession,
      .tooManySessions:
      -32600
    case .noSuchMethod: -32601
    case .badParameter, .emptyPrompt, .unreadableContent, .nothingToResume: -32602
    case .noSuchSession: -32002
    case .noThread: -32603
    }
  }
}

/// A request that the program could not carry out, in words for a person.
package struct Refusal: Error, Hashable, Sendable {
  /// What is wrong, without a full stop at the end.
  package var sentence: String
  /// What to do about it.
  package var hint: String?
  /// The exit status that the program has for it.
  package var status: Int

  /// A refusal in these words.
  package init(_ sentence: String, hint: String? = nil, status: Int) {
    self.sentence = sentence
    self.hint = hint
    self.status = status
  }
}
