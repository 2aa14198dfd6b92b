import CLinux
import Files
import Glibc
import Proxies
import Threads
import Vocabulary

/// Watches over one running command: reads what it prints, and ends it at a limit.
struct Supervision: ~Copyable {
  private let process: pid_t
  private let output: Int32
  private let ended: Int32
  private let limits: Command.Limits
  private let start = monotonicSeconds()
  /// What bubblewrap says of how it went; `nil` where it does not run.
  private let status: Int32?
  private let watch: Watch?
  /// The way out of its network; `nil` where it has none.
  private let proxy: Proxy?
  /// The control group that it is in; `nil` where we watch over its memory.
  private let group: ControlGroup?
  private var memory: MemoryWatch
  private var disk: DiskWatch
  /// When the next look at what the command uses is due.
  private var nextLook: Double

  /// Starts `command`.
  ///
  /// - Throws: ``SandboxError``; nothing runs then.
  init(of command: Command, in root: Root, by sandbox: Sandbox) throws(SandboxError) {
    let watch = Watch(command.watched)
    var ends: [Int32] = [0, 0]
    guard colleague_pipe(&ends) == 0 else { throw .system(errno: errno, doing: "making a pipe") }
    // So that the command's user may open its own output by name, as /dev/stderr.
    if let owner = sandbox.owner { fchown(ends[1], owner, owner) }
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer {
      close(ends[1])
      close(null)
    }
    let limits = command.limits
    let isConfined = sandbox.confinement != .none
    let starting = Start(command, root, sandbox)
    let memory = MemoryWatch(limit: limits.memory, isConfined: isConfined)
    let disk = DiskWatch(
      of: sandbox.directory, starting.written,
      most: DiskUse(bytes: limits.disk, files: limits.files))
    let status = isConfined ? colleague_text(nil, 0) : -1
    let started: Started
    do {
      started = try Supervision.start(
        starting, by: sandbox, limits,
        Start.Descriptors(input: null, output: ends[1], status: status < 0 ? nil : status), watch)
    } catch {
      close(ends[0])
      if status >= 0 { close(status) }
      throw error
    }
    self.limits = limits
    self.status = status < 0 ? nil : status
    self.memory = memory
    self.disk = disk
    nextLook = monotonicSeconds() + Supervision.pause / 2
    self.watch = watch
    (process, group, proxy) = (started.process, started.group, started.proxy)
    output = ends[0]
    ended = colleague_pidfd(process)
  }

  /// What runs once a command has been started.
  private struct Started {
    let process: pid_t
    let group: ControlGroup?
    let proxy: Proxy?
  }

  /// Starts a command in a control group of its own, where there is one to be had, and serves its way out.
  private static func start(
    _ starting: Start, by sandbox: Sandbox, _ limits: Command.Limits,
    _ descriptors: Start.Descriptors, _ watch: Watch?
  ) throws(SandboxError) -> Started {
    let isReaching =
      sandbox.confinement != .none && !sandbox.isOnline
      && (!sandbox.hosts.isEmpty || sandbox.tellsOfHosts)
    let port = isReaching ? try ProxyPort() : nil
    var group = sandbox.groups?.group(keeping: limits)
    let process: pid_t
    do {
      process = try starting.spawn(descriptors, group, port?.channel, watch)
    } catch .system(_, Start.joining) where group != nil {
      // Somebody has taken the folder away since.
      group = nil
      process = try starting.spawn(descriptors, nil, port?.channel, watch)
    }
    return Started(
      process: process, group: group, proxy: port.flatMap { $0.proxy(for: sandbox.hosts) })
  }

  /// Seconds between two looks at what a command uses.
  private static let pause = 0.1

  /// Waits until the command and all it started are dead.
  consuming func wait(
    unless cancellation: CancellationFlag, _ hear: (@Sendable (String) -> Void)? = nil
  ) throws(SandboxError) -> CommandResult {
    var capture = OutputCapture(limit: limits.output)
    capture.hear = hear
    var exceeded: Observation.Limit?
    var isOpen = true
    var hasEnded = false
    var closing: Double?
    while isOpen || !hasEnded {
      let now = monotonicSeconds()
      if exceeded == nil, !hasEnded, let limit = limitPassed(at: now, cancellation) {
        exceeded = limit
        kill()
      }
      if hasEnded && closing == nil { closing = now + 2 }
      // What the guard may not kill may hold the pipe for ever.
      if let closing, now > closing { break }
      let (readable, dead) = poll(isOpen: isOpen, hasEnded: hasEnded, isRunning: exceeded == nil)
      watch?.read()
      if readable { isOpen = read(into: &capture) }
      if dead { hasEnded = true }
    }
    capture.end()
    let how = reap()
    watch?.read()
    let opened = watch?.opened
    let hasRun = hasRun()
    let use = proxy?.stop()
    close(output)
    close(ended)
    if exceeded == nil, group?.hasPassedMemory == true { exceeded = .memory }
    if cancellation.isRequested { throw .cancelled }
    let result = CommandResult(
      ending: exceeded.map { .exceeded($0) } ?? ending(of: how), output: capture.excerpt,
      seconds: monotonicSeconds() - start, opened: opened, network: use)
    if !hasRun, case .exited(1) = result.ending, result.output.head.hasPrefix("bwrap: ") {
      let words = String(result.output.head.prefix { !$0.isNewline })
      throw .notConfined(words, SandboxObstacle.here(words))
    }
    return result
  }

  /// Whether the command was started at all: bubblewrap says how it has ended. A command may say what it likes.
  private func hasRun() -> Bool {
    guard let status else { return true }
    lseek(status, 0, SEEK_SET)
    let said = try? FileReading.bytes(of: status, named: "status", limit: 1 << 14)
    close(status)
    return String(decoding: said ?? [], as: UTF8.self).contains("exit-code")
  }

  private mutating func limitPassed(
    at now: Double, _ cancellation: CancellationFlag
  ) -> Observation.Limit? {
    if cancellation.isRequested || now - start > limits.seconds { return .time }
    guard now >= nextLook else { return nil }
    nextLook = now + Supervision.pause
    if let group, group.keepsMemory {
      if group.hasPassedMemory { return .memory }
      return disk.isPassed() ? .disk : nil
    }
    let processes = ProcessTree.descendants(of: process)
    // Two are bubblewrap's own.
    if processes.count > limits.processes + 2 { return .processes }
    if memory.isPassed(by: processes) { return .memory }
    return disk.isPassed() ? .disk : nil
  }

  /// Waits a tenth of a second at most for output or the end.
  private func poll(
    isOpen: Bool, hasEnded: Bool, isRunning: Bool
  ) -> (readable: Bool, dead: Bool) {
    var watched = [
      pollfd(fd: isOpen ? output : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: hasEnded ? -1 : ended, events: Int16(POLLIN), revents: 0),
    ]
    let now = monotonicSeconds()
    let left = isRunning ? min(limits.seconds - (now - start), nextLook - now) : .infinity
    // What is watched is told in good time, before the system's list of it is full, and not one by one.
    let most = watch == nil ? 100.0 : 25.0
    let pause = hasEnded ? 100 : Int32(max(1, min(most, left * 1000)))
    guard Glibc.poll(&watched, 2, pause) > 0 else { return (false, false) }
    return (watched[0].revents != 0, watched[1].revents != 0)
  }

  /// Reads what there is; `false` at the end of the stream.
  private func read(into capture: inout OutputCapture) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(output, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { return true }
    guard count > 0 else { return false }
    capture.take(bytes[..<count])
    return true
  }

  /// Has the guard kill the command and all it has started.
  private func kill() {
    group?.kill()
    Glibc.kill(process, SIGTERM)
  }

  private func reap() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  private func ending(of status: Int32) -> Observation.Ending {
    let signal = Int(status & 0x7f)
    if signal != 0 { return .signalled(signal) }
    let code = Int(status >> 8 & 0xff)
    // A shell, and bubblewrap, say 128 + n of a program that died by the signal n.
    return .exited(code)
  }
}

/// Seconds by a clock that never goes back.
func monotonicSeconds() -> Double {
  var moment = timespec()
  clock_gettime(CLOCK_MONOTONIC, &moment)
  return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
}
