import CLinux
import Files
import Glibc
import Synchronization

/// A folder of control groups, of the kernel's second version, in which we may make some for commands.
struct ControlGroups: Hashable, Sendable {
  /// What a group can keep.
  enum Controller: String, Hashable, Sendable, CaseIterable {
    case memory
    case pids
  }

  /// Where groups are made.
  let folder: String
  /// What groups there keep.
  let controllers: Set<Controller>

  /// The folder of this process; `nil` where it has none. Looked for once: what dead processes of ours have left there is
  /// removed then.
  static let own: ControlGroups? = {
    guard
      let found = ControlGroupSearch(
        mounts: FileReading.text(of: "/proc/self/mountinfo"),
        membership: FileReading.text(of: "/proc/self/cgroup")
      ).found()
    else { return nil }
    found.removeLeftovers()
    return found.works ? found : nil
  }()

  /// Makes a group that keeps `limits`, as far as there are controllers; `nil` when that fails, with nothing left.
  func group(keeping limits: Command.Limits) -> ControlGroup? {
    let number = ControlGroups.made.withLock { made in
      made += 1
      return made
    }
    let path = "\(folder)/\(ControlGroups.prefix)\(ControlGroups.owner)-\(number)"
    guard mkdir(path, 0o755) == 0 else { return nil }
    guard let group = ControlGroup(at: path, controllers, keeping: limits) else {
      rmdir(path)
      return nil
    }
    return group
  }

  /// Whether a process can be put into a group, by putting one there.
  private var works: Bool {
    guard let group = group(keeping: Command.Limits()) else { return false }
    return colleague_may_join(group.entrance) != 0
  }

  /// Removes the groups of processes that are gone. Those that another process namespace has made are left alone.
  func removeLeftovers() {
    let (space, _) = ControlGroups.identity(of: getpid())
    for entry in Entry.all(in: folder) where entry.name.hasPrefix(ControlGroups.prefix) {
      let words = entry.name.split(separator: "-")
      guard words.count == 5, words[1] == space, let process = pid_t(words[2]),
        ControlGroups.identity(of: process) != (space, String(words[3]))
      else { continue }
      ControlGroup.remove("\(folder)/\(entry.name)")
    }
  }

  private static let made = Mutex(0)
  private static let prefix = "colleague-"

  /// The process namespace, the process and when it began, so that another one with its number is told apart.
  private static let owner: String = {
    let (space, start) = identity(of: getpid())
    return "\(space)-\(getpid())-\(start)"
  }()

  /// The number of our process namespace, and the tick at which `process` began; empty when there is no such process.
  private static func identity(of process: pid_t) -> (space: String, start: String) {
    let space = (linkTarget("/proc/self/ns/pid") ?? "").filter(\.isNumber)
    // The name may have anything in it but ends with the last bracket; the 20th word after it is meant.
    let words = FileReading.text(of: "/proc/\(process)/stat").split(separator: ")").last?
      .split(separator: " ")
    return (space, words.flatMap { $0.count > 19 ? String($0[19]) : nil } ?? "")
  }
}

/// A control group of one command; it goes with the last reference, and all that is in it.
final class ControlGroup: Sendable {
  /// The group's folder, by which a process is started in it.
  let entrance: Int32
  /// Whether the kernel keeps the limit on memory.
  let keepsMemory: Bool
  /// Whether the kernel keeps the limit on processes.
  let keepsProcesses: Bool
  private let path: String

  /// What bubblewrap has of its own in the group, and the process that becomes it.
  private static let ownProcesses = 3

  /// Sets up the group at `path`; `nil` when the kernel does not take a limit.
  fileprivate init?(
    at path: String, _ controllers: Set<ControlGroups.Controller>, keeping limits: Command.Limits
  ) {
    self.path = path
    keepsMemory = controllers.contains(.memory)
    keepsProcesses = controllers.contains(.pids)
    if keepsMemory {
      guard ControlGroup.write("\(limits.memory)", to: "\(path)/memory.max") else { return nil }
      // Not every kernel has swap, or kills a group as a whole; what a look at it finds is ended then.
      _ = ControlGroup.write("0", to: "\(path)/memory.swap.max")
      _ = ControlGroup.write("1", to: "\(path)/memory.oom.group")
    }
    if keepsProcesses {
      let most = limits.processes + ControlGroup.ownProcesses
      guard ControlGroup.write("\(most)", to: "\(path)/pids.max") else { return nil }
    }
    entrance = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if entrance < 0 { return nil }
  }

  deinit {
    close(entrance)
    ControlGroup.remove(path)
  }

  /// Whether the kernel has killed something in it for want of memory.
  var hasPassedMemory: Bool {
    keepsMemory
      && ControlGroup.count("oom_kill", in: FileReading.text(of: "\(path)/memory.events")) > 0
  }

  /// The number that stands behind `key`, in a file of one a line; zero where there is none.
  static func count(_ key: String, in text: String) -> Int {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == key { return Int(words[1]) ?? 0 }
    }
    return 0
  }

  /// Kills all that is in it.
  func kill() { _ = ControlGroup.write("1", to: "\(path)/cgroup.kill") }

  /// Removes the group at `path`; what is still in it dies. A second is waited for that at most: what stays is removed by
  /// the next process of ours.
  static func remove(_ path: String) {
    for attempt in 0..<100 {
      if rmdir(path) == 0 || errno != EBUSY { return }
      // Most times only what has just died is still counted.
      if attempt == 5 { _ = write("1", to: "\(path)/cgroup.kill") }
      usleep(attempt < 5 ? 1000 : 10_000)
    }
  }

  /// Writes into a file of the kernel's, which takes all at once or nothing.
  static func write(_ text: String, to path: String) -> Bool {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) } == bytes.count
  }
}
