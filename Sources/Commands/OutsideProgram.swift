import CLinux
import Glibc
import Records

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
  /// Asked ten times a second; the first `true` sends it SIGTERM.
  var isUnwanted: @Sendable () -> Bool = { false }

  /// What a program may be killed for.
  enum Limit: Sendable {
    /// Its time was up.
    case time
    /// It printed too much.
    case output
  }

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
      case nil: break
      }
      let lines = errors.split(separator: "\n").map { String($0).replacing("fatal: ", with: "") }
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
    let limit = wait(for: process, printingTo: files[1...])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return Ended(
      status: signal != 0 ? 128 + signal : status >> 8 & 0xff, output: contents(of: files[1]),
      errors: String(decoding: contents(of: files[2]), as: UTF8.self), limit: limit)
  }

  /// Waits for the process's end; says why it had to be killed, where it had.
  private func wait(for process: pid_t, printingTo outputs: ArraySlice<Int32>) -> Limit? {
    let ended = colleague_pidfd(process)
    guard ended >= 0 else { return nil }
    defer { close(ended) }
    let end = SystemClock().monotonic + seconds
    var isAsked = false
    while true {
      let left = end - SystemClock().monotonic
      let isFlooding = outputs.contains { OutsideProgram.size(of: $0) > OutsideProgram.floodLimit }
      if left <= 0 || isFlooding {
        kill(-process, SIGKILL)
        return isFlooding ? .output : .time
      }
      var watched = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
      if poll(&watched, 1, Int32(max(1, min(100, left * 1000)))) > 0 { return nil }
      if !isAsked, isUnwanted() {
        isAsked = true
        kill(process, SIGTERM)
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
