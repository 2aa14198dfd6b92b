import CLibcurl
import Synchronization
import Threads

/// Sends requests and hands the responses on as they arrive.
///
/// Connections are kept and used again. Several requests may be under way at once: all of them live on
/// one thread of the client's, started with the first and ended with the client.
///
/// Certificates are always verified, redirects are not followed, nothing is asked to be compressed and what is
/// compressed all the same is unpacked, and over TLS the server may choose HTTP/2.
package final class Client: Sendable {
  private struct Running: Sendable {
    let loop: TransferLoop
    let thread: Thread
  }

  private let environment: ProxyEnvironment
  private let running = Mutex<Running?>(nil)

  /// A client that takes its proxies and certificates from `environment`, and from nowhere else.
  ///
  /// `http_proxy`, `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY`, `no_proxy` and `NO_PROXY` mean
  /// what they mean to curl; `CURL_CA_BUNDLE`, else `SSL_CERT_FILE`, names the certificates to trust.
  /// Costs nothing until the first request.
  package init(environment: [String: String]) {
    self.environment = ProxyEnvironment(environment)
  }

  deinit {
    guard let running = running.withLock({ $0 }) else { return }
    running.loop.stop()
    running.thread.join()
  }

  /// Sends `request` and waits for the end of the response.
  ///
  /// The body's bytes are given to `sink` as they arrive, whatever the status, together with the head.
  /// It is called on the client's thread, so while it works no other request of this client moves, and
  /// its own does not idle. When it returns `false` the transfer ends there and the call returns as if
  /// the response were complete. A body that broke off has been given to it up to there; of one that is
  /// too large it gets no byte beyond the limit.
  ///
  /// A request that met a kept connection which the server has just closed is sent once more.
  ///
  /// - Parameter settling: Asked after each piece: how many seconds of quiet make the response whole, though the server
  ///   does not end it; `nil` as long as more is wanted. Whatever breaks once there is a number takes nothing from it.
  /// - Returns: The head of the response; 3xx, 4xx and 5xx are responses like any other.
  /// - Throws: ``HTTPError``; the transfer is over then and `sink` is not called any more.
  package func send(
    _ request: Request, settling: @escaping @Sendable () -> Double? = { nil },
    receiving sink: @escaping @Sendable (UnsafeRawBufferPointer, Head) -> Bool
  ) async throws(HTTPError) -> Head {
    let destination = try Destination(request.url)
    let loop = try start()
    let cancellation = CancellationFlag()
    let result: Result<Head, HTTPError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.add(
          Job(
            request: request, destination: destination, environment: environment, sink: sink,
            settling: settling, cancellation: cancellation, continuation: continuation))
      }
    } onCancel: {
      cancellation.request()
      loop.wake()
    }
    return try result.get()
  }

  /// The loop, started when it is not running yet.
  private func start() throws(HTTPError) -> TransferLoop {
    try running.withLock { (running) throws(HTTPError) in
      if let loop = running?.loop { return loop }
      let loop = try TransferLoop()
      guard let thread = Thread({ loop.run() }) else {
        throw .system(reason: "no thread can be started")
      }
      running = Running(loop: loop, thread: thread)
      return loop
    }
  }
}

/// A request on its way to the loop's thread, and what is done with its response.
struct Job: Sendable {
  let request: Request
  let destination: Destination
  let environment: ProxyEnvironment
  let sink: @Sendable (UnsafeRawBufferPointer, Head) -> Bool
  let settling: @Sendable () -> Double?
  let cancellation: CancellationFlag
  let continuation: CheckedContinuation<Result<Head, HTTPError>, Never>
}
