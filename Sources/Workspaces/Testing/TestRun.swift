import Runners
import Sandboxes
import Text
import Vocabulary

/// One run of a test command: what is asked of its runner, and the result of it.
struct TestRun: Sendable {
  /// The command as the user has it.
  private let command: String
  /// The folder for report files; `nil` where none are asked for.
  private let reports: LayerFolder?
  /// The part of that folder that belongs to this run, which nobody can know beforehand.
  private let part: String
  /// Where the tests ran, which they may name.
  private let surroundings: Surroundings
  /// The command with what was asked of its runner.
  private let invocation: TestInvocation
  /// What is to be run.
  let sandboxed: Command

  /// Bytes of the output that are kept for a step: of its start, and half as many of its end.
  static let kept = 64 << 10

  /// A run of `command`; the folder for reports is emptied.
  ///
  /// - Parameters:
  ///   - folder: Where it is run, from the top of the workspace; empty for that itself.
  ///   - reports: Where report files may lie.
  ///   - sandbox: What will run it.
  init(
    _ command: String, in folder: String = "", limits: Command.Limits,
    reportingTo reports: LayerFolder?, by sandbox: Sandbox
  ) throws(LayerError) {
    let part = String(UInt64.random(in: 0 ... .max), radix: 36)
    try reports?.clear()
    try reports?.makeDirectory(part)
    let place = reports.map { "\(sandbox.reportPath(of: $0.path))/\(part)" }
    let invocation = TestInvocation(command, reportingTo: place)
    let entry = folder.isEmpty ? "" : "cd \(shellQuoted(folder)) || exit; "
    var sandboxed = Command(shell: entry + invocation.command, limits: limits)
    sandboxed.environment = invocation.environment
    sandboxed.report = reports?.path
    surroundings = sandbox.surroundings
    self.command = command
    self.reports = reports
    self.part = part
    self.invocation = invocation
    self.sandboxed = sandboxed
  }

  /// What the tests said, by what the command printed and what lies in the folder for reports.
  func report(_ result: CommandResult) -> TestReport {
    TestReading.read(
      result.output, ending: result.ending, command: command, files: files())
  }

  /// Whether the tests were not run at all, for the report files that were asked for: of a runner that refuses them, a few
  /// lines are all that is printed.
  func isRefused(_ result: CommandResult) -> Bool {
    guard result.ending != .exited(0), result.output.tail.isEmpty,
      result.output.head.utf8.count < 64 << 10
    else { return false }
    return invocation.isRefused(by: result.output.head)
  }

  /// The largest report file that is read, in bytes.
  static let fileLimit = 128 << 20

  /// The report files of this run's; what cannot be read is none.
  private func files() -> [ReportFile] {
    guard let reports else { return [] }
    return reports.files(below: part + "/", notLargerThan: TestRun.fileLimit).map { file in
      ReportFile(
        path: String(file.path.dropFirst(part.count + 1)), bytes: surroundings.generic(file.bytes))
    }
  }
}

extension LayerFolder {
  /// The regular files whose paths begin with `start`, ten thousand at most, sorted by path; what cannot be read is none.
  func files(
    below start: String = "", notLargerThan limit: Int
  ) -> [(path: String, bytes: [UInt8])] {
    guard let stamps = try? stamps() else { return [] }
    return stamps.filter { path, stamp in
      stamp.kind == .file && stamp.size <= limit && path.wrappedValue.utf8.starts(with: start.utf8)
    }.keys.sorted().prefix(10_000).compactMap { path in
      ((try? contents(of: path.wrappedValue)) ?? nil).map { (path.wrappedValue, $0) }
    }
  }
}

extension Excerpt {
  /// The text as it is stored, sent and shown: without escape sequences, and cut to ``TestRun/kept``.
  var plain: Excerpt {
    func clean(_ text: String) -> String {
      guard text.utf8.contains(where: { $0 == 0x1b || $0 == 0 || $0 == 0x08 }) else { return text }
      return String(decoding: withoutEscapes(Array(text.utf8)), as: UTF8.self)
    }
    return Excerpt(clean(head), omitted: omitted, tail: clean(tail))
      .cut(head: TestRun.kept, tail: TestRun.kept / 2)
  }
}
