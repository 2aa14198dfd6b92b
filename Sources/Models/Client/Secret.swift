/// A text that is never printed.
package struct Secret: Hashable, Sendable, CustomStringConvertible {
  /// The text itself.
  package let text: String

  /// Keeps `text`.
  package init(_ text: String) { self.text = text }

  /// `[secret]`.
  package var description: String { "[secret]" }
}
