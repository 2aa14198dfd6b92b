import Glibc

/// The environment of this process.
package enum Environment {
  /// The value of a variable; `nil` when it is not set.
  package static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// All variables; the last one where a name stands twice.
  ///
  /// - Complexity: O(*n*) in the variables.
  package static var all: [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }
}
