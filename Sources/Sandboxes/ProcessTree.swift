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
      let words = read("/proc/\(next)/statm").split(separator: " ")
      if words.count > 1 { pages += Int(words[1]) ?? 0 }
      waiting += children(of: next)
    }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func children(of process: pid_t) -> [pid_t] {
    read("/proc/\(process)/task/\(process)/children").split(separator: " ")
      .compactMap { pid_t($0) }
  }

  /// The beginning of one of `/proc`'s files; empty when it cannot be read.
  static func read(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : ""
  }
}
