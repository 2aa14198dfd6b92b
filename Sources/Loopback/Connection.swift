import Glibc

/// Serves one connection on its own thread.
struct Connection {
  /// The most bytes of a head.
  private static let headLimit = 64 << 10
  /// The most bytes of a body.
  private static let bodyLimit = 64 << 20
  private static let end = Array("\r\n\r\n".utf8)
  /// `POLLRDHUP`, which C only names on demand: the peer sends no more. What it has sent can wait.
  private static let peerClosed: Int16 = 0x2000

  private let socket: Int32
  private let number: Int
  private let board: Board
  private var buffer: [UInt8] = []

  init(_ socket: Int32, number: Int, board: Board) {
    self.socket = socket
    self.number = number
    self.board = board
    var yes: Int32 = 1
    setsockopt(
      socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Answers requests until one side ends the connection; does not close the socket.
  consuming func serve(_ respond: (ReceivedRequest) -> [Part]) {
    while let request = receive() {
      for part in respond(request) where !perform(part) { return }
      let options = (request.headers["connection"] ?? "").lowercased()
      if options.contains("close") { return }
    }
  }

  /// Reads the next request; `nil` when the peer is done or does not speak HTTP/1.1.
  private mutating func receive() -> ReceivedRequest? {
    guard let head = receiveHead() else { return nil }
    var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    let words = lines.removeFirst().split(separator: " ")
    guard words.count == 3, words[2] == "HTTP/1.1" else { return refuse("400 Bad Request") }
    var headers: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers[line[..<colon].lowercased()] = String(value)
    }
    guard headers["transfer-encoding"] == nil else { return refuse("411 Length Required") }
    guard let length = Int(headers["content-length"] ?? "0"), length >= 0 else {
      return refuse("400 Bad Request")
    }
    guard length <= Connection.bodyLimit else { return refuse("413 Content Too Large") }
    while buffer.count < length { guard fill() else { return nil } }
    let body = Array(buffer.prefix(length))
    buffer.removeFirst(length)
    return board.keep { number in
      ReceivedRequest(
        method: String(words[0]), path: String(words[1]), headers: headers, body: body,
        number: number, connection: self.number, time: .now)
    }
  }

  /// Reads up to the empty line that ends a head; gives what is before it.
  private mutating func receiveHead() -> String? {
    var searched = 0
    while true {
      for start in stride(from: searched, to: buffer.count - 3, by: 1)
      where buffer[start..<start + 4].elementsEqual(Connection.end) {
        let head = String(decoding: buffer[..<start], as: UTF8.self)
        buffer.removeFirst(start + 4)
        return head
      }
      // Whoever begins otherwise speaks another protocol, and might wait for an answer in it.
      if let first = buffer.first, !(0x41...0x5a).contains(first) {
        return refuse("400 Bad Request")
      }
      searched = max(0, buffer.count - 3)
      guard buffer.count <= Connection.headLimit, fill() else { return nil }
    }
  }

  /// Waits for more bytes; `false` when none will come.
  private mutating func fill() -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &piece, piece.count, 0)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      buffer += piece[..<count]
      return true
    }
  }

  private func refuse<Wanted>(_ status: String) -> Wanted? {
    _ = send(Array("HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
    return nil
  }

  /// Does one part; `false` when the connection is over.
  private func perform(_ part: Part) -> Bool {
    switch part {
    case .bytes(let bytes):
      if send(bytes) { return true }
      board.noteDeparture()
      return false
    case .pause(let seconds): return !peerGoes(within: seconds)
    case .stall:
      _ = peerGoes(within: nil)
      return false
    case .close: return false
    case .reset:
      var now = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
      return false
    }
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Waits for the peer, or the server, to end the connection; `nil` waits as long as that takes.
  private func peerGoes(within seconds: Double?) -> Bool {
    let end = seconds.map { ContinuousClock.now + .seconds(min(max($0, 0), 1e6)) }
    while true {
      var pause: Int32 = -1
      if let end {
        let (whole, fraction) = max(end - .now, .zero).components
        pause = Int32(whole * 1000 + (fraction + 999_999_999_999_999) / 1_000_000_000_000_000)
      }
      var watched = pollfd(fd: socket, events: Connection.peerClosed, revents: 0)
      let count = poll(&watched, 1, pause)
      if count > 0 {
        board.noteDeparture()
        return true
      }
      if count == 0 && pause >= 0 { return false }
    }
  }
}
