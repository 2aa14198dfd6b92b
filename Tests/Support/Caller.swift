import Foundation
import Glibc
import Testing

/// Somebody who has commands run.
package enum Caller: String, CaseIterable, CustomTestStringConvertible, Sendable {
  /// Whoever runs the tests.
  case itself = "the tests' own user"
  /// A user without rights, where root runs the tests.
  case ordinary = "an ordinary user"

  /// Those that can be tried here.
  package static let all: [Caller] = geteuid() == 0 ? allCases : [.itself]

  package var testDescription: String { rawValue }

  /// The number of the user without rights; nobody's.
  private static let number: UInt32 = 12_345

  /// The words before a program's own that run it as this user.
  package var prefix: [String] {
    guard self == .ordinary else { return [] }
    let number = String(Caller.number)
    return ["setpriv", "--reuid", number, "--regid", number, "--clear-groups", "--"]
  }

  /// A folder that is this user's.
  package func folder() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    try own(folder.path)
    return folder
  }

  /// Gives a folder, with all that is in it, to this user.
  package func own(_ path: String) throws {
    guard self == .ordinary else { return }
    let owner = "\(Caller.number):\(Caller.number)"
    _ = try run(["chown", "-R", owner, path], in: "/", environment: ["PATH": "/usr/bin:/bin"])
  }

  /// What `sandbox-driver` says of a command.
  ///
  /// - Parameters:
  ///   - values: The driver's options.
  ///   - folder: Where the command works.
  ///   - starter: Words of a program that starts the driver.
  package func said(
    of command: String, _ values: [String: String] = [:], in folder: TemporaryDirectory? = nil,
    startedBy starter: [String] = []
  ) throws -> (ending: String, output: String) {
    let folder = try folder ?? self.folder()
    let options = values.map { "\($0.key)=\($0.value)" }.sorted()
    let ended = try run(
      prefix + starter + [Journey.built("sandbox-driver")] + options + [folder.path, command],
      in: "/", environment: ["PATH": "/usr/bin:/bin"])
    let lines = ended.output.split(
      separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(lines.first ?? ""), lines.count > 1 ? String(lines[1]) : "")
  }
}
