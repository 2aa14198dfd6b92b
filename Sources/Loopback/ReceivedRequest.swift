/// A request as it came in.
package struct ReceivedRequest: Sendable {
  /// The method, as sent.
  package let method: String
  /// What stands behind it, as sent: a path, and to a proxy a URL or `host:port`.
  package let path: String
  /// The header fields by their lower-cased names; of a repeated one, the last.
  package let headers: [String: String]
  /// The body.
  package let body: [UInt8]
  /// Its place in the order of arrival at this server, from 0.
  package let number: Int
  /// The connection it came on, numbered in the order accepted, from 0.
  package let connection: Int
  /// When its last byte was there.
  package let time: ContinuousClock.Instant

  /// The body as text; what is no UTF-8 is replaced.
  package var text: String { String(decoding: body, as: UTF8.self) }
}
