import CLinux
import Glibc
import Processes

/// A program that is run to be timed; not confined, its output is thrown away.
struct BenchProcess {
  private let arguments: [String]
  private let directory: String

  /// What it took.
  struct Ended {
    /// Wall-clock seconds.
    var seconds: Double
    /// The most memory it held at once, in bytes.
    var memory: Int
  }

  /// The program named first, looked for along `PATH`, with the arguments after it.
  init(_ arguments: [String], in directory: String = "/") {
    self.arguments = arguments
    self.directory = directory
  }

  /// Runs it to its end.
  ///
  /// - Throws: ``BenchError`` when it cannot be started, or dies by a signal.
  @discardableResult
  func run() throws -> Ended { try run(until: nil) }

  /// Runs it to its end and returns the time until it has printed `mark`.
  func run(until mark: String?) throws -> Ended {
    var ends: [Int32] = [0, 0]
    guard colleague_pipe(&ends) == 0 else { throw BenchError(system: "make a pipe") }
    let start = ContinuousClock.now
    let process = try spawn(output: ends[1])
    close(ends[1])
    var seen = ""
    var reached: ContinuousClock.Instant?
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = bytes.withUnsafeMutableBytes { read(ends[0], $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      if let mark, reached == nil {
        seen += String(decoding: bytes[..<count], as: UTF8.self)
        if seen.contains(mark) { reached = .now }
      }
    }
    close(ends[0])
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
    let end = reached ?? .now
    guard status & 0x7f == 0, mark == nil || reached != nil else {
      throw BenchError("\(arguments.joined(separator: " ")) did not do what is measured")
    }
    return Ended(seconds: (end - start) / .seconds(1), memory: Int(usage.ru_maxrss) << 10)
  }

  private func spawn(output: Int32) throws(BenchError) -> pid_t {
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(null) }
    let start = ProcessStart(
      arguments: arguments, directory: directory, input: null, output: output, errors: output)
    do { return try start.start() } catch {
      throw BenchError("cannot start \(arguments[0]) in \(directory): \(error)")
    }
  }
}
