import Foundation
import Testing

/// A file that holds what a test expects, compared line by line.
///
/// With `RENEW_GOLDENS=1` in the environment the file is written in the place of being compared:
///
///     RENEW_GOLDENS=1 swift test --filter ModelsTests
struct Golden {
  private let url: URL

  /// The golden file of this name in the folder `Goldens` beside the tests.
  init(_ name: String, file: String = #filePath) {
    url = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Goldens").appendingPathComponent(name)
  }

  /// Records an issue where `text` is not what the file holds, with the lines that differ.
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    if ProcessInfo.processInfo.environment["RENEW_GOLDENS"] == "1" {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    let held = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    guard held != text else { return }
    let name = url.lastPathComponent
    Issue.record(
      "\(name) differs (- held, + rendered; RENEW_GOLDENS=1 writes it anew):\n\(Golden.difference(held, text))",
      sourceLocation: sourceLocation)
  }

  /// The first lines that are in one text only, each with its number there.
  static func difference(_ old: String, _ new: String, most: Int = 40) -> String {
    let lines = new.components(separatedBy: "\n")
    let changes = lines.difference(from: old.components(separatedBy: "\n"))
    let shown = changes.map { change in
      switch change {
      case .remove(let offset, let line, _): (offset, 0, "-\(offset + 1): \(line)")
      case .insert(let offset, let line, _): (offset, 1, "+\(offset + 1): \(line)")
      }
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    let more = shown.count > most ? "\n… and \(shown.count - most) more" : ""
    return shown.prefix(most).joined(separator: "\n") + more
  }
}
