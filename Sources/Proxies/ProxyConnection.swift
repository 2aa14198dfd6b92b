import Glibc
import Synchronization

/// One connection to a proxy, on a thread of its own: one request, and what it leads to.
struct ProxyConnection {
  private let client: Int32
  private let state: ProxyState
  private let end: Double
  private var buffer: [UInt8] = []

  /// A connection that `client` has made; it is closed when all is over.
  init(_ client: Int32, _ state: ProxyState) {
    self.client = client
    self.state = state
    end = ProxySocket.now + state.limits.seconds
    ProxySocket.makeReady(client)
    ProxySocket.send(atOnce: client)
  }

  /// Serves it to its end.
  consuming func serve() {
    defer { close(client) }
    do {
      guard let request = try receive() else { return }
      state.use.withLock { $0.requests += 1 }
      let host = try connect(request)
      defer { close(host) }
      ProxySocket.send(atOnce: host)
      pass(request, to: host)
    } catch {
      answer(error.response)
    }
  }

  /// Reads the head of the request; what comes after it stays in the buffer. `nil` when the peer has gone, or the proxy is
  /// to stop.
  private mutating func receive() throws(ProxyRefusal) -> RequestHead? {
    let deadline = min(end, ProxySocket.now + state.limits.headSeconds)
    var searched = 0
    while true {
      for start in stride(from: searched, to: buffer.count - 3, by: 1)
      where buffer[start..<start + 4].elementsEqual([13, 10, 13, 10]) {
        guard start <= state.limits.head else { throw .longHead }
        let head = try RequestHead(buffer[..<start])
        buffer.removeFirst(start + 4)
        return head
      }
      if buffer.count > state.limits.head { throw .longHead }
      // Whoever begins otherwise speaks another protocol, and might wait for an answer in it.
      if let first = buffer.first, !(0x41...0x5a).contains(first) { throw .malformed }
      searched = max(0, buffer.count - 3)
      guard ProxySocket.wait(for: client, POLLIN, until: deadline, unless: state.stopped) else {
        if ProxySocket.now >= deadline { throw .late }
        return nil
      }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = recv(client, &piece, piece.count, 0)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return nil }
      buffer += piece[..<count]
    }
  }

  /// Connects to the host that is asked for.
  private func connect(_ request: RequestHead) throws(ProxyRefusal) -> Int32 {
    let (host, port, text) = (request.authority.host, request.port, request.authority.text)
    guard state.hosts.allows(host, port, over: request.way) else {
      state.refuse("\(text):\(port)")
      throw .notAllowed("\(text):\(port)", setting: state.hosts.setting)
    }
    let deadline = min(end, ProxySocket.now + state.limits.connectSeconds)
    let addresses: [IPAddress]
    switch host {
    case .address(let address): addresses = [address]
    case .name(let name):
      addresses = Resolution.addresses(of: name, for: state, until: deadline) ?? []
    }
    if addresses.isEmpty { throw .unknownHost(text) }
    let allowed = addresses.filter { state.hosts.allows($0, of: host, port, over: request.way) }
    if allowed.isEmpty {
      state.refuse("\(text):\(port)")
      throw .inside("\(text):\(port)", setting: state.hosts.setting)
    }
    for (place, address) in allowed.enumerated() {
      // One that does not answer leaves time for the others.
      let share = (deadline - ProxySocket.now) / Double(allowed.count - place)
      let socket = ProxySocket.connected(
        to: address, port, until: ProxySocket.now + share, unless: state.stopped)
      if let socket { return socket }
    }
    throw .unreachable("\(text):\(port)")
  }

  /// Passes on what the two say to one another.
  private func pass(_ request: RequestHead, to host: Int32) {
    var exchange = ProxyExchange(client: client, host: host, state: state, end: end)
    switch request.way {
    case .tunnel:
      exchange.toClient.take(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8))
      exchange.toHost.take(buffer)
    case .plain:
      exchange.toHost.take(request.forwarded)
      exchange.toHost.left = request.bodyLength
      guard exchange.toHost.take(buffer) else { return }
    }
    exchange.run()
  }

  /// Says why nothing is done, to whoever still listens.
  private func answer(_ bytes: [UInt8]) {
    let deadline = min(end, ProxySocket.now + 5)
    var rest = bytes[...]
    while !rest.isEmpty,
      ProxySocket.wait(for: client, POLLOUT, until: deadline, unless: state.stopped)
    {
      let count = rest.withUnsafeBytes {
        send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
    // What is still on its way to us would have the answer thrown away.
    shutdown(client, Int32(SHUT_WR))
    let patience = min(deadline, ProxySocket.now + 1)
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while ProxySocket.wait(for: client, POLLIN, until: patience, unless: state.stopped) {
      if recv(client, &piece, piece.count, 0) <= 0 { return }
    }
  }
}
