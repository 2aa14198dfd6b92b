/// What the connections through a proxy may use up.
package struct ProxyLimits: Hashable, Sendable {
  /// Connections at a time; further ones wait to be accepted.
  package var connections = 64
  /// Bytes of a request's head.
  package var head = 16 << 10
  /// Seconds until the whole head is there.
  package var headSeconds = 15.0
  /// Seconds until a host's addresses are known and one of them has taken the connection.
  package var connectSeconds = 30.0
  /// Seconds in which no byte goes either way.
  package var idleSeconds = 120.0
  /// Seconds of one connection in all.
  package var seconds = 3600.0
  /// Different hosts that are kept of those that were refused.
  package var refused = 32

  /// The usual ones.
  package init() {}
}

/// What has been asked of a proxy.
package struct ProxyUse: Hashable, Sendable {
  /// Hosts, each with its port, that were asked for and may not be reached, in the order they were asked for, each once.
  package var refused: [String] = []
  /// Requests of any kind.
  package var requests = 0
  /// Bytes that went out to hosts.
  package var sent = 0
  /// Bytes that came in from them.
  package var received = 0

  /// Nothing.
  package init() {}
}
