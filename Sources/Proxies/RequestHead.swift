/// The head of a request to a proxy: `CONNECT host:port`, or a method with the whole URL of plain HTTP (RFC 9110, 9112).
struct RequestHead: Hashable, Sendable {
  /// Who is asked for, and on which port.
  let authority: Authority
  let port: UInt16
  let way: HostList.Way
  /// The head that goes to the host: one of plain HTTP without what is meant for a proxy, that asks for the connection to
  /// be closed after the answer. Empty for a tunnel.
  let forwarded: [UInt8]
  /// Bytes that follow the head of plain HTTP.
  let bodyLength: Int

  /// Reads a head without the empty line at its end.
  init(_ bytes: ArraySlice<UInt8>) throws(ProxyRefusal) {
    guard let lines = RequestHead.lines(bytes) else { throw .malformed }
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, RequestHead.isToken(words[0]),
      words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0"
    else { throw .malformed }
    let fields = try RequestHead.fields(lines.dropFirst())
    if words[0] == "CONNECT" {
      guard let authority = Authority(words[1]), let port = authority.port else { throw .malformed }
      (self.authority, self.port, way, forwarded, bodyLength) = (authority, port, .tunnel, [], 0)
      return
    }
    let target = words[1]
    guard let colon = target.range(of: "://") else { throw .malformed }
    guard target[..<colon.lowerBound].lowercased() == "http" else { throw .unknownScheme }
    let rest = target[colon.upperBound...]
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    guard let authority = Authority(rest[..<end]), !rest.contains("#") else { throw .malformed }
    self.authority = authority
    port = authority.port ?? HostList.Way.plain.port
    way = .plain
    bodyLength = try RequestHead.bodyLength(fields)
    let path = rest[end...].hasPrefix("/") ? "\(rest[end...])" : "/\(rest[end...])"
    forwarded = RequestHead.forwarded(
      "\(words[0]) \(path) HTTP/1.1", to: String(rest[..<end]), fields)
  }

  private struct Field {
    let name: String
    let value: Substring
  }

  /// The lines; `nil` where a byte is in them that none has: a line ends in a carriage return and a line feed.
  private static func lines(_ bytes: ArraySlice<UInt8>) -> [Substring]? {
    guard bytes.allSatisfy({ $0 < 0x80 && ($0 >= 0x20 || [9, 10, 13].contains($0)) }) else {
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    // A carriage return with a line feed is one character.
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    return lines.contains { $0.contains("\r") || $0.contains("\n") } ? nil : lines
  }

  private static func fields(_ lines: ArraySlice<Substring>) throws(ProxyRefusal) -> [Field] {
    var fields: [Field] = []
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else { throw .malformed }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      fields.append(Field(name: line[..<colon].lowercased(), value: value))
    }
    return fields
  }

  private static func isToken(_ word: Substring) -> Bool {
    !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// A length that is said twice, or in two ways, may be read in two ways.
  private static func bodyLength(_ fields: [Field]) throws(ProxyRefusal) -> Int {
    if fields.contains(where: { $0.name == "transfer-encoding" }) { throw .noLength }
    let lengths = fields.filter { $0.name == "content-length" }
    guard let length = lengths.first?.value else { return 0 }
    let digits = length.trimmingSuffix { $0 == " " || $0 == "\t" }
    guard lengths.count == 1, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int(digits)
    else { throw .malformed }
    return count
  }

  /// Fields between two ends of one connection, and the one that the URL says.
  private static let dropped: Set = [
    "connection", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer",
    "upgrade",
  ]

  private static func forwarded(_ line: String, to host: String, _ fields: [Field]) -> [UInt8] {
    // What `Connection` names is for one connection, too.
    let named = fields.filter { $0.name == "connection" }.flatMap { field in
      field.value.split { ", \t".contains($0) }.map { $0.lowercased() }
    }
    let dropped = dropped.union(named).subtracting(["content-length"])
    var text = "\(line)\r\nHost: \(host)\r\n"
    for field in fields where !dropped.contains(field.name) {
      text += "\(field.name): \(field.value)\r\n"
    }
    return Array((text + "Connection: close\r\n\r\n").utf8)
  }
}

extension Substring {
  fileprivate func range(of mark: String) -> Range<Index>? {
    var place = startIndex
    while place < endIndex {
      if self[place...].hasPrefix(mark) { return place..<index(place, offsetBy: mark.count) }
      formIndex(after: &place)
    }
    return nil
  }

  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
    var end = endIndex
    while end > startIndex, isDropped(self[index(before: end)]) { formIndex(before: &end) }
    return self[..<end]
  }
}
