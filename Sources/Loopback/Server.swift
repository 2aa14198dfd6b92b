import CLinux
import Glibc
import Synchronization
import Threads

/// A server could not be started.
package struct ServerError: Error, Hashable, Sendable {
  /// The system's number for the cause.
  package let errno: Int32
  /// What failed.
  package let doing: String
}

/// An HTTP/1.1 server on 127.0.0.1 that answers as it is told, badly too.
///
/// It has one thread that accepts and one a connection. At most ``most`` connections are open at a
/// time; further ones are closed at once. All requests are kept until it goes.
package final class Server: Sendable {
  /// The most connections at a time.
  package static let most = 256

  /// The port it listens on.
  package let port: UInt16
  private let board: Board
  private let accepting: Mutex<Thread?>

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - port: The port to listen on; 0 lets the system choose a free one.
  ///   - respond: Gives the answer to a request; called on the connection's thread.
  /// - Throws: ``ServerError``; nothing is left then.
  package init(
    port: UInt16 = 0, respond: @escaping @Sendable (ReceivedRequest) -> [Part]
  ) throws(ServerError) {
    let (socket, port) = try Server.listen(on: port)
    let board = Board()
    let thread = Thread {
      Server.accept(on: socket, board, respond)
      close(socket)
    }
    guard let thread else {
      close(socket)
      throw ServerError(errno: EAGAIN, doing: "starting a thread")
    }
    board.open(socket, as: Board.listening)
    self.port = port
    self.board = board
    accepting = Mutex(thread)
  }

  deinit { stop() }

  /// Where it is, without a slash at the end.
  package var url: String { "http://127.0.0.1:\(port)" }

  /// All requests so far, in the order they arrived.
  package var received: [ReceivedRequest] { board.received }

  /// How many connections have been accepted so far.
  package var connections: Int { board.connections }

  /// How many connections are open now.
  package var openConnections: Int { board.openConnections }

  /// How many connections the peer has left while it was being answered.
  package var departures: Int { board.departures }

  /// Ends every connection and thread and stops listening; again does nothing.
  ///
  /// Returns when all that is done. Not to be called from `respond`.
  package func stop() {
    board.stop()
    let thread = accepting.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }

  private static func listen(on port: UInt16) throws(ServerError) -> (Int32, UInt16) {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let socket = Glibc.socket(AF_INET, type, 0)
    guard socket >= 0 else { throw ServerError(errno: errno, doing: "making a socket") }
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(socket, address, size) == 0 else { return Int32(-1) }
        guard Glibc.listen(socket, 128) == 0 else { return Int32(-1) }
        return getsockname(socket, address, &size)
      }
    }
    guard code == 0 else {
      let cause = errno
      close(socket)
      throw ServerError(errno: cause, doing: "listening on port \(port)")
    }
    return (socket, UInt16(bigEndian: address.sin_port))
  }

  /// Accepts until the socket is shut down; returns when every connection's thread has ended.
  private static func accept(
    on socket: Int32, _ board: Board, _ respond: @escaping @Sendable (ReceivedRequest) -> [Part]
  ) {
    var threads: [Int: Thread] = [:]
    while true {
      let accepted = colleague_accept(socket)
      if board.isStopping { if accepted >= 0 { close(accepted) } }
      if board.isStopping { break }
      for number in board.takeEnded() { threads.removeValue(forKey: number)?.join() }
      guard accepted >= 0 else {
        // Out of descriptors, as a rule, which pass.
        if errno != EINTR && errno != ECONNABORTED { usleep(10_000) }
        continue
      }
      guard threads.count < most, let number = board.open(accepted) else {
        close(accepted)
        continue
      }
      let thread = Thread {
        Connection(accepted, number: number, board: board).serve(respond)
        board.close(number)
      }
      if let thread { threads[number] = thread } else { board.close(number) }
    }
    for thread in threads.values { thread.join() }
  }
}
