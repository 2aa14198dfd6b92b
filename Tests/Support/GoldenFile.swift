import Foundation
package import Testing

/// A text that is kept beside the tests and compared as a whole: the file `Goldens/<name>` in the folder of the test.
///
/// With `COLLEAGUE_RENEW_GOLDENS` set, the tests write the files anew; `git diff` shows then what has changed.
package struct GoldenFile {
  private let url: URL

  /// The golden file `name` of the test in the file `file`.
  package init(_ name: String, ofTest file: String = #filePath) {
    url = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Goldens").appendingPathComponent(name)
  }

  /// Records an issue with the lines in which `text` differs from the file, or writes the file where that is wanted.
  package func expect(_ text: String, at location: SourceLocation = #_sourceLocation) throws {
    guard ProcessInfo.processInfo.environment["COLLEAGUE_RENEW_GOLDENS"] == nil else {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      return try Data(text.utf8).write(to: url)
    }
    let kept = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    expectNoDifference(text, kept, at: location)
  }
}
