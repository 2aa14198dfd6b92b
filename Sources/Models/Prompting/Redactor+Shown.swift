import Text

extension Redactor {
  /// A text of others as a model is shown it: without secrets, with line feeds alone between lines, control characters
  /// escaped.
  func shown(_ text: String) -> Redacted<String> {
    self(text.replacing("\r\n", with: "\n")).map { visible($0) }
  }
}
