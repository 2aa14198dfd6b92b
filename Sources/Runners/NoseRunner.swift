import Vocabulary

/// nose2, which prints as `unittest` does.
package enum NoseRunner: Runner {
  package static let name = "nose2"
  package static let marks = UnittestRunner.marks

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    call.arguments(after: "nose2", module: "nose2") ?? call.arguments(ofModule: "nose2")
  }

  package static func read(_ output: Output) -> Reading? {
    // Without a call of nose2 nothing tells it from `unittest`.
    output.calls.contains(where: isCalled) ? UnittestText.read(output, as: name) : nil
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), tests.allSatisfy(isExact),
      var options = Call.options(in: own, valued: valued, flags: flags)
    else { return nil }
    if stopsEarly, !options.contains("-F") { options.append("-F") }
    return call.replacing(words: Array(call.words[..<own.startIndex]) + options + tests)
  }

  /// Whether nose2 finds one test by this name: a function, a method, or one of them with its parameters' number.
  private static func isExact(_ name: String) -> Bool {
    let sides = name.split(separator: ":", omittingEmptySubsequences: false)
    let parts = sides[0].split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 && parts.last?.hasPrefix("test") == true && sides.count <= 2
      && parts.allSatisfy(UnittestName.isWord) && sides.dropFirst().allSatisfy { Int($0) != nil }
  }

  private static let valued: Set<String> = [
    "-s", "--start-dir", "-t", "--top-level-directory", "-c", "--config", "--plugin",
    "--exclude-plugin", "--log-level", "--verbosity", "--project-directory", "-A", "-E", "-N",
    "--processes",
  ]

  private static let flags: Set<String> = [
    "--verbose", "--quiet", "--fail-fast", "--output-buffer", "--no-user-config", "--debugger",
    "--log-capture", "--with-coverage",
  ]
}
