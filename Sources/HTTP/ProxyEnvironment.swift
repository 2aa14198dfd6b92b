/// The proxies, and the bundle of certificates, that a client takes from the environment.
struct ProxyEnvironment: Sendable {
  /// A bundle of certificates that replaces the system's; Debian's libcurl does not look for it itself.
  let certificates: String?
  /// The hosts reached without a proxy, as `no_proxy` lists them.
  let direct: String
  private let proxies: [String: String]

  /// Reads the variables that curl reads, in the order that curl does.
  ///
  /// `HTTP_PROXY` in upper case is not among them on purpose: a web server sets it from what a client
  /// sends as `Proxy`.
  init(_ environment: [String: String]) {
    func first(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    certificates = first("CURL_CA_BUNDLE", "SSL_CERT_FILE")
    direct = first("no_proxy", "NO_PROXY") ?? ""
    let any = first("all_proxy", "ALL_PROXY")
    proxies = [
      "http": first("http_proxy") ?? any ?? "",
      "https": first("https_proxy", "HTTPS_PROXY") ?? any ?? "",
    ]
  }

  /// The proxy's URL for requests of this scheme, which may hold a password; empty for none.
  func proxy(for scheme: String) -> String { proxies[scheme] ?? "" }
}
