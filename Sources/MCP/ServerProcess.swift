import CLinux
import Glibc
import Processes

/// The process of one server, with its three streams; who owns it ends it.
///
/// It runs as the user, outside of any sandbox, with a guard over it that kills all that it has started when it ends and
/// when we die, however that happens.
struct ServerProcess: ~Copyable {
  private let process: pid_t
  private let input: Int32
  private let output: Int32
  private let errors: Int32
  private let ended: Int32
  private var isInputOpen = true
  private var areErrorsOpen = true
  private var said: [UInt8] = []

  /// The most bytes of its standard error that are kept, from the end.
  private static let saidLimit = 4096

  /// Starts `command` by the shell, in the user's home folder.
  ///
  /// Not in the project's: programs look for their own parts and settings where they are started.
  init(_ command: String) throws(MCPError) {
    var (toServer, fromServer, complaints) = ([Int32](), [Int32](), [Int32]())
    func closeAll() { for end in toServer + fromServer + complaints { close(end) } }
    do {
      toServer = try ServerProcess.pipe()
      fromServer = try ServerProcess.pipe()
      complaints = try ServerProcess.pipe()
      var start = ProcessStart(
        arguments: ["/bin/sh", "-c", command], directory: ServerEnvironment.folder,
        environment: ServerEnvironment.changes(to: Environment.all), input: toServer[0],
        output: fromServer[1], errors: complaints[1])
      start.spares = false
      process = try start.start()
    } catch {
      let cause = errno
      closeAll()
      throw (error as? ProcessError).map { MCPError.start($0) } ?? .system(errno: cause)
    }
    (input, output, errors) = (toServer[1], fromServer[0], complaints[0])
    for end in [toServer[0], fromServer[1], complaints[1]] { close(end) }
    for end in [input, output, errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    ended = colleague_pidfd(process)
  }

  private struct NoPipe: Error {}

  private static func pipe() throws(NoPipe) -> [Int32] {
    var ends: [Int32] = [-1, -1]
    guard colleague_pipe(&ends) == 0 else { throw NoPipe() }
    return ends
  }

  /// What can be done next.
  struct Ready {
    var hasOutput = false
    var hasEnded = false
  }

  /// Waits until there is something to do, `wake` is readable, or `seconds` are over.
  mutating func wait(
    for wake: Int32, writing isWriting: Bool, within seconds: Double?
  ) -> Ready {
    var watched = [
      pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: areErrorsOpen ? errors : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
      pollfd(
        fd: isWriting && isInputOpen ? input : -1, events: Int16(POLLOUT), revents: 0),
    ]
    let bound = seconds.map { Int32(max(0, min(60_000, $0 * 1000 + 1))) } ?? 60_000
    guard poll(&watched, nfds_t(watched.count), bound) > 0 else { return Ready() }
    if watched[0].revents != 0 {
      var bytes = [UInt8](repeating: 0, count: 512)
      while read(wake, &bytes, bytes.count) > 0 {}
    }
    if watched[2].revents != 0 { listen() }
    return Ready(hasOutput: watched[1].revents != 0, hasEnded: watched[3].revents != 0)
  }

  /// Writes as much of `bytes` as it takes now; what it will never read is dropped.
  mutating func write(_ bytes: inout [UInt8]) {
    while !bytes.isEmpty {
      guard isInputOpen else { return bytes = [] }
      let count = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes.removeFirst(count)
      } else if count < 0 && errno == EINTR {
        continue
      } else {
        if errno != EAGAIN { closeInput() }
        return
      }
    }
  }

  /// What it has written since; empty where there is nothing now, `nil` where it has closed the stream.
  func readOutput() -> ArraySlice<UInt8>? {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(output, &bytes, bytes.count)
      if count > 0 { return bytes[..<count] }
      if count < 0 && errno == EINTR { continue }
      return count == 0 ? nil : []
    }
  }

  /// Keeps the end of what it says on its standard error.
  private mutating func listen() {
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = read(errors, &bytes, bytes.count)
    if count == 0 { areErrorsOpen = false }
    guard count > 0 else { return }
    said += bytes[..<count]
    if said.count > ServerProcess.saidLimit {
      said.removeFirst(said.count - ServerProcess.saidLimit)
    }
  }

  private mutating func closeInput() {
    if isInputOpen { close(input) }
    isInputOpen = false
  }

  /// How a server has ended.
  struct End {
    /// Its exit status; 128 plus the signal when one ended it.
    let status: Int32
    /// The last line that it wrote to its standard error.
    let complaint: String?
    /// Whether it had to be killed.
    let isKilled: Bool
  }

  /// Ends it and all that it has started, and gives back how it ended.
  ///
  /// - Parameter grace: Seconds that it has, once its input is closed, to end by itself.
  consuming func end(grace: Double) -> End {
    closeInput()
    let isKilled = !hasEnded(within: grace)
    if isKilled {
      // The guard, which kills all below it.
      kill(process, SIGTERM)
      if !hasEnded(within: 10) { kill(process, SIGKILL) }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    listen()
    for end in [output, errors, ended] { close(end) }
    let signal = status & 0x7f
    let lines = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline)
    let complaint = lines.last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
    return End(
      status: signal != 0 ? 128 + signal : status >> 8 & 0xff, complaint: complaint,
      isKilled: isKilled)
  }

  private func hasEnded(within seconds: Double) -> Bool {
    var watched = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, Int32(seconds * 1000)) > 0
  }
}
