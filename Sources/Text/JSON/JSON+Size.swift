extension JSON {
  /// About how many bytes the value takes in a request.
  ///
  /// - Complexity: O(*n*) in its texts; nothing is encoded.
  package var size: Int {
    switch self {
    case .null, .bool, .int, .double: 5
    case .string(let text): JSON.size(of: text)
    case .array(let items): items.reduce(2) { $0 + $1.size + 1 }
    case .object(let members):
      members.reduce(2) { $0 + JSON.size(of: $1.key) + $1.value.size + 2 }
    }
  }

  /// That of a string: each byte, what has to be escaped with a backslash before it, and two marks.
  private static func size(of text: String) -> Int {
    text.utf8.reduce(2) { $0 + ($1 < 0x20 || $1 == 0x22 || $1 == 0x5c ? 2 : 1) }
  }
}
