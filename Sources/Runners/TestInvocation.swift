package import Vocabulary

/// A test command with what makes its runner leave a report file.
package struct TestInvocation: Hashable, Sendable {
  /// The line for the shell.
  package let command: String
  /// Variables set for it.
  package let environment: [String: String]
  private let isAsking: Bool

  /// `command`, its runner asked for report files in `place`.
  ///
  /// A call of one known runner gets that one's words and variables; any other command, which may start a runner
  /// further in, the variables alone that runners look for by themselves.
  ///
  /// - Parameter place: A folder, absolute, as the command sees it; `nil` asks for nothing.
  package init(_ command: String, reportingTo place: String?) {
    isAsking = place != nil
    guard let place else {
      (self.command, environment) = (command, [:])
      return
    }
    let call = Call(command)
    if let call, let runner = TestReading.runner(calledBy: call) {
      let request = runner.request(for: call, in: place) ?? ReportRequest()
      self.command = ([command] + request.arguments).joined(separator: " ")
      environment = request.environment
    } else {
      self.command = command
      environment = TestReading.runners.compactMap { $0.request(for: nil, in: place)?.environment }
        .reduce(into: [:]) { all, one in all.merge(one) { first, _ in first } }
    }
  }

  /// Whether what was printed says that a runner refused to run, for what was asked of it here.
  package func isRefused(by output: String) -> Bool {
    guard isAsking else { return false }
    return TestReading.runners.contains { runner in
      runner.refusals.contains { output.contains($0) }
    }
  }

  /// Whether a report is of a runner that leaves a file wherever it does not refuse to, and left none.
  package static func wasRefused(in report: TestReport) -> Bool {
    guard report.doubt == nil, !report.isFromFile else { return false }
    return TestReading.runners.contains { $0.name == report.reader && !$0.refusals.isEmpty }
  }

  /// The most tests a focused command names.
  private static let most = 20

  /// Failing tests up to which each is asked, so that a change that turns only some of them is seen.
  private static let few = 5

  /// A command that runs only `tests`, in their order; when there are many, it stops at the first that fails.
  ///
  /// - Parameter reader: The reader that understood the whole command's output, where it is known: a program of tests
  ///   is told by what it prints alone.
  /// - Returns: `nil` when it is not understood how to say so; the whole command has to do then.
  package static func focused(
    _ command: String, on tests: [String], readBy reader: String? = nil
  ) -> String? {
    guard !tests.isEmpty, tests.count <= most, let call = Call(command) else { return nil }
    let runner =
      TestReading.runner(calledBy: call) ?? TestReading.runners.first { $0.name == reader }
    return runner?.focused(call, on: tests, stopsEarly: tests.count > few)
  }
}
