package import Vocabulary

/// A change as far as it has to be known to be found again: the lines that came and went, and two names.
package struct PatchFingerprint: Hashable, Sendable {
  /// What `git patch-id --stable` calls it, which skips white space and line numbers; `nil` where that
  /// tells nothing.
  package var patchID: ObjectID?
  /// A name of the very files it leads from and to; `nil` where it is not known whole.
  package var exact: ObjectID?
  /// Its lines, by path.
  package var files: [Lines]

  /// What a change does to the lines of one file.
  package struct Lines: Hashable, Sendable {
    /// The path.
    @ExactText package var path: String
    /// The lines that come, in their order.
    package var added: [String]
    /// The lines that go, in their order.
    package var removed: [String]

    /// The lines at `path`.
    package init(path: String, added: [String], removed: [String]) {
      self.path = path
      self.added = added
      self.removed = removed
    }
  }

  /// The fingerprint of a change of `files`.
  package init(patchID: ObjectID?, exact: ObjectID?, files: [Lines]) {
    self.patchID = patchID
    self.exact = exact
    self.files = files
  }

  /// Whether `other` changes the same: the same files from the same to the same, or the same lines in
  /// the same surroundings, wherever these stand.
  package func isSame(as other: PatchFingerprint) -> Bool {
    if let exact, exact == other.exact { return true }
    guard let patchID, patchID == other.patchID else { return false }
    return files == other.files
  }

  /// The changed lines that say something, with how often each comes or goes; white space around them does
  /// not count. Lines without a letter or digit say nothing, unless there are no others.
  func tellingLines(_ side: KeyPath<Lines, [String]>) -> [PlacedLine: Int] {
    var all: [PlacedLine: Int] = [:]
    for file in files {
      for line in file[keyPath: side] {
        let text = trimmed(line)
        if !text.isEmpty { all[PlacedLine(path: file.path, text: text), default: 0] += 1 }
      }
    }
    let telling = all.filter { $0.key.text.contains { $0.isLetter || $0.isNumber } }
    return telling.isEmpty ? all : telling
  }
}

/// A line's text and the file it is in.
struct PlacedLine: Hashable {
  @ExactText var path: String
  @ExactText var text: String
}

private func trimmed(_ line: String) -> String {
  var rest = line[...].drop(while: \.isWhitespace)
  while rest.last?.isWhitespace == true { rest.removeLast() }
  return String(rest)
}

extension [PlacedLine: Int] {
  /// How many there are.
  var total: Int { values.reduce(0, +) }

  /// Those that are in `other` too, as often as they are in both.
  func shared(with other: [PlacedLine: Int]) -> [PlacedLine: Int] {
    var shared: [PlacedLine: Int] = [:]
    for (line, count) in self {
      if let there = other[line] { shared[line] = Swift.min(count, there) }
    }
    return shared
  }
}
