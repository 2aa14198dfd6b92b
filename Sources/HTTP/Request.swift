/// One request, complete before it is sent.
package struct Request: Sendable {
  /// The methods there is a use for.
  package enum Method: String, Hashable, Sendable {
    /// Asks for something; sends no body.
    case get = "GET"
    /// Sends a body, be it empty.
    case post = "POST"
  }

  /// How long a request may take, in seconds; each more than 0.
  package struct Timeouts: Hashable, Sendable {
    /// Until the connection stands: name, TCP, proxy and TLS.
    package var connect: Double
    /// Without a byte in either direction once the connection stands.
    package var idle: Double
    /// From the start to the last byte.
    package var total: Double

    /// 15 s to connect, 120 s idle, 900 s in all; unless told.
    package init(connect: Double = 15, idle: Double = 120, total: Double = 900) {
      self.connect = connect
      self.idle = idle
      self.total = total
    }
  }

  /// Where it goes: absolute, `http` or `https`.
  package var url: String
  /// The method.
  package var method: Method
  /// Header fields in the order sent; nothing is added but what HTTP needs and `Accept`.
  package var headers: [(name: String, value: String)]
  /// What is sent; only with ``Method/post``.
  package var body: [UInt8]
  /// How long it may take.
  package var timeouts: Timeouts
  /// The most bytes of a body that are received.
  package var limit: Int

  /// A request; without a word about it, its response's body is 64 MiB at most.
  package init(
    _ method: Method, _ url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], timeouts: Timeouts = Timeouts(), limit: Int = 64 << 20
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeouts = timeouts
    self.limit = limit
  }
}
