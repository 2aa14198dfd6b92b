import Engine
import Vocabulary

extension RunWorkspace {
  /// What a read shows at most, in bytes; as much again is counted only.
  private static let shown = 64 << 10
  /// Matches a search shows at most.
  private static let matches = 200

  /// The file, or some of its lines, each with its number.
  func read(
    _ path: String, _ lines: ClosedRange<Int>?, _ view: Action.View
  ) throws(WorkspaceFailure) -> Observation {
    guard let bytes = try contents(of: path, limit: RunWorkspace.fileLimit) else {
      return Observation(tree: tree, refusal: "there is no readable file '\(path)'")
    }
    let all = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let first = max(1, lines?.lowerBound ?? 1)
    let last = min(all.count, lines?.upperBound ?? all.count)
    guard first <= last else {
      return Observation(tree: tree, refusal: "'\(path)' has \(all.count) lines")
    }
    let text = (first...last).map { "\($0)\t\(all[$0 - 1])" }.joined(separator: "\n")
    return Observation(tree: tree, output: excerpt(text))
  }

  /// The lines that hold `text`, as `path:line:content`.
  ///
  /// - Complexity: O(*n*) in the bytes of the files looked into.
  func search(
    for text: String, below folders: [String]
  ) throws(WorkspaceFailure) -> Observation {
    guard !text.isEmpty else {
      return Observation(tree: tree, refusal: "there is nothing to search for")
    }
    let globs = folders.map(Glob.init)
    var found: [String] = []
    var count = 0
    for path in try paths() where globs.isEmpty || globs.contains(where: { $0.matches(path) }) {
      guard let bytes = try contents(of: path, limit: 1 << 20), !bytes.contains(0) else { continue }
      let lines = String(decoding: bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where line.contains(text) {
        count += 1
        if found.count < RunWorkspace.matches { found.append("\(path):\(index + 1):\(line)") }
      }
    }
    if count > found.count { found.append("[… \(count - found.count) more …]") }
    return Observation(tree: tree, output: excerpt(found.joined(separator: "\n")))
  }

  private func excerpt(_ text: String) -> Excerpt {
    let bytes = Array(text.utf8)
    guard bytes.count > RunWorkspace.shown else { return Excerpt(text) }
    return Excerpt(
      String(decoding: bytes[..<RunWorkspace.shown], as: UTF8.self),
      omitted: bytes.count - RunWorkspace.shown)
  }
}
