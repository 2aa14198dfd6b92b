import CLibcurl

/// Where a request goes, as libcurl reads its URL.
struct Destination: Sendable {
  /// `http` or `https`.
  let scheme: String
  /// The name or address of the host.
  let host: String

  /// Reads `url`.
  ///
  /// - Throws: ``HTTPError/badURL``.
  init(_ url: String) throws(HTTPError) {
    guard let handle = curl_url() else { throw .system(reason: "out of memory") }
    defer { curl_url_cleanup(handle) }
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }),
      curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
      let scheme = Destination.part(CURLUPART_SCHEME, of: handle),
      let host = Destination.part(CURLUPART_HOST, of: handle),
      ["http", "https"].contains(scheme)
    else { throw .badURL }
    self.scheme = scheme
    self.host = host
  }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
