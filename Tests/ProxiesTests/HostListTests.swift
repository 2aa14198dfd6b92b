import Testing

@testable import Proxies

@Suite("The hosts that a command may reach")
struct HostListTests {
  private func allows(
    _ entries: [String], _ asked: String, over way: HostList.Way = .tunnel
  ) throws -> Bool {
    let list = try HostList(entries, setting: "colleague.network")
    guard let authority = Authority(asked[...]) else { return false }
    return list.allows(authority.host, authority.port ?? way.port, over: way)
  }

  @Test(arguments: [
    ("pypi.org", "pypi.org:443"), ("pypi.org", "PyPI.ORG.:443"), ("PyPI.org.", "pypi.org"),
    ("*.npmjs.org", "registry.npmjs.org"), ("*.npmjs.org", "a.b.npmjs.org:443"),
    ("localhost:8080", "localhost:8080"), ("192.0.2.1", "192.0.2.1"),
    ("2001:db8::1", "[2001:DB8:0::1]"), ("[2001:db8::1]:8443", "[2001:db8::1]:8443"),
    ("::ffff:192.0.2.1", "192.0.2.1"),
  ])
  func `is reached as it is listed, whatever the case and the dot at its end`(
    entry: String, asked: String
  ) throws {
    #expect(try allows([entry], asked))
  }

  @Test(arguments: [
    ("pypi.org", "pypi.org:80"), ("pypi.org", "pypi.org:8443"), ("pypi.org:8443", "pypi.org:443"),
    ("pypi.org", "evilpypi.org"), ("pypi.org", "pypi.org.evil.org"), ("pypi.org", "www.pypi.org"),
    ("*.npmjs.org", "npmjs.org"), ("*.npmjs.org", "evilnpmjs.org"), ("*.npmjs.org", ".npmjs.org"),
    ("127.0.0.1", "2130706433"), ("127.0.0.1", "0x7f.1"), ("127.0.0.1", "127.1"),
    ("127.0.0.1", "0177.0.0.1"), ("127.0.0.1", "127.0.0.1.nip.io"), ("::1", "[::1%lo]"),
    ("pypi.org", "pypi.org..:443"), ("pypi.org", "user@pypi.org"), ("pypi.org", "pypi.org:443:80"),
    ("pypi.org", "pypi.org:+443"), ("pypi.org", "pypi.org:0443443"),
    ("pypi.org", "pypi.org%00.org"),
    ("*.example.org", "192.0.2.1"), ("pypi.org", "pypi.org:0"), ("pypi.org", "pypi.org:65979"),
  ])
  func `is not reached under another name, port or spelling`(entry: String, asked: String) throws {
    #expect(try !allows([entry], asked))
  }

  @Test func `of plain HTTP goes without saying on port 80 alone`() throws {
    #expect(try allows(["deb.debian.org"], "deb.debian.org", over: .plain))
    #expect(try !allows(["deb.debian.org"], "deb.debian.org:443", over: .plain))
    #expect(try allows(["deb.debian.org:443"], "deb.debian.org:443", over: .plain))
    #expect(try !allows(["deb.debian.org:443"], "deb.debian.org", over: .plain))
  }

  @Test(arguments: [
    "", "*", "*.", "*.org", "*.*.org", "https://pypi.org", "pypi.org/simple", "a b", "pypi.org:",
    "pypi.org:0", "pypi.org:99999", "-a.org", "a..org", "127.1", "0x7f000001", "[::1",
    "*.192.0.2.1",
    "*pypi.org", "pÿpi.org", "a@b.org", String(repeating: "a", count: 64) + ".org",
  ])
  func `is a name, the names below one, or an address`(entry: String) {
    #expect(throws: HostList.UnknownEntry(text: entry)) {
      try HostList([entry], setting: "colleague.network")
    }
  }

  @Test(arguments: [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1",
    "198.19.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
    "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001::1", "2001:db8::1", "64:ff9b:1::1", "::127.0.0.1",
    "3fff::1",
  ])
  func `leads nowhere inside`(address: String) throws {
    let address = try #require(IPAddress(address))
    let list = try HostList(["a.example"], setting: "colleague.network")
    let host = Host.name("a.example")
    #expect(address.isSpecial)
    #expect(!list.allows(address, of: host, 443, over: .tunnel))
    let both = try HostList(["a.example", "127.0.0.1:80"], setting: "colleague.network")
    #expect(!both.allows(address, of: host, 443, over: .tunnel))
  }

  @Test(arguments: [
    "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "169.253.1.1",
    "192.167.1.1", "198.17.1.1", "198.20.1.1", "223.255.255.255", "2606:4700::1111",
    "64:ff9b::101:101", "2a00::1", "2001:200::1",
  ])
  func `leads to what is public`(address: String) throws {
    let address = try #require(IPAddress(address))
    let list = try HostList(["a.example"], setting: "colleague.network")
    #expect(!address.isSpecial)
    #expect(list.allows(address, of: .name("a.example"), 443, over: .tunnel))
  }

  @Test func `leads inside where that address is listed too, or the name says so itself`() throws {
    let list = try HostList(
      ["registry.example", "10.0.0.5", "localhost:8080"], setting: "colleague.network")
    let inside = try #require(IPAddress("10.0.0.5"))
    let other = try #require(IPAddress("10.0.0.6"))
    let loopback = try #require(IPAddress("127.0.0.1"))
    #expect(list.allows(inside, of: .name("registry.example"), 443, over: .tunnel))
    #expect(!list.allows(inside, of: .name("registry.example"), 22, over: .tunnel))
    #expect(!list.allows(other, of: .name("registry.example"), 443, over: .tunnel))
    #expect(list.allows(loopback, of: .name("localhost"), 8080, over: .tunnel))
    #expect(!list.allows(loopback, of: .name("registry.example"), 8080, over: .tunnel))
    #expect(!list.allows(inside, of: .name("localhost"), 8080, over: .tunnel))
  }
}
