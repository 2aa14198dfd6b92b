import Glibc

/// An address of the Internet, of either version; one of version 6 that only carries one of version 4 is that one.
package struct IPAddress: Hashable, Sendable {
  /// Four bytes or sixteen, as they stand on the wire.
  let bytes: [UInt8]

  private init(_ bytes: [UInt8]) {
    let isMapped = bytes.count == 16 && bytes.starts(with: IPAddress.mapped)
    self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
  }

  /// The address that `text` writes in the one usual way: `192.0.2.1`, or `2001:db8::1` without brackets and zone; `nil`
  /// for all else, of which there is much that a resolver would take.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(withUnsafeBytes(of: four) { Array($0) })
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self.init(withUnsafeBytes(of: six) { Array($0) })
    } else {
      return nil
    }
  }

  /// The address in a socket's; `nil` when that is of another family.
  init?(_ address: UnsafePointer<sockaddr>) {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      self = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
        IPAddress(withUnsafeBytes(of: four.pointee.sin_addr) { Array($0) })
      }
    case AF_INET6:
      self = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
        IPAddress(withUnsafeBytes(of: six.pointee.sin6_addr) { Array($0) })
      }
    default: return nil
    }
  }

  /// Whether it is this machine, whichever way it is called.
  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
  }

  /// Whether it is no address of the public Internet: loopback, a private network, a link's own, among which clouds have
  /// their metadata, shared, reserved, for documentation, multicast. By the registries of special-purpose addresses
  /// (RFC 6890); what carries an address of version 4 is judged by that, and tunnels, whose end is unknown, are not public.
  var isSpecial: Bool {
    if bytes.count == 4 {
      return IPAddress.special.contains { ranges in ranges.contains(bytes) }
    }
    if bytes.starts(with: IPAddress.translated) {
      return IPAddress(Array(bytes.suffix(4))).isSpecial
    }
    return bytes[0] & 0xe0 != 0x20 || IPAddress.specialSix.contains { $0.contains(bytes) }
  }

  /// `::ffff:0:0/96` and `64:ff9b::/96`.
  private static let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
  private static let translated: [UInt8] = [0, 0x64, 0xff, 0x9b] + [UInt8](repeating: 0, count: 8)

  private struct Prefix: Sendable {
    let bytes: [UInt8]
    let bits: Int

    init(_ bits: Int, _ bytes: UInt8...) {
      self.bits = bits
      self.bytes = bytes
    }

    func contains(_ address: [UInt8]) -> Bool {
      for (place, byte) in bytes.enumerated() {
        let left = bits - 8 * place
        let mask = left >= 8 ? 0xff : UInt8(truncatingIfNeeded: 0xff00 >> left)
        if address[place] & mask != byte & mask { return false }
      }
      return true
    }
  }

  private static let special = [
    Prefix(8, 0), Prefix(8, 10), Prefix(10, 100, 64), Prefix(8, 127), Prefix(16, 169, 254),
    Prefix(12, 172, 16), Prefix(24, 192, 0, 0), Prefix(24, 192, 0, 2), Prefix(24, 192, 88, 99),
    Prefix(16, 192, 168), Prefix(15, 198, 18), Prefix(24, 198, 51, 100), Prefix(24, 203, 0, 113),
    Prefix(3, 224),
  ]

  /// Of `2000::/3`: protocols and Teredo, documentation, 6to4.
  private static let specialSix = [
    Prefix(23, 0x20, 0x01, 0x00), Prefix(32, 0x20, 0x01, 0x0d, 0xb8), Prefix(16, 0x20, 0x02),
    Prefix(20, 0x3f, 0xff, 0x00),
  ]

  /// Whether an interface of this machine has it.
  var isOwn: Bool {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return false }
    defer { freeifaddrs(list) }
    var next = list
    while let one = next?.pointee {
      if let address = one.ifa_addr, IPAddress(UnsafePointer(address)) == self { return true }
      next = one.ifa_next
    }
    return false
  }

  /// Calls `body` with the address and `port` as a socket wants them.
  func withSocketAddress<Result>(
    port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    if bytes.count == 4 {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
      return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body(AF_INET, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body(AF_INET6, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }
}
