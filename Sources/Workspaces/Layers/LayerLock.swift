import Files
import Glibc

/// The locks of kept layers, by which one process makes a layer and others wait for it.
enum LayerLock {
  /// Seconds between two looks for a layer that another process makes.
  private static let pause = 0.25

  /// Takes the lock of the file at `path`, which is made where it is missing.
  ///
  /// - Parameter wait: Is told once when another process has it.
  /// - Throws: `FileError`, `CancellationError`.
  static func taken(_ path: String, wait: () -> Void) async throws -> FileLock {
    var hasTold = false
    while true {
      if let lock = try FileLock(path, .exclusive, isWaiting: false, making: 0o600) {
        // Who tidies up may have removed the file between our opening and our locking.
        if lock.isInPlace { return lock }
        continue
      }
      if !hasTold { wait() }
      hasTold = true
      try await Task.sleep(for: .seconds(pause))
    }
  }

  /// Removes what dead processes have left in a folder of layers: drafts and locks that are older than a day.
  static func dropLeftovers(in all: ConfinedFolder) {
    for entry in (try? all.entries()) ?? [] {
      guard let name = entry.name.text, let status = all.status(of: entry.name),
        time(nil) - Int(status.st_mtim.tv_sec) > 86_400
      else { continue }
      if name.hasPrefix(".") && name.count > 40 { try? all.remove(entry.name) }
      if name.hasSuffix(".lock"), let file = try? all.open(entry.name, O_RDONLY) {
        if flock(file, LOCK_EX | LOCK_NB) == 0 { _ = all.removeFile(entry.name) }
        close(file)
      }
    }
  }
}
