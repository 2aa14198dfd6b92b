import Engine
import Glibc

/// The machine's clocks.
package struct SystemClock: Engine.Clock, Sendable {
  /// Reads the clocks of this machine.
  package init() {}

  package var now: Int { time(nil) }

  package var monotonic: Double {
    var moment = timespec()
    clock_gettime(CLOCK_MONOTONIC, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
  }

  /// Waits for so many seconds; the calling thread does nothing meanwhile.
  package func sleep(_ seconds: Double) { usleep(UInt32(max(0, min(4000, seconds)) * 1_000_000)) }
}
