import CLibcurl
import Glibc

/// What libcurl's failure means to a caller.
///
/// libcurl's own message is only quoted about TLS, where it holds host names and certificates' words;
/// elsewhere it may hold a proxy's password or what a server has sent back.
struct CurlErrorMapping {
  private let easy: UnsafeMutableRawPointer
  private let message: String
  private let host: String
  private let mayUseProxy: Bool

  init(_ easy: UnsafeMutableRawPointer, message: String, host: String, mayUseProxy: Bool) {
    self.easy = easy
    self.message = message
    self.host = host
    self.mayUseProxy = mayUseProxy
  }

  /// The error that `code` stands for; never a success.
  func error(_ code: CURLcode) -> HTTPError {
    if let status = refusalOfProxy {
      return .proxy(reason: "it answered \(status) when asked for a connection")
    }
    switch code {
    case CURLE_URL_MALFORMAT: return .badURL
    case CURLE_COULDNT_RESOLVE_HOST: return .unresolved(host: host)
    case CURLE_COULDNT_RESOLVE_PROXY: return .proxy(reason: "its host is not known")
    case CURLE_PROXY: return .proxy(reason: words(for: code))
    case CURLE_COULDNT_CONNECT: return unconnected
    case CURLE_OPERATION_TIMEDOUT: return .connectLate
    case CURLE_SSL_CONNECT_ERROR where isCutOff:
      return .broken(reason: "the connection broke while TLS began")
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
      return .tls(reason: message.isEmpty ? words(for: code) : message)
    case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
      CURLE_UNKNOWN_OPTION, CURLE_ABORTED_BY_CALLBACK:
      return .system(reason: words(for: code))
    default: return .broken(reason: breakage(code))
    }
  }

  /// The status of a proxy that would not connect us.
  private var refusalOfProxy: Int? {
    var status = 0
    colleague_curl_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &status)
    return status == 0 || (200..<300).contains(status) ? nil : status
  }

  /// Whose fault a connection that does not come about is.
  private var unconnected: HTTPError {
    var cause = 0
    colleague_curl_get_long(easy, CURLINFO_OS_ERRNO, &cause)
    let reason =
      cause == 0 ? words(for: CURLE_COULDNT_CONNECT) : String(cString: strerror(Int32(cause)))
    // libcurl names whom it could not reach, which `no_proxy` may have made the server itself.
    if mayUseProxy && !message.contains(" to \(host) port ") { return .proxy(reason: reason) }
    return cause == 0 || cause == Int(ECONNREFUSED) ? .refused : .unreachable(reason: reason)
  }

  private var isCutOff: Bool {
    message.contains("SSL_ERROR_SYSCALL") || message.contains("reset by peer")
  }

  private func breakage(_ code: CURLcode) -> String {
    switch code {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: return "the response is not HTTP"
    case CURLE_PARTIAL_FILE: return "the response was cut off"
    case CURLE_GOT_NOTHING: return "the connection was closed without a response"
    case CURLE_RECV_ERROR where message.contains("chunk"): return "the response has a bad chunk"
    case CURLE_RECV_ERROR where message.contains("reset"), CURLE_SEND_ERROR:
      return "the connection was reset"
    default: return words(for: code)
    }
  }
}

/// libcurl's fixed words for `code`.
func words(for code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
