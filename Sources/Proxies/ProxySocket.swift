import Glibc

/// Sockets that do not block, and how long they are waited for.
enum ProxySocket {
  /// Makes a socket return at once from whatever would block.
  static func makeReady(_ socket: Int32) {
    _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
  }

  /// Has what is written sent at once.
  static func send(atOnce socket: Int32) {
    var yes: Int32 = 1
    setsockopt(
      socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Seconds by a clock that never goes back.
  static var now: Double {
    var moment = timespec()
    clock_gettime(CLOCK_MONOTONIC, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
  }

  /// Milliseconds until `deadline`, as poll(2) takes them.
  static func pause(until deadline: Double) -> Int32 {
    Int32(min(max(0, (deadline - now) * 1000).rounded(.up), 1e9))
  }

  /// Waits until `descriptor` has one of `events`, or an error; `false` at the deadline, or when something happens at
  /// `stopped`.
  static func wait(
    for descriptor: Int32, _ events: Int32, until deadline: Double, unless stopped: Int32
  ) -> Bool {
    while true {
      var watched = [
        pollfd(fd: stopped, events: 0, revents: 0),
        pollfd(fd: descriptor, events: Int16(events), revents: 0),
      ]
      let count = poll(&watched, 2, pause(until: deadline))
      if watched[0].revents != 0 { return false }
      if count > 0 { return true }
      if count == 0, now >= deadline { return false }
      if count < 0, errno != EINTR { return false }
    }
  }

  /// A connection to `address`; `nil` when there is none in time.
  static func connected(
    to address: IPAddress, _ port: UInt16, until deadline: Double, unless stopped: Int32
  ) -> Int32? {
    address.withSocketAddress(port: port) { family, pointer, size in
      let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
      let socket = Glibc.socket(family, type | Int32(SOCK_NONBLOCK.rawValue), 0)
      guard socket >= 0 else { return nil }
      if connect(socket, pointer, size) == 0 { return socket }
      var cause: Int32 = errno
      if cause == EINPROGRESS,
        wait(for: socket, POLLOUT, until: deadline, unless: stopped)
      {
        var length = socklen_t(MemoryLayout<Int32>.size)
        if getsockopt(socket, SOL_SOCKET, SO_ERROR, &cause, &length) == 0, cause == 0 {
          return socket
        }
      }
      close(socket)
      return nil
    }
  }
}
