/// Who is asked for: a name, or an address by itself.
package enum Host: Hashable, Sendable {
  /// A name in lower case, without a dot at its end.
  case name(String)
  /// An address.
  case address(IPAddress)

  /// The host that `text` writes as a URL does, an address of version 6 in brackets; `nil` for what is none.
  ///
  /// A name has letters, digits, `-` and `_`. One that ends in a number is none: resolvers take `2130706433`, `127.1` and
  /// `0x7f.1` for addresses.
  package init?(_ text: Substring) {
    if text.hasPrefix("[") {
      guard text.hasSuffix("]"), text.contains(":"),
        let address = IPAddress(String(text.dropFirst().dropLast()))
      else { return nil }
      self = .address(address)
      return
    }
    let plain = text.hasSuffix(".") ? text.dropLast() : text
    guard (1...253).contains(plain.utf8.count), plain.utf8.allSatisfy(Host.isOfNames) else {
      return nil
    }
    if let address = IPAddress(String(plain)) {
      self = .address(address)
      return
    }
    let labels = plain.split(separator: ".", omittingEmptySubsequences: false)
    let areLabels = labels.allSatisfy {
      (1...63).contains($0.utf8.count) && !$0.hasPrefix("-") && !$0.hasSuffix("-")
    }
    guard areLabels, let last = labels.last, !Host.isNumber(last) else { return nil }
    self = .name(plain.lowercased())
  }

  /// Whether it is a name of this machine in every network: `localhost`, or one below it (RFC 6761).
  var isLocal: Bool {
    guard case .name(let name) = self else { return false }
    return name == "localhost" || name.hasSuffix(".localhost")
  }

  private static func isOfNames(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
    default: false
    }
  }

  private static func isNumber(_ label: Substring) -> Bool {
    label.allSatisfy(\.isNumber) || label.lowercased().hasPrefix("0x")
  }
}

/// A host and a port, as `host:port` writes them.
struct Authority: Hashable, Sendable {
  let host: Host
  let port: UInt16?
  /// The host as it was written, of characters that hosts have; 255 at most.
  let text: String

  /// What `text` writes; `nil` where it has more in it, such as a user, or no host.
  init?(_ text: Substring) {
    let end: Substring.Index
    if text.hasPrefix("[") {
      guard let bracket = text.firstIndex(of: "]") else { return nil }
      end = text.index(after: bracket)
    } else {
      end = text.firstIndex(of: ":") ?? text.endIndex
    }
    guard let host = Host(text[..<end]) else { return nil }
    let rest = text[end...]
    var port: UInt16?
    if !rest.isEmpty {
      guard rest.hasPrefix(":"), rest.utf8.count <= 6,
        rest.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = UInt16(rest.dropFirst()), number > 0
      else { return nil }
      port = number
    }
    self.host = host
    self.port = port
    self.text = text[..<end].lowercased()
  }
}
