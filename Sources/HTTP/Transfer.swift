import CLibcurl
import Glibc
import Threads

/// One request under way: owns libcurl's handle of it; used by the loop's thread only.
final class Transfer {
  /// libcurl's handle; valid as long as the owner lives.
  let easy: UnsafeMutableRawPointer

  private static let headLimit = 64 << 10
  private let job: Job
  private let message: UnsafeMutablePointer<CChar>
  private var fields: UnsafeMutablePointer<curl_slist>?
  private var head = Head(status: 0)
  private var headBytes = 0
  private var isHeadComplete = false
  private var bodyBytes = 0
  private var sentBytes: curl_off_t = 0
  private var verdict: Result<Head, HTTPError>?
  private let start = ContinuousClock.now
  /// Seconds of quiet after which the response counts as whole; `nil` as long as more is wanted.
  private var settling: Double?
  /// When the last byte moved; `nil` until the connection stands.
  private var lastMove: ContinuousClock.Instant?

  /// Prepares the request.
  ///
  /// - Throws: ``HTTPError/badHeader(name:)`` or ``HTTPError/system(reason:)``.
  init(_ job: Job) throws(HTTPError) {
    guard let easy = curl_easy_init() else { throw .system(reason: "out of memory") }
    self.easy = easy
    self.job = job
    message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    fields = try Transfer.fields(of: job.request)
    var setup = Setup(easy)
    setup.restrain()
    setup.apply(job.environment, scheme: job.destination.scheme)
    setup.ask(job.request, fields: fields)
    setup.report(to: Unmanaged.passUnretained(self).toOpaque(), message: message)
    guard setup.code == CURLE_OK else { throw .system(reason: words(for: setup.code)) }
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(fields)
    message.deallocate()
  }

  /// Says how it ended; once, after the handle has left the loop.
  func answer(_ result: Result<Head, HTTPError>) { job.continuation.resume(returning: result) }

  // MARK: Time

  /// When ``overdue(at:)`` has to be asked again.
  var deadline: ContinuousClock.Instant {
    let timeouts = job.request.timeouts
    let total = start + span(timeouts.total)
    let idle = min(timeouts.idle, settling ?? .infinity)
    return lastMove.map { min(total, $0 + span(idle)) } ?? total
  }

  /// How it ends where it is not waited for any longer: as whole, or broken off.
  func overdue(at now: ContinuousClock.Instant) -> Result<Head, HTTPError>? {
    if job.cancellation.isRequested { return .failure(.cancelled) }
    noteSentBytes(at: now)
    let timeouts = job.request.timeouts
    if let settling, let lastMove, now - lastMove >= span(settling) { return .success(head) }
    if now - start >= span(timeouts.total) {
      return settling == nil ? .failure(.late(seconds: timeouts.total)) : .success(head)
    }
    if let lastMove, now - lastMove >= span(timeouts.idle) {
      return .failure(.idle(seconds: timeouts.idle))
    }
    return nil
  }

  private func noteSentBytes(at now: ContinuousClock.Instant) {
    var sent: curl_off_t = 0
    colleague_curl_get_size(easy, CURLINFO_SIZE_UPLOAD_T, &sent)
    guard sent != sentBytes else { return }
    sentBytes = sent
    lastMove = now
  }

  // MARK: What libcurl reports

  /// The connection stands.
  func begin() { lastMove = .now }

  /// Takes one line of the head, of an interim head, or a trailer; `false` ends the transfer.
  func take(header line: UnsafeRawBufferPointer) -> Bool {
    lastMove = .now
    headBytes += line.count
    guard headBytes <= Transfer.headLimit else {
      verdict = .failure(.broken(reason: "the headers are too long"))
      return false
    }
    // A field after the head is a trailer, and would be believed too late.
    if isHeadComplete { return true }
    if let head = Head(statusLine: line) {
      self.head = head
    } else if line.allSatisfy({ $0 == 0x0d || $0 == 0x0a }) {
      isHeadComplete = head.status >= 200
    } else {
      head.add(line)
    }
    return true
  }

  /// Hands on bytes of the body; `false` ends the transfer.
  func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    // However long the receiver takes, it was not the server that idled.
    defer { lastMove = .now }
    if job.cancellation.isRequested {
      verdict = .failure(.cancelled)
      return false
    }
    let room = job.request.limit - bodyBytes
    bodyBytes += bytes.count
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(max(0, room)))
    if !part.isEmpty && !job.sink(part, head) {
      verdict = .success(head)
      return false
    }
    settling = job.settling()
    if bytes.count > room { verdict = .failure(.tooLarge(limit: job.request.limit)) }
    return bytes.count <= room
  }

  /// What has become of it, now that libcurl is done with `code`.
  func result(_ code: CURLcode) -> Result<Head, HTTPError> {
    if let verdict { return verdict }
    guard code == CURLE_OK else {
      return settling == nil ? .failure(diagnosis(code)) : .success(head)
    }
    guard isHeadComplete else { return .failure(.broken(reason: "there is no response")) }
    return .success(head)
  }

  private func diagnosis(_ code: CURLcode) -> HTTPError {
    let proxy = job.environment.proxy(for: job.destination.scheme)
    return CurlErrorMapping(
      easy, message: String(cString: message), host: job.destination.host,
      mayUseProxy: !proxy.isEmpty
    ).error(code)
  }

  // MARK: Header fields

  /// The list that libcurl sends, to be freed by the caller.
  private static func fields(
    of request: Request
  ) throws(HTTPError) -> UnsafeMutablePointer<curl_slist>? {
    var lines = ["Expect:", "Accept-Encoding:"]
    if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      lines.append("Content-Type:")
    }
    for (name, value) in request.headers {
      guard isToken(name), !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f })
      else { throw .badHeader(name: name) }
      // To libcurl a colon with nothing behind it means: leave the field out.
      lines.append(value.allSatisfy { $0 == " " || $0 == "\t" } ? name + ";" : "\(name): \(value)")
    }
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw .system(reason: "out of memory")
      }
      list = longer
    }
    return list
  }

  private static func isToken(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}

/// `seconds` as a duration; what is no positive number is 0, and thirty years are the most.
private func span(_ seconds: Double) -> Duration {
  .seconds(seconds > 0 ? min(seconds, 1e9) : 0)
}
