package import Vocabulary

/// What one runner's output says, before names are made unique and numbers compared.
package struct Reading: Sendable {
  /// Each test that is named, in the order printed; what could not be loaded is among them as failed.
  package var tests: [NamedTest] = []
  /// Names of files, packages or suites whose tests could not be started.
  package var unloaded: [String] = []
  /// The runner's own closing numbers; `nil` where it prints none, so that names are counted.
  package var counts: TestReport.Counts?
  /// The closing numbers of each run, where the runner ran several times one after the other; empty where the reader
  /// does not tell.
  package var runs: [TestReport.Counts] = []
  /// Tests that the runner said it would run; `nil` where it announces none.
  package var announced: Int?
  /// Whether the runner's closing line, or its whole report file, is there.
  package var isClosed = false
  /// What else speaks against believing it, in a clause; `nil` where nothing does.
  package var doubt: String?
  /// A line that looks like part of another run of this runner's, which has no closing line; `nil` where there is none.
  package var loose: Int?
  /// Whether equal names come in the same order each time, so that they can be told apart by number.
  package var isOrdered = true
  /// Whether it comes from a report file.
  package var isFromFile = false
  /// The lines it was read from, from the first to the closing one; `nil` where that is not known.
  package var span: Range<Int>?

  /// Nothing read yet.
  package init() {}

  /// The numbers: the runner's own where it prints them, else those of the names.
  package var total: TestReport.Counts {
    if let counts { return counts }
    var total = TestReport.Counts(passed: 0, failed: 0, skipped: 0)
    for test in tests where !test.isPart {
      switch test.result {
      case .passed: total.passed += 1
      case .failed: total.failed += 1
      case .skipped: total.skipped += 1
      }
    }
    return total
  }

  /// Widens the span to line `number`.
  package mutating func covers(_ number: Int) {
    span = min(span?.lowerBound ?? number, number)..<max(span?.upperBound ?? 0, number + 1)
  }
}

/// How a test came out.
package enum TestResult: Int, Sendable, Comparable {
  /// It was skipped, or failed as expected.
  case skipped
  /// It passed.
  case passed
  /// It failed or errored.
  case failed

  /// The worse the larger; that something passed weighs more than that something was skipped.
  package static func < (left: TestResult, right: TestResult) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A test that an output names.
package struct NamedTest: Hashable, Sendable {
  /// Its name, with as many parts before it as make it unique.
  package var name: String
  /// How it came out.
  package var result: TestResult
  /// Whether it is a part of another test that the runner counts alone: it is named, and not counted.
  package var isPart = false

  /// A test of this name.
  package init(_ name: String, _ result: TestResult, isPart: Bool = false) {
    self.name = name
    self.result = result
    self.isPart = isPart
  }
}

extension Reading {
  /// Takes note of one test.
  package mutating func add(_ name: String, _ result: TestResult) {
    tests.append(NamedTest(name, result))
  }

  /// Takes note of a file, package or suite whose tests could not be started.
  package mutating func add(unloaded name: String) {
    tests.append(NamedTest(name, .failed))
    unloaded.append(name)
  }

  /// The names of the tests that came out as `result`, in the order printed.
  package func names(_ result: TestResult) -> [String] {
    tests.filter { $0.result == result }.map(\.name)
  }

  /// Folds tests of one name into one that came out as the worst of them: for runners that speak of one test
  /// more than once, of its set-up, its tries and its parts.
  package mutating func foldEqualNames() {
    var places: [String: Int] = [:]
    var folded: [NamedTest] = []
    places.reserveCapacity(tests.count)
    folded.reserveCapacity(tests.count)
    for test in tests {
      guard let place = places[test.name] else {
        places[test.name] = folded.count
        folded.append(test)
        continue
      }
      folded[place].result = max(folded[place].result, test.result)
    }
    tests = folded
  }
}
