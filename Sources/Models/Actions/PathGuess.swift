import Text
import Vocabulary

/// Finds the file that an inexact path means. Pure.
struct PathGuess {
  private let paths: [String]

  init(_ paths: [String]) { self.paths = paths }

  /// The file that `text` means without doubt: it begins with the path and goes on with a sign, as in `a.js, as it
  /// stands` and `a.js (new)`, it has the path after a label, or it ends with the path, as in `/data/1234/a.js`;
  /// `nil` where there is none, or several.
  func meant(by text: String) -> String? {
    var text = text
    for label in ["file ", "File ", "path ", "a/", "b/"] where text.hasPrefix(label) {
      text = String(text.dropFirst(label.count))
      break
    }
    if paths.contains(text) { return text }
    let begun = paths.filter { path in
      guard text.hasPrefix(path), let next = text.dropFirst(path.count).first else { return false }
      return " ,:;()[]".contains(next)
    }
    if let longest = begun.max(by: { $0.utf8.count < $1.utf8.count }) { return longest }
    guard text.hasPrefix("/") else { return nil }
    let ended = paths.filter { text.hasSuffix("/" + $0) }
    let longest = ended.max { $0.utf8.count < $1.utf8.count }
    return longest
  }

  /// The file whose name is most like that of `text`: the same name elsewhere, else one that differs by few letters;
  /// `nil` where none is.
  func nearest(to text: String) -> String? {
    let name = PathGuess.name(of: text)
    guard !name.isEmpty else { return nil }
    if let same = paths.first(where: { PathGuess.name(of: $0) == name }) { return same }
    let near = paths.prefix(20_000).map { ($0, PathGuess.distance(PathGuess.name(of: $0), name)) }
      .min { $0.1 < $1.1 }
    guard let near, near.1 <= max(1, name.count / 3) else { return nil }
    return near.0
  }

  private static func name(of path: String) -> String {
    let first = path.split { ",:;() ".contains($0) }.first ?? ""
    return first.split(separator: "/").last?.lowercased() ?? ""
  }

  /// The number of letters to put in, take out or change.
  private static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard abs(left.count - right.count) < 8, left.count < 100 else { return .max }
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var corner = row[0]
      row[0] = index + 1
      for place in right.indices {
        let change = corner + (byte == right[place] ? 0 : 1)
        corner = row[place + 1]
        row[place + 1] = min(change, row[place] + 1, corner + 1)
      }
    }
    return row[right.count]
  }
}
