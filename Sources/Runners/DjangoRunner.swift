import Vocabulary

/// Django's runner, `manage.py test`, which prints as `unittest` does.
package enum DjangoRunner: Runner {
  package static let name = "django"
  package static let marks = ["System check identified", "Creating test database for alias"]

  package static func isCalled(by call: Call) -> Bool { arguments(of: call) != nil }

  private static func arguments(of call: Call) -> ArraySlice<String>? {
    var rest = call.arguments(after: "django-admin", module: "django")
    if rest == nil, let script = call.words.firstIndex(where: { $0.hasSuffix("manage.py") }),
      script == 0 || call.program.hasPrefix("python") || call.program == "coverage"
    {
      rest = call.words[(script + 1)...]
    }
    guard let rest, let command = rest.firstIndex(where: { !$0.hasPrefix("-") }),
      rest[command] == "test"
    else { return nil }
    return rest[(command + 1)...]
  }

  package static func focused(
    _ call: Call, on tests: [String], stopsEarly: Bool
  ) -> String? {
    guard let own = arguments(of: call), tests.allSatisfy(UnittestName.isMethod) else { return nil }
    var options: [String] = []
    var place = own.startIndex
    while place < own.endIndex {
      let word = own[place]
      place += 1
      guard word.hasPrefix("-") else { continue }
      options.append(word)
      guard place < own.endIndex else { break }
      let next = own[place]
      let isOptional = ["--parallel", "--shuffle"].contains(word)
      guard valued.contains(word) || isOptional && (next == "auto" || Int(next) != nil) else {
        continue
      }
      options.append(next)
      place += 1
    }
    if stopsEarly, !options.contains("--failfast") { options.append("--failfast") }
    return call.replacing(words: Array(call.words[..<own.startIndex]) + options + tests)
  }

  private static let valued: Set<String> = [
    "-v", "--verbosity", "--settings", "--pythonpath", "--testrunner", "-t",
    "--top-level-directory", "-p", "--pattern", "--tag", "--exclude-tag", "-k", "--durations",
  ]

  package static func read(_ output: Output) -> Reading? {
    var found: Int?
    var span = Reading()
    var isDjango = false
    for (number, line) in output.lines.enumerated() {
      if line.hasPrefix("System check identified ")
        || line.hasPrefix("Creating test database for alias ")
        || line.hasPrefix("Destroying test database for alias ")
      {
        isDjango = true
        span.covers(number)
      } else if let count = line.after("Found ")?.before(" test(s).")?.number {
        found = (found ?? 0) + count
        span.covers(number)
      }
    }
    guard isDjango else { return nil }
    var reading = UnittestText.read(output, as: name) ?? Reading()
    if let inner = reading.span {
      span.covers(inner.lowerBound)
      span.covers(inner.upperBound - 1)
    }
    reading.span = span.span
    let total = reading.total
    // The runner prints one line for a class that it skips as a whole.
    if let found, total.failed == 0, total.skipped == 0, total.passed < found {
      reading.doubt = reading.doubt ?? "django found \(found) tests and tells of \(total.passed)"
    }
    return reading
  }
}
