import Glibc
import Synchronization

/// What the threads of one server know together.
final class Board: Sendable {
  private struct State {
    var sockets: [Int: Int32] = [:]
    var ended: [Int] = []
    var received: [ReceivedRequest] = []
    var connections = 0
    var departures = 0
    var isStopping = false
  }

  /// The number of the socket that listens, below those of all connections.
  static let listening = -1

  private let state = Mutex(State())

  var received: [ReceivedRequest] { state.withLock { $0.received } }
  var connections: Int { state.withLock { $0.connections } }
  var departures: Int { state.withLock { $0.departures } }
  var openConnections: Int {
    state.withLock { state in state.sockets.keys.count { $0 != Board.listening } }
  }
  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Takes over a connection and numbers it; `nil` when the server is stopping.
  func open(_ socket: Int32) -> Int? {
    state.withLock { state in
      guard !state.isStopping else { return nil }
      let number = state.connections
      state.connections += 1
      state.sockets[number] = socket
      return number
    }
  }

  /// Lets ``stop()`` shut down a socket that its own thread closes.
  func open(_ socket: Int32, as number: Int) {
    state.withLock { $0.sockets[number] = socket }
  }

  /// Closes a connection: under the lock, so that ``stop()`` never meets a descriptor used anew.
  func close(_ number: Int) {
    state.withLock { state in
      if let socket = state.sockets.removeValue(forKey: number) { Glibc.close(socket) }
      state.ended.append(number)
    }
  }

  /// The connections closed since the last call, whose threads are about to end.
  func takeEnded() -> [Int] {
    state.withLock { state in
      defer { state.ended = [] }
      return state.ended
    }
  }

  /// Keeps a request, which is given its number here.
  func keep(_ request: (_ number: Int) -> ReceivedRequest) -> ReceivedRequest {
    state.withLock { state in
      let request = request(state.received.count)
      state.received.append(request)
      return request
    }
  }

  /// A peer went while it was being answered; counts only while the server itself wants to go on.
  func noteDeparture() {
    state.withLock { if !$0.isStopping { $0.departures += 1 } }
  }

  /// Shuts every socket down, so that whoever waits at one goes on and sees that it is over.
  func stop() {
    state.withLock { state in
      guard !state.isStopping else { return }
      state.isStopping = true
      for socket in state.sockets.values { shutdown(socket, Int32(SHUT_RDWR)) }
      state.sockets[Board.listening] = nil
    }
  }
}
