import Vocabulary

@testable import Evaluation

extension FuzzTarget {
  /// Lines of suites, and the names of tests in them.
  static let suites = [
    FuzzTarget("instance") { bytes in
      guard let instance = result({ try Instance(bytes) }) else { return }
      require(Instance.isUsable(instance.id), "\(instance.id) is the name of an instance")
      require(instance.problem != nil || instance.fix != nil, "an instance without a problem")
      let names = instance.failToPass + instance.passToPass
      require(names.reduce(0) { $0 + $1.utf8.count } <= bytes.count, "more names than bytes")
      // Each name is found in a report that has it.
      let found = TestNames(
        TestReport(passed: names, failed: [], succeeded: true, reader: "pytest"))
      require(names.allSatisfy { found.status(of: $0) == .passed }, "a name is not found")
    }
  ]
}
