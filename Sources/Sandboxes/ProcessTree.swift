import Files
import Glibc

/// Looks at what descends from a process, through `/proc`.
enum ProcessTree {
  /// The memory that the descendants of `process` hold together, in bytes: the sum of their resident sets.
  ///
  /// The process itself does not count: it is the guard, which shares our own memory.
  /// Shared pages count once for each process, so this errs on the safe side. A process namespace
  /// keeps even daemons below bubblewrap, so none escapes.
  ///
  /// - Complexity: O(*n*) in the processes.
  static func memory(of process: pid_t) -> Int {
    var pages = 0
    var waiting = children(of: process)
    while let next = waiting.popLast() {
      let words = FileReading.text(of: "/proc/\(next)/statm").split(separator: " ")
      if words.count > 1 { pages += Int(words[1]) ?? 0 }
      waiting += children(of: next)
    }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func children(of process: pid_t) -> [pid_t] {
    FileReading.text(of: "/proc/\(process)/task/\(process)/children").split(separator: " ")
      .compactMap { pid_t($0) }
  }
}
