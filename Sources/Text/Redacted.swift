/// A value without secrets: what prompts, notes, commit messages and records accept.
///
/// Only a ``Redactor`` makes one, or a literal of the source, which holds no secret; so text that is not redacted does
/// not compile where it would be kept or sent.
package struct Redacted<Value> {
  /// The value.
  package let value: Value

  init(value: Value) { self.value = value }

  /// The value that `transform` makes of this one; it may use nothing else but literals, which the compiler does not
  /// check.
  package func map<Other, Failure: Error>(
    _ transform: (Value) throws(Failure) -> Other
  ) throws(Failure) -> Redacted<Other> { Redacted<Other>(value: try transform(value)) }
}

extension Redacted: Sendable where Value: Sendable {}
extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: CustomStringConvertible where Value: CustomStringConvertible {
  /// The value's own description.
  package var description: String { value.description }
}

/// A kind of text that the source may hold.
package protocol SourceText {
  /// A text of the source; no other is a `StaticString`.
  init(source: StaticString)
}

extension String: SourceText {
  package init(source: StaticString) { self = source.description }
}

extension Redacted: ExpressibleByUnicodeScalarLiteral where Value: SourceText {
  package init(unicodeScalarLiteral value: StaticString) { self.init(value: Value(source: value)) }
}

extension Redacted: ExpressibleByExtendedGraphemeClusterLiteral where Value: SourceText {
  package init(extendedGraphemeClusterLiteral value: StaticString) {
    self.init(value: Value(source: value))
  }
}

extension Redacted: ExpressibleByStringLiteral where Value: SourceText {
  /// A text of the source; no other is a `StaticString`.
  package init(stringLiteral value: StaticString) { self.init(value: Value(source: value)) }
}

extension Redacted where Value == String {
  /// The text in one line that may leave, and a line feed: a message of a commit that keeps a record.
  package var asMessage: Redacted<Outgoing> { map { Outgoing(line: $0) + "\n" } }

  /// Both texts, one after the other.
  package static func + (left: Redacted, right: Redacted) -> Redacted {
    Redacted(value: left.value + right.value)
  }
}

/// Takes secrets out of texts, and out of the texts of values.
package struct Redactor: Hashable, Sendable {
  /// Literal texts that are taken out beside what looks like a secret.
  private let secrets: [String]
  /// Finds both; the rules are read when this is first asked for.
  package var scanner: SecretScanner { .shared(hiding: secrets) }

  /// A redactor of what looks like a secret, and of these literal texts in whatever form.
  package init(hiding secrets: [String] = []) { self.secrets = secrets }

  /// The text without secrets.
  ///
  /// - Complexity: O(*n*) in the text.
  package func callAsFunction(_ text: String) -> Redacted<String> {
    Redacted(value: redact(text, by: scanner).text)
  }

  /// The text without secrets; what makes it safe beside that stays.
  ///
  /// - Complexity: O(*n*) in the text.
  package func callAsFunction(_ text: Outgoing) -> Redacted<Outgoing> {
    Redacted(value: Outgoing(safe: redact(text.text, by: scanner).text))
  }

  /// The value without secrets in its texts.
  ///
  /// - Complexity: O(*n*) in its texts.
  package func callAsFunction<Value: Redactable>(_ value: Value) -> Redacted<Value> {
    Redacted(value: value.redacted(by: self))
  }
}

/// A value whose texts can be redacted.
package protocol Redactable {
  /// The value with secrets taken out of all texts that others wrote.
  func redacted(by redactor: Redactor) -> Self
}
