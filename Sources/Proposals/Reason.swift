/// Where a project says something that a proposal was made from.
package struct Reason: Hashable, Sendable {
  /// The file, from the top of the project.
  package let path: String
  /// The line in it, from 1; `nil` where the file itself says it by being there.
  package let line: Int?
  /// What it says, in words.
  package let words: String

  /// What the file `path` says.
  package init(path: String, line: Int? = nil, words: String) {
    (self.path, self.line, self.words) = (path, line, words)
  }

  /// The place as compilers write it: `path:line`.
  package var place: String { line.map { "\(path):\($0)" } ?? path }
}
