import CLinux
import Glibc
import Synchronization
import Text
import Threads

/// A connection to one server, whose process and streams belong to a thread of its own.
final class Connection: Sendable {
  private struct Inbox {
    var requests: [ServerRequest] = []
    var notifications: [String] = []
    var isStopping = false
    /// Why nothing more can be asked; `nil` while it can.
    var end: MCPError?
    /// Whether the server has said that its tools have changed.
    var isStale = false
    var thread: Thread?
  }

  private let inbox = Mutex(Inbox())
  private let command: String
  /// A pipe into which a byte is written to end a wait.
  private let (reading, writing): (Int32, Int32)

  /// Seconds that a server has to end by itself once its input is closed.
  private static let grace = 1.5

  /// Starts the server of `command`. Where it cannot be started, the first request says so.
  init(to command: String) throws(MCPError) {
    self.command = command
    var ends: [Int32] = [-1, -1]
    guard colleague_pipe(&ends) == 0 else { throw .system(errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    (reading, writing) = (ends[0], ends[1])
    guard let thread = Thread({ [self] in run() }) else { throw .system(errno: EAGAIN) }
    inbox.withLock { $0.thread = thread }
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Ends the server with all that it has started; what is asked of it then is answered with ``MCPError/cancelled``.
  /// Takes two seconds where it does not end by itself.
  func stop() {
    beginStop()
    let thread = inbox.withLock { inbox in
      defer { inbox.thread = nil }
      return inbox.thread
    }
    thread?.join()
  }

  /// Begins to end the server, without waiting for its end.
  func beginStop() {
    inbox.withLock { $0.isStopping = true }
    wake()
  }

  /// Whether nothing more can be asked of the server, and why.
  var end: MCPError? { inbox.withLock { $0.end } }

  /// Whether the server has said since this was asked last that its tools have changed.
  func takeStaleness() -> Bool {
    inbox.withLock { inbox in
      defer { inbox.isStale = false }
      return inbox.isStale
    }
  }

  /// Asks the server, and waits for the answer.
  func request(
    _ method: String, _ params: JSON, within seconds: Double, isCancellable: Bool = true
  ) async throws(MCPError) -> JSON {
    let cancellation = CancellationFlag()
    let result: Result<JSON, MCPError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        add(
          ServerRequest(
            method: method, params: params, seconds: seconds, cancellation: cancellation,
            isCancellable: isCancellable, continuation: continuation))
      }
    } onCancel: {
      cancellation.request()
      wake()
    }
    return try result.get()
  }

  /// Tells the server something.
  func notify(_ method: String) {
    inbox.withLock { $0.notifications.append(method) }
    wake()
  }

  private func add(_ request: ServerRequest) {
    let end = inbox.withLock { inbox in
      if inbox.end == nil { inbox.requests.append(request) }
      return inbox.end
    }
    if let end { return request.continuation.resume(returning: .failure(end)) }
    wake()
  }

  private func wake() {
    // A pipe that is full wakes it, too.
    _ = withUnsafeBytes(of: UInt8(1)) { write(writing, $0.baseAddress, 1) }
  }

  /// Works until the server ends, breaks the rules, or is stopped.
  private func run() {
    let process: ServerProcess
    do { process = try ServerProcess(command) } catch { return closeDown(with: error) }
    serve(process)
  }

  private func serve(_ process: consuming ServerProcess) {
    var process = process
    var exchange = Exchange()
    var end: MCPError?
    while end == nil {
      let (requests, notifications, isStopping) = inbox.withLock { inbox in
        defer { (inbox.requests, inbox.notifications) = ([], []) }
        return (inbox.requests, inbox.notifications, inbox.isStopping)
      }
      for method in notifications { exchange.notify(method) }
      for request in requests { exchange.begin(request, at: Connection.now) }
      if isStopping {
        end = .cancelled
        break
      }
      exchange.giveUp(at: Connection.now)
      process.write(&exchange.outgoing)
      let ready = process.wait(
        for: reading, writing: !exchange.outgoing.isEmpty,
        within: exchange.deadline.map { $0 - Connection.now })
      if ready.hasOutput || ready.hasEnded { end = hear(process, &exchange) }
      if end == nil, ready.hasEnded { end = .ended(status: 0, complaint: nil) }
    }
    exchange.giveUp(at: Connection.now)
    let isOver = if case .ended? = end { true } else { end == .closed }
    let how = process.end(grace: isOver || end == .cancelled ? Connection.grace : 0)
    if isOver, !how.isKilled { end = .ended(status: how.status, complaint: how.complaint) }
    let cause = end ?? .cancelled
    exchange.fail(cause)
    closeDown(with: cause)
  }

  /// Takes what the server has written by now, one piece at a time; why it is not to be heard any more, where it is not.
  private func hear(_ process: borrowing ServerProcess, _ exchange: inout Exchange) -> MCPError? {
    // So that a server which never stops writing does not keep requests from being given up.
    for _ in 0..<8 {
      guard let bytes = process.readOutput() else { return .closed }
      guard !bytes.isEmpty else { return nil }
      do {
        try exchange.take(bytes) { inbox.withLock { $0.isStale = true } }
      } catch { return error }
    }
    return nil
  }

  /// Answers who asks from now on with `error`.
  private func closeDown(with error: MCPError) {
    let waiting = inbox.withLock { inbox in
      inbox.end = error
      defer { inbox.requests = [] }
      return inbox.requests
    }
    for request in waiting { request.continuation.resume(returning: .failure(error)) }
  }

  /// Seconds by a clock that stands still while the machine sleeps.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
