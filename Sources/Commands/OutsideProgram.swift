import CLinux
import Glibc
import Synchronization
import Text

/// A program that the user has asked for, run unconfined and to its end: git for a remote, `crontab`, the
/// command that lists issues.
///
/// It leads a session of its own, sees no terminal, and dies with us. Its streams are files without a name, so
/// that nothing it leaves behind can hold us up.
struct OutsideProgram: Sendable {
  /// The program, looked for along `PATH` unless it has a slash in it, and its arguments.
  var arguments: [String]
  /// Where it runs.
  var directory = "/"
  /// What it reads from standard input.
  var input: [UInt8] = []
  /// Changes to our own environment; `nil` takes a variable away.
  var environment: [String: String?] = [:]
  /// Wall-clock seconds until it is killed with all of its process group, as it is when it floods a quarter of
  /// a gigabyte of output; infinite for no end.
  var seconds: Double = 60
  /// The most bytes kept of each of its two outputs, from the start.
  var outputLimit = 1 << 20
  /// What becomes of it when somebody wants us to stop.
  var atWish = AtWish.goOn

  /// What a wish to stop means for a program.
  enum AtWish: Hashable {
    /// Nothing.
    case goOn
    /// It is told by SIGTERM, and comes to its end by itself.
    case tell
    /// It has this many seconds left, then it is ended with all of its process group: first by SIGTERM.
    case end(after: Double)
  }

  /// What a program may be killed for.
  enum Limit: Sendable {
    /// Its time was up.
    case time
    /// It printed too much.
    case output
    /// Somebody wanted us to stop.
    case wish
  }

  /// Seconds from SIGTERM to SIGKILL.
  private static let grace = 1.0

  /// The most bytes that either output may come to on the disk.
  private static let floodLimit = 256 << 20

  /// How a program ended.
  struct Ended: Sendable {
    /// Its exit status; 128 plus the signal when one ended it.
    var status: Int32
    /// What it wrote to standard output.
    var output: [UInt8]
    /// What it wrote to standard error, invalid UTF-8 replaced.
    var errors: String
    /// Why it was killed; `nil` when it was not.
    var limit: Limit?

    /// Why it failed, as far as it has said: the first line of its errors, without git's `fatal:`.
    var reason: String {
      switch limit {
      case .time: return "it did not end in time"
      case .output: return "it printed more than anybody could want"
      case .wish: return "interrupted"
      case nil: break
      }
      let lines = errors.lines().map { String($0).replacing("fatal: ", with: "") }
      return lines.first { !$0.isEmpty }.map { visible($0) } ?? "it ended with \(status)"
    }
  }

  /// Runs it; the calling thread waits.
  ///
  /// - Throws: ``Failure`` when it cannot be started; nothing runs then.
  func run() throws(Failure) -> Ended {
    let streams = [tmpfile(), tmpfile(), tmpfile()].compactMap(\.self)
    defer { for stream in streams { fclose(stream) } }
    guard streams.count == 3 else {
      throw Failure("cannot make a temporary file: \(String(cString: strerror(errno)))")
    }
    let files = streams.map { fileno($0) }
    let count = input.withUnsafeBytes { pwrite(files[0], $0.baseAddress, $0.count, 0) }
    guard count == input.count else {
      throw Failure("cannot write a temporary file: \(String(cString: strerror(errno)))")
    }
    let process = try ProcessStart(
      arguments: arguments, directory: directory, environment: environment, input: files[0],
      output: files[1], errors: files[2]
    ).start()
    OutsideProgram.atWork.withLock { $0[process] = atWish }
    let limit = wait(for: process, printingTo: files[1...])
    OutsideProgram.atWork.withLock { $0[process] = nil }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return Ended(
      status: signal != 0 ? 128 + signal : status >> 8 & 0xff, output: contents(of: files[1]),
      errors: String(decoding: contents(of: files[2]), as: UTF8.self), limit: limit)
  }

  /// The programs that run now, each the leader of its process group.
  private static let atWork = Mutex<[pid_t: AtWish]>([:])

  /// Ends all of them at once, with their process groups; those that come to their end by themselves are told
  /// once more, and have a moment for it.
  static func endAll() {
    let isTold = atWork.withLock { processes in
      for (process, atWish) in processes {
        if atWish == .tell { kill(process, SIGTERM) } else { kill(-process, SIGKILL) }
      }
      return processes.values.contains(.tell)
    }
    if isTold { usleep(300_000) }
  }

  /// Waits for the process's end; says why it had to be killed, where it had.
  private func wait(for process: pid_t, printingTo outputs: ArraySlice<Int32>) -> Limit? {
    let ended = colleague_pidfd(process)
    guard ended >= 0 else { return nil }
    defer { close(ended) }
    let start = SystemClock().monotonic
    var stop = Stop(atWish, since: start)
    while true {
      let now = SystemClock().monotonic
      let left = start + seconds - now
      let isFlooding = outputs.contains { OutsideProgram.size(of: $0) > OutsideProgram.floodLimit }
      if left <= 0 || isFlooding {
        kill(-process, SIGKILL)
        return isFlooding ? .output : .time
      }
      var watched = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
      if poll(&watched, 1, Int32(max(1, min(100, left * 1000)))) > 0 {
        // Its number is not given anew before it is waited for, and so the group's is not either.
        if stop.isEnding { kill(-process, SIGKILL) }
        return stop.isEnding ? .wish : nil
      }
      stop.look(at: process, now)
    }
  }

  /// How far the ending of a program has come that somebody's wish to stop has begun.
  private struct Stop {
    private let atWish: AtWish
    /// When the program's time to go on has begun: with the wish, or with the program where that is later.
    private var since: Double
    private var isAsked = false
    private var told: Double?

    /// Whether it is ended by us.
    var isEnding: Bool { atWish != .tell && told != nil }

    init(_ atWish: AtWish, since start: Double) {
      self.atWish = atWish
      since = start
      isAsked = Interruption.standard.isAsked
    }

    /// Does what is due at `now`.
    mutating func look(at process: pid_t, _ now: Double) {
      guard atWish != .goOn, Interruption.standard.isAsked else { return }
      if !isAsked {
        isAsked = true
        since = now
      }
      switch (atWish, told) {
      case (.tell, nil):
        kill(process, SIGTERM)
        told = now
      case (.end(let seconds), nil) where now >= since + seconds:
        kill(-process, SIGTERM)
        told = now
      case (.end, let told?) where now >= told + OutsideProgram.grace: kill(-process, SIGKILL)
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
  var isFound: Bool { ProcessStart.path(of: arguments.first ?? "") != nil }
}
