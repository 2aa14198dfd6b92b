/// Why a request is not carried out.
enum ProxyRefusal: Error, Hashable, Sendable {
  /// It is no request to a proxy.
  case malformed
  /// Its head is too long.
  case longHead
  /// It does not come in time.
  case late
  /// Its body has no length.
  case noLength
  /// It asks for something that is neither a tunnel nor plain HTTP.
  case unknownScheme
  /// The list does not have the host.
  case notAllowed(String, setting: String)
  /// The host leads to an address that the list does not have.
  case inside(String, setting: String)
  /// The host has no address.
  case unknownHost(String)
  /// No address of the host takes a connection.
  case unreachable(String)

  /// The status of HTTP.
  var status: Int {
    switch self {
    case .malformed: 400
    case .notAllowed, .inside: 403
    case .late: 408
    case .noLength: 411
    case .longHead: 431
    case .unknownScheme: 501
    case .unknownHost, .unreachable: 502
    }
  }

  /// The cause in a sentence; of what was asked, only hosts stand in it.
  var sentence: String {
    switch self {
    case .malformed: "this is no request to a proxy"
    case .longHead: "the head of the request is too long"
    case .late: "the request did not come in time"
    case .noLength: "a body without a length is not passed on"
    case .unknownScheme: "only tunnels and plain HTTP are passed on"
    case .notAllowed(let host, let setting): "\(setting) does not allow \(host)"
    case .inside(let host, let setting):
      "\(host) leads to an address that is not public, which \(setting) does not list"
    case .unknownHost(let host): "\(host) has no address"
    case .unreachable(let host): "\(host) cannot be reached"
    }
  }

  /// The whole answer. The sentence is the reason, too, since that is what most programs show of an answer to `CONNECT`.
  var response: [UInt8] {
    let body = "git-colleague: \(sentence)\n"
    return Array(
      ("HTTP/1.1 \(status) \(sentence)\r\nContent-Type: text/plain\r\nConnection: close\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
  }
}
