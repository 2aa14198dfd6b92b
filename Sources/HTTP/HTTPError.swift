/// Why there is no complete response; a status of any kind is none of these.
///
/// No case holds a header's value, the user part of a URL or a proxy's password.
package enum HTTPError: Error, Hashable, Sendable {
  /// The URL cannot be read, or is neither `http` nor `https`.
  case badURL
  /// A header field cannot be sent: its name is none, or its value holds a line break or a null byte.
  case badHeader(name: String)
  /// The host's name is not known.
  case unresolved(host: String)
  /// Nobody listens there.
  case refused
  /// No way leads there; in the system's words.
  case unreachable(reason: String)
  /// TLS failed: the certificate does not prove the host, or the two speak no common language.
  case tls(reason: String)
  /// The proxy from the environment is not there or does not let us through.
  case proxy(reason: String)
  /// The connection broke, or what came is no HTTP: reset, cut off, a bad chunk, a garbled status line.
  case broken(reason: String)
  /// No byte for this many seconds.
  case idle(seconds: Double)
  /// Not done after this many seconds in all.
  case late(seconds: Double)
  /// Not connected in time.
  case connectLate
  /// The body is larger than this many bytes.
  case tooLarge(limit: Int)
  /// The surrounding task was cancelled.
  case cancelled
  /// The system or libcurl failed in a way that has nothing to do with the server.
  case system(reason: String)
}
