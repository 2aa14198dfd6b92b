import Files
import Glibc

/// Looks at what descends from a process, through `/proc`.
enum ProcessTree {
  /// The processes that descend from `process`, without itself: it is the guard, which shares our own memory.
  ///
  /// A process namespace keeps even daemons below bubblewrap, so none escapes.
  ///
  /// - Complexity: O(*n*) in their threads.
  static func descendants(of process: pid_t) -> [pid_t] {
    var found = children(of: process)
    var next = 0
    while next < found.count {
      found += children(of: found[next])
      next += 1
    }
    return found
  }

  /// Each thread has children of its own.
  private static func children(of process: pid_t) -> [pid_t] {
    Entry.all(in: "/proc/\(process)/task").flatMap { thread in
      FileReading.text(of: "/proc/\(process)/task/\(thread.name)/children").split(separator: " ")
        .compactMap { pid_t($0) }
    }
  }
}
