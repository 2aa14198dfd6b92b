import Foundation
import Glibc
import Synchronization

@testable import Proxies

/// A connection to a port of loopback, spoken to byte by byte.
final class Wire: Sendable {
  private let socket: Int32

  init(to port: UInt16) throws {
    guard let address = IPAddress("127.0.0.1") else { throw CocoaError(.fileNoSuchFile) }
    socket = address.withSocketAddress(port: port) { family, pointer, size in
      let made = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
      if connect(made, pointer, size) != 0 { perror("connect") }
      return made
    }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
  }

  deinit { close(socket) }

  /// Sends all of `text`; `false` when the peer takes no more.
  @discardableResult
  func send(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  /// Says that no more comes.
  func finish() { shutdown(socket, Int32(SHUT_WR)) }

  /// What comes until `mark` has, or the end; after a minute without a byte what there is.
  func read(until mark: String? = nil) -> String {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &piece, piece.count, 0)
      if count <= 0 { break }
      all += piece[..<count]
      if let mark, String(decoding: all, as: UTF8.self).contains(mark) { break }
    }
    return String(decoding: all, as: UTF8.self)
  }
}

/// A proxy at a port of loopback.
struct Serving {
  let proxy: Proxy
  let port: UInt16
  /// The names that were looked up.
  let asked: Asked

  final class Asked: Sendable { let names = Mutex<[String]>([]) }

  /// Serves `entries`.
  ///
  /// - Parameter names: The addresses of names.
  init(
    _ entries: [String], _ names: [String: [String]] = [:], within limits: ProxyLimits = .init(),
    answeringAfter seconds: Double = 0
  ) throws {
    let (socket, port) = try Serving.listening()
    let hosts = try HostList(entries, setting: "colleague.network")
    let asked = Asked()
    let proxy = Proxy(serving: socket, allowing: hosts, within: limits) { name in
      asked.names.withLock { $0.append(name) }
      usleep(UInt32(seconds * 1_000_000))
      return (names[name] ?? []).compactMap { IPAddress($0) }
    }
    guard let proxy else { throw CocoaError(.fileNoSuchFile) }
    (self.proxy, self.port, self.asked) = (proxy, port, asked)
  }

  /// A socket that listens at a free port.
  static func listening() throws -> (Int32, UInt16) {
    guard let address = IPAddress("127.0.0.1") else { throw CocoaError(.fileNoSuchFile) }
    return address.withSocketAddress(port: 0) { family, pointer, size in
      let socket = Glibc.socket(family, Int32(SOCK_STREAM.rawValue), 0)
      _ = bind(socket, pointer, size)
      _ = listen(socket, 128)
      var own = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutablePointer(to: &own) { own in
        own.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = getsockname(socket, $0, &length)
        }
      }
      return (socket, UInt16(bigEndian: own.sin_port))
    }
  }

  /// What is answered to `text`, to its end.
  func answer(to text: String) throws -> String {
    let wire = try Wire(to: port)
    wire.send(text)
    return wire.read()
  }
}
