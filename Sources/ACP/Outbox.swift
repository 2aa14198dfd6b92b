import Dispatch
import Glibc
import Synchronization
import Threads

/// Sends lines to a client that may be slow: a thread writes them, and whoever has more than fits waits for it.
///
/// What waits to be written is bounded in bytes, so that a client which does not read stops the work and takes no memory.
package final class Outbox: Sendable {
  private struct State {
    var lines: [[UInt8]] = []
    var bytes = 0
    var isBroken = false
    var isClosed = false
    var isWriting = false
  }

  private let descriptor: Int32
  private let limit: Int
  private let state = Mutex(State())
  private let filled = DispatchSemaphore(value: 0)
  private let drained = DispatchSemaphore(value: 0)
  private let onBreak: @Sendable () -> Void

  /// An outbox that writes to `descriptor`, which stays its owner's.
  ///
  /// - Parameters:
  ///   - limit: The most bytes that wait to be written, but that one line is always taken.
  ///   - onBreak: Is called once, on the thread that writes, when the other side takes nothing any more.
  package init(
    to descriptor: Int32, limit: Int = 256 << 10, onBreak: @escaping @Sendable () -> Void = {}
  ) {
    self.descriptor = descriptor
    self.limit = limit
    self.onBreak = onBreak
  }

  /// Starts the thread that writes; `false` where the system gives none.
  package func start() -> Bool {
    guard let thread = Thread({ [self] in work() }) else { return false }
    thread.detach()
    return true
  }

  /// Puts a line with its line feed among those to be written, once there is room.
  ///
  /// - Parameter isAbandoned: Is asked while there is no room; where it says so the line is dropped.
  /// - Returns: Whether it was put there; `false` also once the other side has gone.
  @discardableResult
  package func send(_ line: [UInt8], unless isAbandoned: () -> Bool = { false }) -> Bool {
    while true {
      let isTaken: Bool? = state.withLock { state in
        if state.isBroken || state.isClosed { return false }
        guard state.lines.isEmpty || state.bytes + line.count <= limit else { return nil }
        state.lines.append(line)
        state.bytes += line.count
        return true
      }
      if let isTaken {
        if isTaken { filled.signal() }
        return isTaken
      }
      if isAbandoned() { return false }
      _ = drained.wait(timeout: .now() + .milliseconds(50))
    }
  }

  /// Puts a line with its line feed among those to be written, whether there is room or not: for answers, of which there
  /// are no more than requests.
  package func post(_ line: [UInt8]) {
    state.withLock { state in
      guard !state.isBroken, !state.isClosed else { return }
      state.lines.append(line)
      state.bytes += line.count
    }
    filled.signal()
  }

  /// Whether there is room for more.
  package var hasRoom: Bool { state.withLock { $0.isBroken || $0.bytes < limit } }

  /// Takes no more, and waits at most so many seconds until what is there was written.
  package func close(within seconds: Double) {
    state.withLock { $0.isClosed = true }
    filled.signal()
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      let isDone = state.withLock { $0.isBroken || ($0.lines.isEmpty && !$0.isWriting) }
      if isDone { return }
      _ = drained.wait(timeout: .now() + .milliseconds(50))
    }
  }

  private func work() {
    while true {
      filled.wait()
      let line: [UInt8]? = state.withLock { state in
        guard !state.lines.isEmpty else { return nil }
        state.isWriting = true
        return state.lines.removeFirst()
      }
      guard let line else {
        // Called for no line: the end, where it was not broken.
        if state.withLock({ $0.isClosed && $0.lines.isEmpty }) { return }
        continue
      }
      let isWritten = write(line)
      state.withLock { state in
        state.bytes -= line.count
        state.isWriting = false
        if !isWritten { (state.isBroken, state.lines, state.bytes) = (true, [], 0) }
      }
      drained.signal()
      guard isWritten else { return onBreak() }
    }
  }

  private func write(_ line: [UInt8]) -> Bool {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&watched, 1, 1000)
        continue
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
