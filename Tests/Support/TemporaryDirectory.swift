import Foundation
import Synchronization

/// A fresh folder that goes with its owner.
package final class TemporaryDirectory: Sendable {
  /// Where it is, absolute, links resolved.
  package let path: String

  /// Makes the folder.
  ///
  /// - Parameter isInMemory: Whether it is best in memory: it will hold many files for a short time.
  package init(inMemory isInMemory: Bool = false) throws {
    let memory = URL(fileURLWithPath: "/dev/shm")
    let hasMemory = isInMemory && FileManager.default.isWritableFile(atPath: memory.path)
    let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let place = (hasMemory ? memory : temporary)
      .appendingPathComponent("colleague-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    path = place.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Removes the folder when the process ends, for an owner that lives as long as the process does.
  package func removeAtExit() {
    TemporaryDirectory.kept.withLock { paths in
      if paths.isEmpty { atexit { TemporaryDirectory.removeKept() } }
      paths.append(path)
    }
  }

  private static let kept = Mutex<[String]>([])

  private static func removeKept() {
    for path in kept.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Writes a file below it, making folders on the way.
  package func write(_ text: String, to file: String, mode: Int = 0o644) throws {
    let place = path + "/" + file
    let folder = (place as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: place))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place)
  }
}
