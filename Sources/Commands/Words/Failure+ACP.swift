import ACP
import Text

/// The words for messages of the Agent Client Protocol that cannot be taken.
extension Failure {
  /// The words for a message that is refused.
  init(words error: ProtocolError) {
    switch error {
    case .notJSON: self.init("the line is no JSON")
    case .lineTooLong(let limit):
      self.init("the line is longer than \(limit >> 20) MiB, and nothing of it was read")
    case .tooManyValues(let limit):
      self.init("the line has more than \(limit) values, and was not read")
    case .notAMessage: self.init("the line is no request and no notification of JSON-RPC 2.0")
    case .notInitialized: self.init("'initialize' has to come first")
    case .noSuchMethod(let name):
      self.init("there is no method '\(visible(String(name.prefix(100))))'")
    case .badParameter(let name):
      self.init("the parameter '\(name)' is missing, or is not what it has to be")
    case .noSuchSession(let id):
      self.init(
        "there is no session '\(visible(String(id.prefix(100))))' here",
        hint: "the id of a run is one, too: git colleague runs")
    case .busySession:
      self.init("the session is at work on a prompt; cancel it, or wait for its end")
    case .tooManySessions(let limit): self.init("\(limit) sessions are open; close one first")
    case .emptyPrompt: self.init("the prompt says nothing: describe an issue in words")
    case .unreadableContent(let type):
      self.init("content of the type '\(visible(String(type.prefix(40))))' cannot be read")
    case .nothingToResume: self.init("this session has no run that could be gone on with")
    case .noThread: self.init("the system gives no thread to work in; try again")
    }
  }
}
