import Glibc

/// Looks at a process and all that descend from it, through `/proc`.
enum ProcessTree {
  /// The memory they hold together, in bytes: the sum of their resident sets.
  ///
  /// Shared pages count once for each process, so this errs on the safe side. A process namespace
  /// keeps even daemons below bubblewrap, so none escapes.
  ///
  /// - Complexity: O(*n*) in the processes.
  static func memory(of process: pid_t) -> Int {
    var pages = 0
    var waiting = [process]
    while let next = waiting.popLast() {
      let words = read("/proc/\(next)/statm").split(separator: " ")
      if words.count > 1 { pages += Int(words[1]) ?? 0 }
      waiting += read("/proc/\(next)/task/\(next)/children").split(separator: " ").compactMap {
        pid_t($0)
      }
    }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
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
