/// The hosts that a command may reach.
///
/// An entry is a name (`pypi.org`), all names below one (`*.npmjs.org`, not `npmjs.org` itself), or an address (`192.0.2.1`,
/// `[2001:db8::1]`), each with a port or without. Without one it stands for port 443 through a tunnel, and for port 80 of
/// plain HTTP. An address is reached only where it is listed itself; a listed name that leads to a special address, or to
/// one of this machine's own, is refused unless that address is listed as well.
package struct HostList: Hashable, Sendable {
  /// One host, or those below one.
  private struct Entry: Hashable, Sendable {
    let pattern: Pattern
    let port: UInt16?

    func takes(_ asked: UInt16, over way: Way) -> Bool { asked == port ?? way.port }
  }

  private enum Pattern: Hashable, Sendable {
    case host(Host)
    case below(String)
  }

  /// How a host is reached.
  enum Way: Hashable, Sendable {
    case tunnel
    case plain

    /// The port that goes without saying.
    var port: UInt16 { self == .tunnel ? 443 : 80 }
  }

  /// An entry that is no host.
  package struct UnknownEntry: Error, Hashable, Sendable {
    /// As it is written.
    package let text: String
  }

  /// The entries as they were written.
  package let texts: [String]
  /// Where they stand, for what is said to whoever asks for another host.
  package let setting: String
  private let entries: [Entry]

  /// The list in which no host is.
  package static let none = HostList()

  private init() { (texts, setting, entries) = ([], "", []) }

  /// The list of `texts`, which stands under `setting`.
  ///
  /// - Throws: ``UnknownEntry`` for the first one that is no host.
  package init(_ texts: [String], setting: String) throws(UnknownEntry) {
    self.texts = texts
    self.setting = setting
    var entries: [Entry] = []
    for text in texts {
      guard let entry = HostList.entry(text[...]) else { throw UnknownEntry(text: text) }
      entries.append(entry)
    }
    self.entries = entries
  }

  /// Whether no host is in it.
  package var isEmpty: Bool { entries.isEmpty }

  private static func entry(_ text: Substring) -> Entry? {
    if let address = IPAddress(String(text)) {
      return Entry(pattern: .host(.address(address)), port: nil)
    }
    let isBelow = text.hasPrefix("*.")
    guard let authority = Authority(isBelow ? text.dropFirst(2) : text) else { return nil }
    if !isBelow { return Entry(pattern: .host(authority.host), port: authority.port) }
    // A whole top-level domain is no choice of hosts.
    guard case .name(let name) = authority.host, name.contains(".") else { return nil }
    return Entry(pattern: .below(name), port: authority.port)
  }

  /// Whether `host` may be reached on `port`.
  ///
  /// - Complexity: O(*n*) in the entries.
  func allows(_ host: Host, _ port: UInt16, over way: Way) -> Bool {
    entries.contains { entry in
      guard entry.takes(port, over: way) else { return false }
      switch entry.pattern {
      case .host(let one): return one == host
      case .below(let name):
        guard case .name(let asked) = host else { return false }
        return asked.hasSuffix("." + name)
      }
    }
  }

  /// Whether `address`, to which the allowed `host` leads, may be connected to on `port`.
  func allows(
    _ address: IPAddress, of host: Host, _ port: UInt16, over way: Way
  ) -> Bool {
    if !address.isSpecial && !address.isOwn { return true }
    if host.isLocal && address.isLoopback { return true }
    return allows(.address(address), port, over: way)
  }
}
