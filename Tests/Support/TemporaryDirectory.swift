import Foundation

/// A fresh folder that goes with its owner.
package final class TemporaryDirectory {
  /// Where it is, absolute, links resolved.
  package let path: String

  /// Makes the folder.
  package init() throws {
    let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("colleague-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    path = place.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file below it, making folders on the way.
  package func write(_ text: String, to file: String, mode: Int = 0o644) throws {
    let place = path + "/" + file
    let folder = (place as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: place))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place)
  }
}
