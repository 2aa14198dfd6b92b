import Files
import Glibc
package import Records

/// A worker of this machine, with how it finds out whether others of the machine live.
package struct LocalWorker: Sendable {
  /// The worker.
  package let worker: Worker
  /// Whether another worker of this machine still lives.
  package let isAlive: @Sendable (Worker) -> Bool

  /// Names a worker, with how it sees whether its neighbours live.
  package init(_ worker: Worker, isAlive: @escaping @Sendable (Worker) -> Bool) {
    self.worker = worker
    self.isAlive = isAlive
  }

  /// This process.
  package static let current = LocalWorker(process, isAlive: lives)

  private static let process: Worker = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return Worker(
      host: host, boot: FileReading.firstLine(of: "/proc/sys/kernel/random/boot_id") ?? "-",
      space: namespace("/proc/self/ns/pid"), process: Int(getpid()),
      start: start(of: Int(getpid())) ?? 0)
  }()

  /// Whether a neighbour of ours still lives: the number alone may be another process's by now.
  private static func lives(_ other: Worker) -> Bool {
    if let start = start(of: other.process) { return start == other.start }
    // One of another user's may be hidden from us, and live.
    return Glibc.kill(pid_t(other.process), 0) != 0 && errno == EPERM
  }

  /// The number in `pid:[4026531836]`.
  private static func namespace(_ link: String) -> String {
    (linkTarget(link) ?? "").filter(\.isNumber)
  }

  /// When a process began, in ticks: the 22nd field of its `stat`; see proc(5). The second one is its name in
  /// brackets, which may hold anything.
  private static func start(of process: Int) -> Int? {
    guard let line = FileReading.firstLine(of: "/proc/\(process)/stat"),
      let end = line.lastIndex(of: ")")
    else { return nil }
    let fields = line[line.index(after: end)...].split(separator: " ")
    // A dead one that nobody has waited for does no work.
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int(fields[19])
  }
}
