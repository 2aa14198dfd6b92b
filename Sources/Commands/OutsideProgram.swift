import CLinux
import Glibc
import Sandboxes

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
  /// Wall-clock seconds until it is killed with all of its process group; infinite for no end.
  var seconds: Double = 60
  /// The most bytes kept of each of its two outputs, from the start.
  var outputLimit = 1 << 20
  /// Asked ten times a second; the first `true` sends it SIGTERM.
  var isUnwanted: @Sendable () -> Bool = { false }

  /// How a program ended.
  struct Ended: Sendable {
    /// Its exit status; 128 plus the signal when one ended it.
    var status: Int32
    /// What it wrote to standard output.
    var output: [UInt8]
    /// What it wrote to standard error, invalid UTF-8 replaced.
    var errors: String
    /// Whether it was killed because its time was up.
    var isLate: Bool
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
    _ = input.withUnsafeBytes { pwrite(files[0], $0.baseAddress, $0.count, 0) }
    let process = try spawn(files)
    let isLate = wait(for: process)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return Ended(
      status: signal != 0 ? 128 + signal : status >> 8 & 0xff, output: contents(of: files[1]),
      errors: String(decoding: contents(of: files[2]), as: UTF8.self), isLate: isLate)
  }

  private func spawn(_ files: [Int32]) throws(Failure) -> pid_t {
    let program = try path()
    var variables = environmentVariables()
    for (name, value) in environment { variables[name] = value }
    let words = CStringList(arguments)
    let environmentList = CStringList(variables.map { "\($0.key)=\($0.value)" })
    let places = CStringList([program, directory])
    var what = colleague_start()
    what.program = places[0]
    what.arguments = words.pointer
    what.environment = environmentList.pointer
    what.directory = places[1]
    (what.input, what.output, what.errors) = (files[0], files[1], files[2])
    // A hook of the remote's may have begun something that goes on.
    what.spares = 1
    var stage: Int32 = 0
    let process = colleague_spawn(&what, &stage)
    guard process >= 0 else {
      throw Failure("cannot start \(program): \(String(cString: strerror(errno)))")
    }
    return process
  }

  /// Waits for the process's end; `true` when it had to be killed.
  private func wait(for process: pid_t) -> Bool {
    let ended = colleague_pidfd(process)
    defer { close(ended) }
    let end = SystemClock().monotonic + seconds
    var isAsked = false
    while true {
      let left = end - SystemClock().monotonic
      if left <= 0 {
        kill(-process, SIGKILL)
        return true
      }
      var watched = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
      if poll(&watched, 1, Int32(max(1, min(100, left * 1000)))) > 0 { return false }
      if !isAsked, isUnwanted() {
        isAsked = true
        kill(process, SIGTERM)
      }
    }
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
  var isFound: Bool { (try? path()).map { access($0, X_OK) == 0 } ?? false }

  private func path() throws(Failure) -> String {
    guard let name = arguments.first, !name.contains("/") else { return arguments.first ?? "" }
    let folders = (Commands.environment("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    for folder in folders where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    throw Failure("cannot find \(name) along PATH")
  }
}
