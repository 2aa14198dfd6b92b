import CLinux
import Glibc
import Synchronization
import Text

/// A program that the user has asked for, run unconfined and to its end: git for a remote, `crontab`, the
/// command that lists issues.
///
/// It leads a session of its own, sees no terminal, and dies with the calling thread. Its streams are files without a
/// name, so that nothing it leaves behind can hold us up.
package struct Program: Sendable {
  /// The program, looked for along `PATH` unless it has a slash in it, and its arguments.
  package var arguments: [String]
  /// The working directory.
  package var directory = "/"
  /// What it reads from standard input.
  package var input: [UInt8] = []
  /// Changes to our own environment; `nil` takes a variable away.
  package var environment: [String: String?] = [:]
  /// Seconds, without those that the machine sleeps, until it is killed with all of its process group, as it is when
  /// it floods a quarter of a gigabyte of output; infinite for no end.
  package var seconds: Double = 60
  /// The most bytes kept of each of its two outputs, from the start.
  package var outputLimit = 1 << 20
  /// What happens to it when ``stop`` is requested.
  package var onStop = OnStop.goOn
  /// The request that it is ended by.
  package var stop: StopRequest?

  /// Describes a program that runs for a minute at most in `/`, with nothing to read.
  package init(arguments: [String]) { self.arguments = arguments }

  /// What a request to stop means for a program.
  package enum OnStop: Hashable, Sendable {
    /// Nothing.
    case goOn
    /// It gets SIGTERM and comes to its end by itself.
    case terminate
    /// It has this many seconds left, then its process group gets SIGTERM, and SIGKILL a second later.
    case kill(after: Double)
  }

  /// Why a program was killed.
  package enum Limit: Hashable, Sendable {
    /// Its time was up.
    case time
    /// It printed too much.
    case output
    /// The stop was requested.
    case stop
  }

  /// Seconds from SIGTERM to SIGKILL.
  private static let grace = 1.0

  /// The most bytes that either output may come to on the disk.
  private static let floodLimit = 256 << 20

  /// How a program ended.
  package struct Ended: Sendable {
    /// Its exit status; 128 plus the signal when one ended it.
    package var status: Int32
    /// What it wrote to standard output.
    package var output: [UInt8]
    /// What it wrote to standard error, invalid UTF-8 replaced.
    package var errors: String
    /// Why it was killed; `nil` when it was not.
    package var limit: Limit?

    /// Why it did not end by itself with the status 0; `nil` where it did.
    package var failure: ProgramFailure? {
      switch limit {
      case .time: return .time
      case .output: return .output
      case .stop: return .stop
      case nil where status == 0: return nil
      case nil:
        let lines = errors.lines().lazy.map { String($0).replacing("fatal: ", with: "") }
        return .status(status, complaint: lines.first { !$0.isEmpty })
      }
    }
  }

  /// Runs it; the calling thread waits.
  ///
  /// - Throws: ``ProcessError`` when it cannot be started; nothing runs then.
  package func run() throws(ProcessError) -> Ended {
    let streams = [tmpfile(), tmpfile(), tmpfile()].compactMap(\.self)
    defer { for stream in streams { fclose(stream) } }
    guard streams.count == 3 else { throw .temporaryFile(errno: errno) }
    let files = streams.map { fileno($0) }
    let count = input.withUnsafeBytes { pwrite(files[0], $0.baseAddress, $0.count, 0) }
    guard count == input.count else { throw .temporaryFile(errno: errno) }
    let process = try ProcessStart(
      arguments: arguments, directory: directory, environment: environment, input: files[0],
      output: files[1], errors: files[2]
    ).start()
    Program.running.withLock { $0[process] = onStop }
    let limit = wait(for: process, printingTo: files[1...])
    Program.running.withLock { $0[process] = nil }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return Ended(
      status: signal != 0 ? 128 + signal : status >> 8 & 0xff, output: contents(of: files[1]),
      errors: String(decoding: contents(of: files[2]), as: UTF8.self), limit: limit)
  }

  /// The programs that run now, each the leader of its process group.
  private static let running = Mutex<[pid_t: OnStop]>([:])

  /// Kills all running programs with their process groups; those that end by themselves get SIGTERM and 0.3 s for it.
  package static func endAll() {
    let hasTerminated = running.withLock { processes in
      for (process, onStop) in processes {
        if onStop == .terminate {
          Glibc.kill(process, SIGTERM)
        } else {
          Glibc.kill(-process, SIGKILL)
        }
      }
      return processes.values.contains(.terminate)
    }
    if hasTerminated { usleep(300_000) }
  }

  /// Waits for the process's end; says why it had to be killed, where it had.
  private func wait(for process: pid_t, printingTo outputs: ArraySlice<Int32>) -> Limit? {
    let ended = colleague_pidfd(process)
    guard ended >= 0 else { return nil }
    defer { close(ended) }
    // The time that the machine sleeps does not count.
    let start = SuspendingClock.now
    var ending = Ending(onStop, stop)
    while true {
      let now = (SuspendingClock.now - start) / .seconds(1)
      let left = seconds - now
      let isFlooding = outputs.contains { Program.size(of: $0) > Program.floodLimit }
      if left <= 0 || isFlooding {
        Glibc.kill(-process, SIGKILL)
        return isFlooding ? .output : .time
      }
      var watched = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
      if poll(&watched, 1, Int32(max(1, min(100, left * 1000)))) > 0 {
        // Its number is not given anew before it is waited for, and so the group's is not either.
        if ending.isBegun { Glibc.kill(-process, SIGKILL) }
        return ending.isBegun ? .stop : nil
      }
      ending.proceed(with: process, at: now)
    }
  }

  /// The end of one child at a requested stop: SIGTERM, a grace period, SIGKILL. Times are seconds since its start.
  private struct Ending {
    private let onStop: OnStop
    private let stop: StopRequest?
    /// When its time to go on began: with the request, or with the program where that is later.
    private var since = 0.0
    private var isRequested: Bool
    private var terminated: Double?

    /// Whether we have begun to end it.
    var isBegun: Bool { onStop != .terminate && terminated != nil }

    init(_ onStop: OnStop, _ stop: StopRequest?) {
      self.onStop = onStop
      self.stop = stop
      isRequested = stop?.isRequested ?? false
    }

    /// Sends the signal that is due at `now`.
    mutating func proceed(with process: pid_t, at now: Double) {
      guard onStop != .goOn, stop?.isRequested == true else { return }
      if !isRequested {
        isRequested = true
        since = now
      }
      switch (onStop, terminated) {
      case (.terminate, nil):
        Glibc.kill(process, SIGTERM)
        terminated = now
      case (.kill(let seconds), nil) where now >= since + seconds:
        Glibc.kill(-process, SIGTERM)
        terminated = now
      case (.kill, let terminated?) where now >= terminated + Program.grace:
        Glibc.kill(-process, SIGKILL)
      default: return
      }
    }
  }

  private static func size(of file: Int32) -> Int {
    var status = stat()
    return fstat(file, &status) == 0 ? Int(status.st_size) : 0
  }

  private func contents(of file: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: outputLimit)
    var count = 0
    while count < outputLimit {
      let more = bytes.withUnsafeMutableBytes { buffer in
        pread(file, buffer.baseAddress.map { $0 + count }, outputLimit - count, off_t(count))
      }
      guard more > 0 else { break }
      count += more
    }
    return Array(bytes[..<count])
  }

  /// Whether there is such a program.
  package var isFound: Bool { ProcessStart.path(of: arguments.first ?? "") != nil }
}
