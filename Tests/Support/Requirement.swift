import Foundation
package import Testing

/// What a test needs of the machine and does not find there.
package struct Missing: Error, CustomStringConvertible {
  /// One sentence.
  package let description: String
}

extension Trait where Self == ConditionTrait {
  /// Runs a test only where `isThere` is true. Elsewhere the test is skipped and says why; in CI, where the
  /// variable `CI` is set and not empty, it fails, so that no test vanishes there.
  ///
  /// - Parameter what: What is needed, as it stands in "this needs WHAT, which is not here".
  package static func needs(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ isThere: @autoclosure @escaping @Sendable () -> Bool
  ) -> Self {
    let sentence = "this needs \(what), which is not here"
    return .enabled(Comment(rawValue: sentence), sourceLocation: sourceLocation) {
      if isThere() { return true }
      let isInCI = ProcessInfo.processInfo.environment["CI"]?.isEmpty == false
      if isInCI { throw Missing(description: sentence) }
      return false
    }
  }
}
