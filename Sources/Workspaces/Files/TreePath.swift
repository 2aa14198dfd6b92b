import Vocabulary

/// A path as a policy names it, in the one spelling that a tree knows: no `.`, no slash at an end.
struct TreePath: Hashable {
  /// The path; `""` for the root.
  @ExactText var text: String

  /// The path that `name` means: `""`, `.` and `./` mean the root.
  ///
  /// - Returns: `nil` for one that is absolute, leaves the tree, or has a zero byte.
  init?(_ name: String) {
    let parts = name.pathParts().filter { $0 != "." }
    guard name.utf8.first != UInt8(ascii: "/"), !name.utf8.contains(0), !parts.contains("..") else {
      return nil
    }
    text = parts.joined(separator: "/")
  }

  /// The directories above it, the outermost first, the root's `""` included; none for the root.
  var parents: [String] {
    let parts = text.pathParts()
    return parts.indices.map { parts[..<$0].joined(separator: "/") }
  }

  /// Its last part.
  var name: Substring { text.lastPathPart }
}

/// How many bytes have to be put in, taken out or exchanged to make one text of the other.
///
/// - Complexity: O(*n · m*) in their lengths.
func editDistance(_ left: some StringProtocol, _ right: some StringProtocol) -> Int {
  let right = Array(right.utf8)
  var row = Array(0...right.count)
  for (index, byte) in left.utf8.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for (column, other) in right.enumerated() {
      let above = row[column + 1]
      row[column + 1] = min(diagonal + (byte == other ? 0 : 1), above + 1, row[column] + 1)
      diagonal = above
    }
  }
  return row[right.count]
}
