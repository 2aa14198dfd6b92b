import CLinux
import Glibc
import Synchronization
import Threads

/// Looks names up.
package enum Resolution {
  /// The addresses that the system knows of a name: 16 at most.
  package static let system: Proxy.Resolver = { name in
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var addresses: [IPAddress] = []
    var next = list
    while let one = next?.pointee, addresses.count < 16 {
      if let address = one.ai_addr.flatMap({ IPAddress($0) }), !addresses.contains(address) {
        addresses.append(address)
      }
      next = one.ai_next
    }
    return addresses
  }

  /// Looks up `name` on a thread of its own, since a name server may let one wait for minutes and nobody can end that.
  ///
  /// - Returns: `nil` when the proxy is to stop, or `deadline` has passed, before there is an answer.
  static func addresses(
    of name: String, for state: ProxyState, until deadline: Double
  ) -> [IPAddress]? {
    var ends: [Int32] = [0, 0]
    guard colleague_pipe(&ends) == 0 else { return nil }
    let (answered, answering) = (ends[0], ends[1])
    defer { close(answered) }
    let found = Box()
    let resolve = state.resolve
    let thread = Thread {
      let addresses = resolve(name)
      found.addresses.withLock { $0 = addresses }
      close(answering)
    }
    guard let thread else {
      close(answering)
      return nil
    }
    thread.detach()
    guard ProxySocket.wait(for: answered, POLLIN, until: deadline, unless: state.stopped) else {
      return nil
    }
    return found.addresses.withLock { $0 }
  }

  private final class Box: Sendable {
    let addresses = Mutex<[IPAddress]?>(nil)
  }
}
