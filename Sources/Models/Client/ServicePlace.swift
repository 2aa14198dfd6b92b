/// The host of a service's address in lower case, and its port where it names one.
struct ServicePlace: Hashable {
  /// The host; an address of version 6 without its brackets.
  let host: String
  /// The port; `nil` where none is named.
  let port: Int?

  /// Reads a URL, with or without its scheme; a user in it is left out.
  init(ofAddress address: String) {
    let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    let authority = rest.prefix { !"/?#".contains($0) }
    var place = authority.lastIndex(of: "@").map { authority[$0...].dropFirst() } ?? authority
    var port: Int?
    let end = place.lastIndex(of: "]") ?? place.startIndex
    if let colon = place[end...].lastIndex(of: ":") {
      port = Int(place[colon...].dropFirst())
      place = place[..<colon]
    }
    if place.hasPrefix("["), place.hasSuffix("]") { place = place.dropFirst().dropLast() }
    self.host = place.lowercased()
    self.port = port
  }

  /// Whether it is on this machine.
  var isLocal: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
