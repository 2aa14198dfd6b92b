import Foundation
import Glibc
import Support
import Testing

/// Somebody who has commands run.
enum Caller: String, CaseIterable, CustomTestStringConvertible {
  /// Whoever runs the tests.
  case itself = "the tests' own user"
  /// A user without rights, where root runs the tests.
  case ordinary = "an ordinary user"

  /// Those that can be tried here.
  static let all: [Caller] = geteuid() == 0 ? allCases : [.itself]

  var testDescription: String { rawValue }

  /// The number of the user without rights; nobody's.
  private static let number: UInt32 = 12_345

  /// The words before a program's own that run it as this user.
  private var prefix: [String] {
    guard self == .ordinary else { return [] }
    let number = String(Caller.number)
    return ["setpriv", "--reuid", number, "--regid", number, "--clear-groups", "--"]
  }

  /// A folder that is this user's.
  func folder() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    if self == .ordinary { chown(folder.path, Caller.number, Caller.number) }
    return folder
  }

  /// What `sandbox-driver` says of a command.
  ///
  /// - Parameters:
  ///   - values: The driver's options.
  ///   - folder: Where the command works.
  ///   - starter: Words of a program that starts the driver.
  func said(
    of command: String, _ values: [String: String] = [:], in folder: TemporaryDirectory? = nil,
    startedBy starter: [String] = []
  ) throws -> (ending: String, output: String) {
    let folder = try folder ?? self.folder()
    let options = values.map { "\($0.key)=\($0.value)" }.sorted()
    let ended = try run(
      prefix + starter + [Caller.driver] + options + [folder.path, command], in: "/",
      environment: ["PATH": "/usr/bin:/bin"])
    let lines = ended.output.split(
      separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(lines.first ?? ""), lines.count > 1 ? String(lines[1]) : "")
  }

  private static let driver: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent("sandbox-driver").path
  }()
}
