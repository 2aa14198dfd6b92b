import CLibcurl
import Glibc

/// Sets libcurl's options on one handle; keeps the first failure.
struct Setup {
  /// The first failure, or that there was none.
  private(set) var code = CURLE_OK
  private let easy: UnsafeMutableRawPointer

  init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

  /// What holds for every request.
  mutating func restrain() {
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    // What a server compresses without being asked is unpacked all the same; the field itself is not sent.
    set(CURLOPT_ACCEPT_ENCODING, "")
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    set(CURLOPT_TCP_KEEPALIVE, 1)
    // Minutes may pass between two requests of a run; a connection that has died is found out all the same.
    set(CURLOPT_MAXAGE_CONN, 900)
    // A request broken off while a name is looked up does not wait for the system's own timeout; the
    // thread that looks it up ends by itself.
    set(CURLOPT_QUICK_EXIT, 1)
    // No other program started meanwhile inherits the connection.
    keep(
      colleague_curl_set_socket_opener(easy) { _, _, address in
        guard let address = address?.pointee else { return -1 }
        let type = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.family, type, address.protocol)
      })
  }

  /// Proxies and certificates; always set, so that libcurl does not look at the environment itself.
  mutating func apply(_ environment: ProxyEnvironment, scheme: String) {
    set(CURLOPT_PROXY, environment.proxy(for: scheme))
    set(CURLOPT_NOPROXY, environment.direct)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    guard let certificates = environment.certificates else { return }
    set(CURLOPT_CAINFO, certificates)
    set(CURLOPT_PROXY_CAINFO, certificates)
  }

  /// The request itself.
  mutating func ask(_ request: Request, fields: UnsafeMutablePointer<curl_slist>?) {
    set(CURLOPT_URL, request.url)
    keep(colleague_curl_set_list(easy, CURLOPT_HTTPHEADER, fields))
    let connect = request.timeouts.connect
    set(CURLOPT_CONNECTTIMEOUT_MS, connect > 0 ? max(1, Int(min(connect, 1e6) * 1000)) : 1)
    guard request.method == .post else { return set(CURLOPT_HTTPGET, 1) }
    set(CURLOPT_POST, 1)
    keep(
      colleague_curl_set_size(
        easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
    request.body.withUnsafeBytes { body in
      // libcurl copies the bytes and changes none; without any it would read from stdin.
      keep(
        body.isEmpty
          ? colleague_curl_set_text(easy, CURLOPT_COPYPOSTFIELDS, "")
          : colleague_curl_set_pointer(
            easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress)))
    }
  }

  /// Where what happens is reported: to the ``Transfer`` behind `transfer`, which outlives the handle.
  mutating func report(
    to transfer: UnsafeMutableRawPointer, message: UnsafeMutablePointer<CChar>
  ) {
    for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA] {
      keep(colleague_curl_set_pointer(easy, option, transfer))
    }
    keep(colleague_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, message))
    keep(
      colleague_curl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, transfer in
        guard let transfer else { return 0 }
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return Setup.transfer(transfer).take(header: line) ? line.count : 0
      })
    keep(
      colleague_curl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, transfer in
        guard let transfer else { return 0 }
        let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
        // 0 taken of 0 bytes would not end the transfer.
        if part.isEmpty { return 0 }
        return Setup.transfer(transfer).take(body: part) ? part.count : 0
      })
    keep(
      colleague_curl_set_before_request(easy) { transfer, _, _, _, _ in
        guard let transfer else { return Int32(CURL_PREREQFUNC_ABORT) }
        Setup.transfer(transfer).begin()
        return Int32(CURL_PREREQFUNC_OK)
      })
  }

  private static func transfer(_ pointer: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
  }

  private mutating func set(_ option: CURLoption, _ value: Int) {
    keep(colleague_curl_set_long(easy, option, value))
  }

  private mutating func set(_ option: CURLoption, _ value: String) {
    keep(colleague_curl_set_text(easy, option, value))
  }

  private mutating func keep(_ new: CURLcode) { if code == CURLE_OK { code = new } }
}
