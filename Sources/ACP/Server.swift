import Glibc
package import Processes
import Synchronization
import Text
import Threads
import Vocabulary

/// An agent of the Agent Client Protocol, version 1, on two streams: the agent's side of
/// <https://agentclientprotocol.com/protocol/overview>.
///
/// The calling thread reads; each turn has a thread of its own. A prompt is an issue, or the answer to a question; updates
/// are steps. What a client does wrong is answered, and the rest goes on.
package final class Server: Sendable {
  struct State {
    var isInitialized = false
    var sessions: [String: Session] = [:]
    /// Threads that work for the client.
    var working = 0
  }

  /// The version of the protocol that is spoken.
  static let version = 1
  /// The most bytes of a line that is read.
  private static let lineLimit = 16 << 20
  /// The most sessions at one time.
  static let sessionLimit = 64
  /// Seconds that turns have for coming to their end when the client has gone.
  private static let patience = 45.0

  let workbench: any Workbench
  let outbox: Outbox
  let permissions = Permissions()
  let state = Mutex(State())
  /// Ends everything: made when the client has gone.
  let closing = StopRequest()
  private let name: String
  private let programVersion: String
  private let wake: Wake

  /// A server that answers on the descriptor `output`; `name` and `version` are the program's.
  package init(_ workbench: any Workbench, name: String, version: String, output: Int32) {
    self.workbench = workbench
    self.name = name
    programVersion = version
    let wake = Wake()
    self.wake = wake
    outbox = Outbox(to: output) { wake.call() }
  }

  /// Serves what comes from the descriptor `input` until it ends, the other side takes no answers any more, or `stop` is
  /// requested; runs under way are interrupted then, so that they can be resumed.
  ///
  /// - Returns: Whether all turns have come to their end in time.
  package func serve(from input: Int32, until stop: StopRequest) -> Bool {
    guard outbox.start() else { return false }
    stop.onRequest { [wake] in wake.call() }
    read(input)
    closing.request()
    let stops = state.withLock { $0.sessions.values.compactMap(\.stop) }
    for stop in stops { stop.request() }
    let end = ContinuousClock.now + .seconds(Server.patience)
    while state.withLock({ $0.working }) > 0, ContinuousClock.now < end { usleep(10_000) }
    outbox.close(within: 1)
    return state.withLock { $0.working } == 0
  }

  private func read(_ input: Int32) {
    var scanner = LineScanner(limit: Server.lineLimit)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while wait(for: input) {
      let count = Glibc.read(input, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return }
      for line in scanner.take(buffer[..<count]) {
        take(line)
        // Answers that nobody reads hold up what is asked for.
        while !outbox.hasRoom {
          if hasGone(input) { return }
          usleep(20_000)
        }
      }
    }
  }

  /// Waits for bytes; `false` where there is a reason to end.
  private func wait(for input: Int32) -> Bool {
    while true {
      var watched = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&watched, 2, -1)
      if count < 0, errno == EINTR { continue }
      return count > 0 && watched[1].revents == 0
    }
  }

  private func hasGone(_ input: Int32) -> Bool {
    var watched = [
      pollfd(fd: input, events: 0, revents: 0),
      pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    return poll(&watched, 2, 0) > 0
  }

  private func take(_ line: LineScanner.Line) {
    switch line {
    case .tooLong: refuse(.null, .lineTooLong(limit: Server.lineLimit))
    case .whole(let bytes):
      // Empty lines, and the returns of others' line ends, say nothing.
      guard bytes.contains(where: { $0 > 0x20 }) else { return }
      do { try take(Message(parsing: bytes)) } catch { refuse(error.id, error.error) }
    }
  }

  private func take(_ message: Message) throws(Message.Refused) {
    switch message {
    case .request(let id, let method, let params):
      do throws(ProtocolError) { try answer(id, method, params) } catch {
        throw .init(id: id, error: error)
      }
    case .notification(let method, let params):
      guard method == "session/cancel" else { return }
      cancel(params["sessionId"]?.string ?? "")
    case .response(let id, let result):
      if !permissions.answer(id, result) { workbench.log("an answer to nothing that was asked") }
    }
  }

  private func answer(_ id: JSON, _ method: String, _ params: JSON) throws(ProtocolError) {
    let isKnown = state.withLock { $0.isInitialized }
    guard isKnown || !method.hasPrefix("session/") else { throw .notInitialized }
    switch method {
    case "initialize": reply(id, initialize())
    case "authenticate": reply(id, .object([:]))
    case "session/new": try makeSession(id, params)
    case "session/load": try load(id, params, isReplayed: true)
    case "session/resume": try load(id, params, isReplayed: false)
    case "session/close": try close(id, params)
    case "session/prompt": try prompt(id, params)
    default: throw .noSuchMethod(method)
    }
  }

  private func initialize() -> JSON {
    state.withLock { $0.isInitialized = true }
    return [
      "protocolVersion": .int(Server.version),
      "agentInfo": [
        "name": .string(name), "title": "Colleague", "version": .string(programVersion),
      ],
      "agentCapabilities": [
        "loadSession": true,
        "promptCapabilities": ["image": false, "audio": false, "embeddedContext": true],
        "mcpCapabilities": ["http": false, "sse": false],
        "sessionCapabilities": ["close": [:], "resume": [:]],
      ],
      "authMethods": [],
    ]
  }

  /// Requests the end of the turn under way in the session `id`; does nothing where there is none.
  func cancel(_ id: String) {
    let stop = state.withLock { $0.sessions[id]?.stop }
    stop?.request()
  }

  func reply(_ id: JSON, _ result: JSON) { outbox.post(Message.response(id, result)) }

  func refuse(_ id: JSON, _ error: ProtocolError) {
    outbox.post(Message.error(id, code: error.code, workbench.sentence(for: error)))
  }

  func refuse(_ id: JSON, _ refusal: Refusal) {
    var data: [String: JSON] = ["status": .int(refusal.status)]
    data["hint"] = refusal.hint.map(JSON.string)
    outbox.post(Message.error(id, code: -32603, refusal.sentence, data: .object(data)))
  }
}

/// Wakes a thread that polls: a pipe of which one end is written to once.
private final class Wake: Sendable {
  /// Becomes readable when it was called.
  let descriptor: Int32
  private let end: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (descriptor, end) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(end)
  }

  func call() { _ = write(end, "!", 1) }
}
