import Glibc

/// What a response begins with.
package struct Head: Hashable, Sendable {
  /// The status code, 200 to 599 as a rule; never of an interim response.
  package var status: Int
  /// The header fields by their lower-cased names; of a repeated one, the last.
  package var headers: [String: String]
  /// Whether it came over HTTP/2.
  var isHTTP2 = false

  /// A head with this status and these fields, their names in lower case.
  package init(status: Int, headers: [String: String] = [:]) {
    self.status = status
    self.headers = headers
  }

  /// Whether the body says itself where it ends, so that a connection that breaks is not taken for its end.
  package var isFramed: Bool {
    isHTTP2 || headers["content-length"] != nil
      || headers["transfer-encoding"]?.lowercased().contains("chunked") == true
  }

  /// How many seconds the server asks to wait before another try; `nil` when it does not say.
  ///
  /// A date is compared with the response's own `Date`, so that a clock that is wrong here does no harm.
  package var retryAfter: Int? {
    guard let text = headers["retry-after"] else { return nil }
    return HTTP.retryAfter(text, now: headers["date"].flatMap(moment(of:)) ?? Int(time(nil)))
  }

  /// Reads `HTTP/1.1 200 OK`; `nil` for anything else.
  init?(statusLine line: some Collection<UInt8>) {
    let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true)
    guard words.count > 1, words[0].starts(with: Array("HTTP/".utf8)),
      let status = Int(String(decoding: words[1].filter { $0 > 0x20 }, as: UTF8.self))
    else { return nil }
    self.init(status: status)
    isHTTP2 = words[0].elementsEqual("HTTP/2".utf8)
  }

  /// Takes one field; a line that is none is skipped.
  mutating func add(_ line: some Collection<UInt8>) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line.first.map({ $0 > 0x20 }) == true
    else { return }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a }
    let value = line[line.index(after: colon)...].drop(while: isSpace)
    let reversed = value.reversed().drop(while: isSpace)
    headers[name] = String(decoding: reversed.reversed(), as: UTF8.self)
  }
}
