import Testing

/// A text that may be long; as an argument of a test it is shown in short.
package struct LongText: ExpressibleByStringLiteral, CustomTestStringConvertible, Sendable {
  /// The text, whole.
  package let text: String

  /// The text of a literal.
  package init(stringLiteral text: String) { self.text = text }

  /// A text of `count` times `piece`.
  package init(repeating piece: String, count: Int) {
    text = String(repeating: piece, count: count)
  }

  /// The text, or its beginning and its length.
  package var testDescription: String {
    text.utf8.count <= 200 ? "\"\(text)\"" : "\"\(text.prefix(20))…\" of \(text.utf8.count) bytes"
  }
}
