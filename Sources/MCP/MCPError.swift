package import Processes

/// Why a server of tools does not do what was asked of it.
package enum MCPError: Error, Hashable {
  /// It cannot be started.
  case start(ProcessError)
  /// The system refuses what it takes to talk to it, for the reason that errno(3) gives.
  case system(errno: Int32)
  /// It has ended, with this status: 128 plus the signal when one ended it. The complaint is the last line that it wrote to
  /// its standard error.
  case ended(status: Int32, complaint: String?)
  /// It has closed its standard output and goes on.
  case closed
  /// It did not answer within so many seconds.
  case slow(seconds: Double)
  /// It writes lines that are no messages of the protocol.
  case garbled
  /// It has written more than so many bytes, in one line or in answer to one request.
  case flooded(bytes: Int)
  /// It answers with an error: the protocol's number, and its own words.
  case refused(code: Int, message: String)
  /// It speaks this version of the protocol alone, which we do not.
  case version(String)
  /// Its answer to a request of this method lacks what the protocol demands.
  case malformed(method: String)
  /// The surrounding task was cancelled, or the server is no longer wanted.
  case cancelled
}

/// An error of one server, for a warning.
package struct ToolServerFault: Error, Hashable {
  /// The server's name.
  package let server: String
  /// What is wrong with it.
  package let error: MCPError

  /// That `server` has failed by `error`.
  package init(server: String, error: MCPError) { (self.server, self.error) = (server, error) }
}
