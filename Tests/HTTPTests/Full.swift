import Glibc

/// A socket that listens, with its queue full, and accepts nobody.
final class Full {
  let url: String
  private var sockets: [Int32] = []

  struct Failed: Error {}

  init() throws {
    let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    var sockets = [listening]
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(listening, address, size) == 0, listen(listening, 0) == 0,
          getsockname(listening, address, &size) == 0
        else { return false }
        for _ in 0..<4 {
          let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
          let waiting = socket(AF_INET, type, 0)
          _ = connect(waiting, address, size)
          sockets.append(waiting)
        }
        return true
      }
    }
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    self.sockets = sockets
    guard isListening else { throw Failed() }
  }

  deinit { for socket in sockets { close(socket) } }
}
