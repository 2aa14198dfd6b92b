/// Why a text is no issue.
package enum IssueError: Error, Hashable, Sendable {
  /// It has nothing but white space.
  case empty
  /// It is larger than ``IssueReader/byteLimit``.
  case tooLarge
  /// It holds a NUL byte.
  case binary
  /// It is not UTF-8.
  case notUTF8
  /// It has front matter and nothing else, or a body without a title.
  case noTitle
  /// The front matter cannot be read; a sentence why.
  case frontMatter(String)
  /// A path of the front matter does not lie within the project.
  case path(String)
  /// The JSON is not what a forge prints for an issue; a sentence why.
  case json(String)
}
