package import Vocabulary

/// What a run of the tests has shown, found by names as suites write them. Pure.
///
/// A name counts as it is. Where no test has it, it is taken for one as SWE-bench's parsers of logs cut it (`swebench`
/// 4.1.0, `log_parsers/python.py`): a node id of pytest up to its first white space, or with a path in its parameter
/// cut to the last part; or a name as `unittest` prints it, `test_x (module.Class)`.
package struct TestNames: Sendable {
  /// What became of a test.
  package enum Status: Hashable, Sendable {
    /// It has passed.
    case passed
    /// It was skipped, or has failed as expected.
    case skipped
    /// It has failed, in one of its runs at least.
    case failed
  }

  private var exact: [ExactText: Status] = [:]
  private var cut: [ExactText: Status] = [:]

  /// The names of a report.
  package init(_ report: TestReport) {
    let all = [
      (report.passed, Status.passed), (report.skipped, .skipped), (report.failed, .failed),
    ]
    for (names, status) in all {
      for name in names {
        TestNames.note(status, of: name, in: &exact)
        for short in TestNames.cuts(of: name) where !short.isExactly(name) {
          TestNames.note(status, of: short, in: &cut)
        }
      }
    }
  }

  /// What became of the test, or of all tests that the name may stand for: the worst; `nil` where no run shows it.
  package func status(of name: String) -> Status? {
    if let status = exact[name] { return status }
    if let status = cut[name] { return status }
    guard let method = TestNames.unittest(name) else { return nil }
    return exact[method] ?? cut[method]
  }

  private static func note(_ status: Status, of name: String, in names: inout [ExactText: Status]) {
    let before = names[ExactText(name)]
    let isWorse = before.map { rank($0) < rank(status) } ?? true
    if isWorse { names[ExactText(name)] = status }
  }

  private static func rank(_ status: Status) -> Int {
    switch status {
    case .passed: 0
    case .skipped: 1
    case .failed: 2
    }
  }

  /// The names that logs give a test which is called `name`.
  private static func cuts(of name: String) -> [String] {
    let word = name.prefix { !$0.isWhitespace }
    var found = [String(word)]
    if let open = word.firstIndex(of: "["), word.last == "]" {
      let option = word[word.index(after: open)...].dropLast()
      if option.hasPrefix("/"), !option.hasPrefix("//"), !option.contains("*"),
        let last = option.split(separator: "/").last
      {
        found.append("\(word[..<open])[/\(last)]")
      }
    }
    return found
  }

  /// `module.Class.test_x` of `test_x (module.Class)` and of `test_x (module.Class.test_x)`.
  private static func unittest(_ name: String) -> String? {
    guard name.hasSuffix(")"), let open = name.firstRange(of: " (") else { return nil }
    let method = name[..<open.lowerBound]
    let place = name[open.upperBound...].dropLast()
    guard !method.isEmpty, !method.contains(" "), !place.contains(" ") else { return nil }
    return place.hasSuffix(".\(method)") ? String(place) : "\(place).\(method)"
  }
}
