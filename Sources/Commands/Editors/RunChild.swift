import ACP
import CLinux
import Glibc
import Git
import Processes
import Runs
import Synchronization

/// This program once more, working on a run for us: its events are read as they come, and it dies with us.
///
/// The calling thread waits; when that thread ended, the kernel would kill the process.
struct RunChild {
  /// The command and its arguments.
  let arguments: [String]
  /// What it reads from standard input.
  let input: [UInt8]
  /// The folder it works in.
  let directory: String
  /// Ends it as Ctrl-C does when it is requested.
  let stop: StopRequest

  /// Seconds after a stop until it is told once more, which ends it at once, and until it is killed.
  private static let patience = (second: 20.0, last: 25.0)
  /// The most bytes of one event.
  private static let lineLimit = 64 << 20

  /// How it has ended.
  struct Ended {
    /// Its exit status; 128 plus the signal when one ended it.
    var status: Int32
    /// What it has said last of why it ended.
    var complaint: Failure?
    /// Whether there was no event.
    var beganNothing: Bool
  }

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - log: Gets the lines that it writes for people.
  ///   - hear: Gets the lines of its events; it is held up while one is being taken.
  /// - Throws: ``ProcessError``; nothing runs then.
  func run(log: (String) -> Void, hear: ([UInt8]) -> Void) throws -> Ended {
    guard let file = tmpfile() else { throw ProcessError.temporaryFile(errno: errno) }
    defer { fclose(file) }
    let written = input.withUnsafeBytes { pwrite(fileno(file), $0.baseAddress, $0.count, 0) }
    guard written == input.count else { throw ProcessError.temporaryFile(errno: errno) }
    var (output, errors) = (try Pipe(limit: RunChild.lineLimit), try Pipe(limit: 1 << 16))
    defer { for pipe in [output, errors] { pipe.close() } }
    let process = try start(fileno(file), output, errors)
    output.closeEnd()
    errors.closeEnd()
    let living = Living(process)
    stop.onRequest { living.signal(SIGTERM) }
    var ended = Ended(status: 0, complaint: nil, beganNothing: true)
    var complaints = Complaints()
    try follow(process, living, &output, &errors) { line in
      ended.beganNothing = false
      hear(line)
    } log: { line in
      complaints.take(line)
      log(line)
    }
    ended.status = living.wait()
    ended.complaint = complaints.failure(status: ended.status)
    return ended
  }

  private func start(_ input: Int32, _ output: Pipe, _ errors: Pipe) throws -> pid_t {
    var start = ProcessStart(
      arguments: [ThisProgram.path] + arguments, directory: directory, input: input,
      output: output.end, errors: errors.end)
    // The folder says which repository is meant; settings for this one call count.
    for name in Repository.localEnvironmentNames where !name.hasPrefix("GIT_CONFIG") {
      start.environment[name] = .some(nil)
    }
    return try start.start()
  }

  /// Reads both streams until the process has ended and they are empty.
  private func follow(
    _ process: pid_t, _ living: Living, _ output: inout Pipe, _ errors: inout Pipe,
    hear: ([UInt8]) -> Void, log: (String) -> Void
  ) throws {
    let ended = colleague_pidfd(process)
    defer { if ended >= 0 { close(ended) } }
    var isEnded = ended < 0
    var stopped: ContinuousClock.Instant?
    var signals = 0
    while true {
      var watched = [output.descriptor, errors.descriptor, isEnded ? -1 : ended].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      // What it has left behind may hold the streams open: once it has ended nothing is waited for.
      let count = poll(&watched, 3, isEnded ? 0 : 200)
      if count < 0, errno == EINTR { continue }
      for line in output.take(if: watched[0].revents) { hear(line) }
      for line in errors.take(if: watched[1].revents) {
        log(String(decoding: line, as: UTF8.self))
      }
      if isEnded, count <= 0 || (output.isAtEnd && errors.isAtEnd) { return }
      if watched[2].revents != 0 { isEnded = true }
      guard stop.isRequested else { continue }
      let since = stopped ?? .now
      stopped = since
      let seconds = (ContinuousClock.now - since) / .seconds(1)
      if signals == 0, seconds > RunChild.patience.second {
        signals = 1
        living.signal(SIGTERM)
      } else if signals == 1, seconds > RunChild.patience.last {
        signals = 2
        living.signal(SIGKILL)
      }
    }
  }
}

/// A process that has not been waited for, so that its number is its own.
private final class Living: Sendable {
  private let process: pid_t
  private let isWaitedFor = Mutex(false)

  init(_ process: pid_t) { self.process = process }

  func signal(_ signal: Int32) {
    isWaitedFor.withLock { isWaitedFor in
      if !isWaitedFor { kill(process, signal) }
    }
  }

  /// Waits for its end; the exit status, 128 plus the signal when one ended it.
  func wait() -> Int32 {
    var information = siginfo_t()
    while waitid(P_PID, UInt32(process), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return isWaitedFor.withLock { isWaitedFor in
      isWaitedFor = true
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7f
      return signal != 0 ? 128 + signal : status >> 8 & 0xff
    }
  }
}

/// A stream of a process, read by lines.
private struct Pipe {
  /// The end that is read.
  private(set) var descriptor: Int32
  /// The end that the process gets.
  private(set) var end: Int32
  private var scanner: LineScanner
  private(set) var isAtEnd = false

  init(limit: Int) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ProcessError.temporaryFile(errno: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (descriptor, end) = (ends[0], ends[1])
    scanner = LineScanner(limit: limit)
  }

  mutating func closeEnd() {
    Glibc.close(end)
    end = -1
  }

  func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    if end >= 0 { Glibc.close(end) }
  }

  /// The lines that have come, where poll(2) says that something has.
  mutating func take(if events: Int16) -> [[UInt8]] {
    guard events != 0, descriptor >= 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR { return [] }
    guard count > 0 else {
      isAtEnd = true
      Glibc.close(descriptor)
      descriptor = -1
      return []
    }
    return scanner.take(buffer[..<count]).compactMap { line in
      if case .whole(let bytes) = line { bytes } else { nil }
    }
  }
}

/// What a process of ours says of why it ended: its last sentence on stderr, with a hint.
struct Complaints {
  private var sentence: [String] = []
  private var hint: String?
  private static let head = "git colleague: "

  /// Takes a line that it has written.
  mutating func take(_ line: String) {
    if line.hasPrefix(Complaints.head) {
      sentence = [String(line.dropFirst(Complaints.head.count))]
      hint = nil
    } else if line.hasPrefix("hint: "), !sentence.isEmpty {
      hint = String(line.dropFirst(6))
    } else if !sentence.isEmpty, hint == nil, sentence.count < 20 {
      sentence.append(line)
    }
  }

  /// The complaint of a process that ended with `status`; `nil` where there was none.
  func failure(status: Int32) -> Failure? {
    guard !sentence.isEmpty, status != 0 else { return nil }
    return Failure(sentence.joined(separator: " "), hint: hint)
  }
}
