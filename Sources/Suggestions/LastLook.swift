import Files
import FoundationEssentials
package import Vocabulary

/// Which commit was looked at last for suggestions by all sources: the file `colleague/last-look` of the common directory.
///
/// Losing it loses nothing but the time of another look.
package struct LastLook: Hashable, Sendable, Codable {
  /// The version of the format.
  package private(set) var version = 1
  /// The commit.
  package var commit: ObjectID
  /// When, in seconds since 1970.
  package var time: Int
  /// Whether the tests were run for it.
  package var ranTests: Bool

  /// A look at `commit`.
  package init(commit: ObjectID, time: Int, ranTests: Bool) {
    (self.commit, self.time, self.ranTests) = (commit, time, ranTests)
  }

  private static func file(in commonDirectory: String) -> String {
    "\(commonDirectory)/colleague/last-look"
  }

  /// Keeps it; where that is not possible it is not kept.
  func write(to commonDirectory: String) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let json = try? encoder.encode(self) else { return }
    try? EditableFile.makeFolders("\(commonDirectory)/colleague")
    try? EditableFile.write(
      Array(json) + [0x0a], to: LastLook.file(in: commonDirectory), like: nil, mode: 0o666)
  }

  /// What was kept; `nil` where nothing was, or it cannot be read.
  package static func read(from commonDirectory: String) -> LastLook? {
    let text = FileReading.text(of: file(in: commonDirectory), limit: 1 << 16)
    return try? JSONDecoder().decode(LastLook.self, from: Data(text.utf8))
  }
}
