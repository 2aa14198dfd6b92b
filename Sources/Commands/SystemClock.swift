import Engine
import Glibc

/// The machine's clocks.
struct SystemClock: Engine.Clock {
  var now: Int { time(nil) }

  var monotonic: Double {
    var moment = timespec()
    clock_gettime(CLOCK_MONOTONIC, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
  }
}
