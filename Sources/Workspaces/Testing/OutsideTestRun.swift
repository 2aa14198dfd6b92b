package import Files
import Runners
import Sandboxes
package import Vocabulary

/// A run of the tests outside of any sandbox, whose runner is asked for report files as it is in one: what both say is
/// comparable name by name.
package struct OutsideTestRun: ~Copyable {
  /// What a shell is to run, in the checkout.
  package let command: String
  /// Variables to be added to the caller's.
  package let environment: [String: String]
  private let given: String
  private let invocation: TestInvocation
  private let folder: TemporaryFolder
  private let surroundings: Surroundings

  /// A run of `command` in `checkout`, absolute.
  ///
  /// - Parameter asksForReports: Whether report files are asked for.
  /// - Throws: `FileError` where no folder for them can be made.
  package init(
    of command: String, in checkout: String, askingForReports asksForReports: Bool = true
  ) throws(FileError) {
    folder = try TemporaryFolder()
    invocation = TestInvocation(command, reportingTo: asksForReports ? folder.path : nil)
    given = command
    surroundings = Surroundings(place: checkout)
    (self.command, environment) = (invocation.command, invocation.environment)
  }

  /// Whether the tests were not run at all, for the report files that were asked for.
  package func isRefused(by output: [UInt8], status: Int) -> Bool {
    status != 0 && output.count < 64 << 10
      && invocation.isRefused(by: String(decoding: output, as: UTF8.self))
  }

  /// What the tests said; the report files are removed.
  package func report(after output: [UInt8], status: Int) -> TestReport {
    let reports = try? LayerFolder(path: folder.path, owner: nil)
    defer { try? reports?.clear() }
    let files = reports?.files(notLargerThan: TestRun.fileLimit) ?? []
    return TestReading.read(
      surroundings.generic(output), ending: .exited(status), command: given,
      files: files.map { ReportFile(path: $0.path, bytes: surroundings.generic($0.bytes)) })
  }
}
