import Files
import Glibc

/// This process's memory, as the system counts it.
enum Memory {
  /// Bytes now.
  static var now: Int { value("VmRSS:") }
  /// Bytes at the most since ``forgetPeak()``.
  static var peak: Int { value("VmHWM:") }

  /// Lets the peak begin anew.
  static func forgetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  private static func value(_ name: String) -> Int {
    guard let bytes = try? FileReading.bytes(of: "/proc/self/status"),
      let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first(where: {
        $0.hasPrefix(name)
      })
    else { return 0 }
    return
      (line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Int($0) } ?? 0)
      << 10
  }
}
