import Glibc
import Synchronization

/// What a client and a host say to one another, passed on both ways until both have ended, one has gone, or a time is over.
struct ProxyExchange {
  /// One way: at most 64 KiB are on it.
  struct Pipe {
    /// Bytes that still have to go out.
    private(set) var waiting: ArraySlice<UInt8> = []
    /// Bytes that may still come in; `nil` for any.
    var left: Int?
    /// Whether no more will come in.
    var hasEnded = false
    /// Whether the receiver has been told so.
    var isShut = false
    /// Bytes that went out.
    private(set) var passed = 0

    static let size = 64 << 10

    var mayRead: Bool { !hasEnded && waiting.isEmpty }

    /// Takes bytes in; `false` when they are more than may come.
    @discardableResult
    mutating func take(_ bytes: [UInt8]) -> Bool {
      if let most = left {
        guard bytes.count <= most else { return false }
        left = most - bytes.count
      }
      waiting = waiting.isEmpty ? bytes[...] : waiting + bytes
      return true
    }

    /// Reads from `socket`; `false` when the way is broken.
    mutating func read(from socket: Int32, _ piece: inout [UInt8]) -> Bool {
      let count = recv(socket, &piece, piece.count, 0)
      if count < 0 { return errno == EINTR || errno == EAGAIN }
      if count == 0 { hasEnded = true }
      return take(Array(piece[..<count]))
    }

    /// Writes to `socket`, and tells it of the end after the last byte; `false` when the way is broken.
    mutating func write(to socket: Int32) -> Bool {
      if !waiting.isEmpty {
        let count = waiting.withUnsafeBytes {
          send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0 { return errno == EINTR || errno == EAGAIN }
        passed += count
        waiting = waiting.dropFirst(count)
      }
      if waiting.isEmpty, hasEnded, !isShut {
        isShut = true
        shutdown(socket, Int32(SHUT_WR))
      }
      return true
    }
  }

  private let client: Int32
  private let host: Int32
  private let state: ProxyState
  private let end: Double
  /// From the client to the host.
  var toHost = Pipe()
  /// From the host to the client.
  var toClient = Pipe()

  /// Nothing has been said yet; neither socket is closed here.
  init(client: Int32, host: Int32, state: ProxyState, end: Double) {
    self.client = client
    self.host = host
    self.state = state
    self.end = end
  }

  /// Passes on all they say.
  ///
  /// A request of plain HTTP is one: when bytes come that do not belong to it, the connection ends, and the client asks
  /// again on another one. An answer that is over ends it as well.
  consuming func run() {
    var piece = [UInt8](repeating: 0, count: Pipe.size)
    var before = (sent: 0, received: 0)
    while !(toHost.isShut && toClient.isShut) {
      let isPlain = toHost.left != nil
      if isPlain && toClient.isShut { break }
      let idle = ProxySocket.now + state.limits.idleSeconds
      guard step(until: min(end, idle), &piece) else { break }
      count(&before)
    }
    count(&before)
  }

  /// Adds what has been passed on since `before`.
  private func count(_ before: inout (sent: Int, received: Int)) {
    let (sent, received) = (toHost.passed - before.sent, toClient.passed - before.received)
    guard sent > 0 || received > 0 else { return }
    before = (toHost.passed, toClient.passed)
    state.use.withLock { use in
      use.sent += sent
      use.received += received
    }
  }

  /// Waits until something can be done and does it; `false` when all is over.
  private mutating func step(until deadline: Double, _ piece: inout [UInt8]) -> Bool {
    func events(_ reads: Bool, _ writes: Bool) -> Int16 {
      (reads ? Int16(POLLIN) : 0) | (writes ? Int16(POLLOUT) : 0)
    }
    let ofClient = events(toHost.mayRead, !toClient.waiting.isEmpty)
    let ofHost = events(toClient.mayRead, !toHost.waiting.isEmpty)
    // A socket that nothing is wanted of would only tell, again and again, that it has been closed.
    var watched = [
      pollfd(fd: state.stopped, events: 0, revents: 0),
      pollfd(fd: ofClient == 0 ? -1 : client, events: ofClient, revents: 0),
      pollfd(fd: ofHost == 0 ? -1 : host, events: ofHost, revents: 0),
    ]
    let count = poll(&watched, 3, ProxySocket.pause(until: deadline))
    if watched[0].revents != 0 { return false }
    if count < 0 { return errno == EINTR }
    if count == 0 { return ProxySocket.now < deadline }
    if watched[1].revents != 0, toHost.mayRead, !toHost.read(from: client, &piece) { return false }
    if watched[2].revents != 0, toClient.mayRead, !toClient.read(from: host, &piece) {
      return false
    }
    return toHost.write(to: host) && toClient.write(to: client)
  }
}
