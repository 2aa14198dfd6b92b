import Files
import Sandboxes

/// How many runs the machine's memory has room for.
package enum MachineMemory {
  /// At most `wanted`, and as many as could each have a command that takes all it may; one at least.
  package static func jobs(wanted: Int) -> Int {
    guard let available = [ofMachine, ofGroup].compactMap(\.self).min() else { return wanted }
    return max(1, min(wanted, available / Command.Limits().memory))
  }

  /// What the kernel could give without swapping, in bytes.
  private static var ofMachine: Int? {
    let line = FileReading.text(of: "/proc/meminfo").split(separator: "\n").first {
      $0.hasPrefix("MemAvailable:")
    }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }

  /// What the control group of this process may still take; `nil` where it has no limit.
  private static var ofGroup: Int? {
    let group = FileReading.text(of: "/proc/self/cgroup").split(separator: "\n").first {
      $0.hasPrefix("0::")
    }
    let folder = "/sys/fs/cgroup" + (group?.dropFirst(3) ?? "")
    func number(_ file: String) -> Int? {
      Int(FileReading.text(of: "\(folder)/\(file)").filter(\.isNumber))
    }
    guard let most = number("memory.max"), let taken = number("memory.current") else { return nil }
    // Of what it has taken, the kernel gives back what it only keeps of files.
    let cached = FileReading.text(of: "\(folder)/memory.stat").split(separator: "\n")
      .first { $0.hasPrefix("inactive_file ") }
      .flatMap { Int($0.dropFirst("inactive_file ".count)) }
    return max(0, most - taken + (cached ?? 0))
  }
}
