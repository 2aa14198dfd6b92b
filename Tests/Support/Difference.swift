import CustomDump
package import Testing

/// Records an issue that shows the lines in which `value` differs from `expected`, where it does.
///
/// - Parameter location: Where the issue is said to be; the caller's place unless given.
package func expectNoDifference<Value: Equatable>(
  _ value: Value, _ expected: Value, at location: SourceLocation = #_sourceLocation
) {
  guard value != expected else { return }
  let lines = diff(expected, value) ?? "equal as far as can be shown: \(expected)"
  Issue.record("− expected, + actual:\n\(lines)", sourceLocation: location)
}
