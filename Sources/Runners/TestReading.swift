package import Vocabulary

/// Reads what a run of the tests printed, and the report files that its runner left. Pure.
package enum TestReading {
  /// Every runner that is known.
  ///
  /// Those that start others come first: what a test prints, and another runner's output that one relays, lies
  /// within their own.
  static let runners: [any Runner.Type] = [
    ToxRunner.self, NoxRunner.self, MavenRunner.self, GradleRunner.self, AntRunner.self,
    CTestRunner.self, MesonRunner.self, AutomakeRunner.self, ProveRunner.self, BatsRunner.self,
    TcltestRunner.self, JUnitConsoleRunner.self, JUnit4Runner.self, PytestRunner.self,
    DjangoRunner.self, NoseRunner.self, UnittestRunner.self, TrialRunner.self, StestrRunner.self,
    BehaveRunner.self, RobotRunner.self, NodeRunner.self, GoRunner.self, NextestRunner.self,
    CargoRunner.self, SwiftRunner.self, JestRunner.self, VitestRunner.self, AvaRunner.self,
    JasmineRunner.self, MochaRunner.self, Shunit2Runner.self, GoogleTestRunner.self,
    CmockaRunner.self, CatchRunner.self, DoctestRunner.self, BoostTestRunner.self,
    CheckRunner.self, CUnitRunner.self, CriterionRunner.self, CppUTestRunner.self,
    UnityRunner.self, RSpecRunner.self, MinitestRunner.self, TestUnitRunner.self,
    PHPUnitRunner.self, EUnitRunner.self, ExUnitRunner.self, BustedRunner.self,
    TestthatRunner.self, AlcotestRunner.self, OUnitRunner.self, TastyRunner.self,
    HspecRunner.self, HUnitRunner.self, QuickCheckRunner.self, ClojureTestRunner.self,
    ScalaTestRunner.self, JuliaTestRunner.self, DotnetRunner.self, DartRunner.self,
    DenoRunner.self, TAPRunner.self, JUnitRunner.self, PlainRunner.self,
  ]

  /// The runner that `call` starts itself; `nil` where none is known.
  static func runner(calledBy call: Call) -> (any Runner.Type)? {
    runners.first { $0.isCalled(by: call) }
  }

  /// What the tests said.
  ///
  /// A command that calls one known runner is read by its reader alone, and one that calls several is to have the
  /// output of each. Else each runner whose words stand in the output is read; one whose output lies within
  /// another's is part of what that one says, and several runners one
  /// after the other are added up. Without any reader the exit status decides.
  ///
  /// A report is complete only where each runner's closing line or report file is there and its numbers agree with
  /// what was announced and named; else it says why it is not believed.
  ///
  /// - Parameters:
  ///   - output: What was printed on both streams, in the order printed.
  ///   - omitted: Bytes in the middle of it that were not kept.
  ///   - command: The command; `nil` where it is not known.
  ///   - files: What lies in the place for report files afterwards.
  /// - Complexity: O(*n*) in the bytes read.
  package static func read(
    _ output: [UInt8], omitted: Int = 0, ending: Observation.Ending, command: String? = nil,
    files: [ReportFile] = []
  ) -> TestReport {
    let (kept, cut) = OutputBound(after: ending).cut(output)
    return read(
      kept, omitted: omitted + cut, ending: ending, command: command, files: files, among: runners)
  }

  /// What the tests said, where only some runners can have run them.
  static func read(
    _ output: [UInt8], omitted: Int = 0, ending: Observation.Ending, command: String?,
    files: [ReportFile] = [], among runners: [any Runner.Type]
  ) -> TestReport {
    let succeeded = ending == .exited(0)
    let calls = command.flatMap { Call.sequence($0) } ?? []
    let called = calls.count == 1 ? runners.first { $0.isCalled(by: calls[0]) } : nil
    let output = Output(output, calls: calls, isOneRun: called != nil)
    var found: [Found]
    if let called {
      var reading = called.read(output) ?? Reading()
      if let filed = called.read(files, beside: reading) { reading = filed }
      found = [Found(runner: called, reading: reading)]
    } else {
      // What is called is asked whatever it prints: what it shares with others is no mark of its own.
      let expected = Set(
        calls.compactMap { call in runners.first { $0.isCalled(by: call) }?.name })
      found = outermost(
        runners.compactMap { runner in
          guard expected.contains(runner.name) || output.holds(oneOf: runner.marks) else {
            return nil
          }
          guard let text = runner.read(output) else { return nil }
          var reading = runner.read(files, beside: text) ?? text
          reading.loose = text.loose
          return Found(runner: runner, reading: reading)
        })
      expect(calls, of: runners, in: &found)
    }
    guard !found.isEmpty else {
      return TestReport(
        succeeded: succeeded, reader: "exit-status",
        doubt: succeeded ? FailureWords.contradiction(in: output) : nil)
    }
    for place in found.indices {
      // What no other runner printed either, in its lines or just before them, is a run of this one's that did not come
      // to its end.
      if let loose = found[place].reading.loose,
        !found.enumerated().contains(where: { other, one in
          other != place
            && one.reading.span.map { $0.lowerBound - 4 <= loose && loose < $0.upperBound } == true
        })
      {
        let name = found[place].runner.name
        found[place].reading.doubt =
          found[place].reading.doubt ?? "a session of \(name)'s has no closing line"
      }
      found[place].settle(omitted: omitted, ending)
    }
    var report = sum(found, succeeded)
    // What else a script runs beside a runner that is known may say in words alone that it failed.
    let spans = found.compactMap(\.reading.span)
    if called == nil, calls.isEmpty || expected(calls, among: runners) < calls.count, succeeded,
      report.counts.failed == 0, report.doubt == nil, spans.count == found.count
    {
      report.doubt = FailureWords.contradiction(in: output, apartFrom: spans)
    }
    return report
  }

  /// How many of the calls start a runner that is known.
  private static func expected(_ calls: [Call], among runners: [any Runner.Type]) -> Int {
    calls.count { call in runners.contains { $0.isCalled(by: call) } }
  }

  /// What the tests said, by what is kept of their output.
  package static func read(
    _ output: Excerpt, ending: Observation.Ending, command: String? = nil,
    files: [ReportFile] = []
  ) -> TestReport {
    read(
      Array(output.text.utf8), omitted: output.omitted, ending: ending, command: command,
      files: files)
  }

  /// Those whose output does not lie within another's.
  private static func outermost(_ found: [Found]) -> [Found] {
    found.enumerated().filter { place, inner in
      guard let span = inner.reading.span else { return true }
      return !found.enumerated().contains { other, outer in
        guard other != place, let around = outer.reading.span else { return false }
        // Of two that read the same lines, the first in the list is meant.
        return around == span
          ? other < place
          : around.lowerBound <= span.lowerBound && around.upperBound >= span.upperBound
      }
    }.map(\.element)
  }

  /// Holds what was found against how often the command calls each runner.
  private static func expect(
    _ calls: [Call], of runners: [any Runner.Type], in found: inout [Found]
  ) {
    var expected: [String: (runner: any Runner.Type, count: Int)] = [:]
    for call in calls {
      guard let runner = runners.first(where: { $0.isCalled(by: call) }) else { continue }
      expected[runner.name, default: (runner, 0)].count += 1
    }
    for (name, (runner, count)) in expected.sorted(by: { $0.key < $1.key }) {
      guard let place = found.firstIndex(where: { $0.runner.name == name }) else {
        found.append(Found(runner: runner, reading: Reading()))
        continue
      }
      let reading = found[place].reading
      guard !reading.runs.isEmpty, reading.runs.count < count, reading.total.failed == 0 else {
        continue
      }
      found[place].reading.doubt =
        reading.doubt ?? "\(name) is called \(count) times and closes \(reading.runs.count) times"
    }
  }

  /// All of them as one report. A name that an earlier runner has said, too, bears the later one's beside it.
  private static func sum(_ found: [Found], _ succeeded: Bool) -> TestReport {
    var tests = found.first?.reading.tests ?? []
    var known = Set(found.count > 1 ? tests.map(\.name) : [])
    for one in found.dropFirst() {
      let own = one.reading.tests.map { test in
        known.contains(test.name)
          ? NamedTest("\(test.name) (\(one.runner.name))", test.result) : test
      }
      known.formUnion(own.map(\.name))
      tests += own
    }
    func names(_ result: TestResult) -> [String] {
      tests.filter { $0.result == result }.map(\.name)
    }
    let totals = found.map(\.reading.total)
    let counts = TestReport.Counts(
      passed: totals.map(\.passed).reduce(0, +), failed: totals.map(\.failed).reduce(0, +),
      skipped: totals.map(\.skipped).reduce(0, +))
    return TestReport(
      passed: names(.passed), failed: names(.failed), skipped: names(.skipped),
      unloaded: found.flatMap(\.reading.unloaded), counts: counts, succeeded: succeeded,
      reader: found.map { $0.runner.name }.joined(separator: "+"),
      isFromFile: found.allSatisfy(\.reading.isFromFile),
      doubt: found.lazy.compactMap(\.reading.doubt).first)
  }
}

/// What one runner's reader found.
private struct Found {
  let runner: any Runner.Type
  var reading: Reading

  /// Makes the names identities, and holds the numbers against one another.
  mutating func settle(omitted: Int, _ ending: Observation.Ending) {
    reading.tellApart()
    if omitted > 0 && !reading.isFromFile { reading.forgetNames() }
    reading.doubt = doubt(omitted: omitted, ending)
  }

  /// Why the reading is not believed; `nil` where it is complete.
  private func doubt(omitted: Int, _ ending: Observation.Ending) -> String? {
    let total = reading.total
    let ran = total.passed + total.failed + total.skipped
    if case .exceeded = ending { return "\(runner.name) was ended before it was through" }
    if case .signalled = ending { return "\(runner.name) was ended by a signal" }
    if !reading.isClosed { return "\(runner.name)'s closing line is missing" }
    if let doubt = reading.doubt { return doubt }
    if omitted > 0 && !reading.isFromFile { return "\(omitted) bytes of the output were left out" }
    if let announced = reading.announced, announced != ran {
      return "\(runner.name) announced \(announced) tests and tells of \(ran)"
    }
    guard let counts = reading.counts else { return nil }
    for (result, word, count) in [
      (TestResult.failed, "failed", counts.failed), (.passed, "passed", counts.passed),
    ] {
      let named = reading.tests.count { $0.result == result && !$0.isPart }
      if named > count { return "\(runner.name) names \(named) \(word) tests and counts \(count)" }
    }
    return nil
  }
}

extension Reading {
  /// Numbers names that occur more than once, in the order printed; where that order may be another each time and
  /// equal names came out differently, there are no names.
  fileprivate mutating func tellApart() {
    var seen: [String: (count: Int, result: TestResult, isMixed: Bool)] = [:]
    seen.reserveCapacity(tests.count)
    for place in tests.indices {
      let (name, result) = (tests[place].name, tests[place].result)
      guard var known = seen[name] else {
        seen[name] = (1, result, false)
        continue
      }
      known.count += 1
      known.isMixed = known.isMixed || known.result != result
      seen[name] = known
      tests[place].name = "\(name) (\(known.count))"
    }
    guard !isOrdered, seen.values.contains(where: \.isMixed) else { return }
    forgetNames()
  }

  /// Leaves the numbers alone.
  fileprivate mutating func forgetNames() {
    counts = total
    tests = []
  }
}
