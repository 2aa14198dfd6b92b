import Foundation
import Sandboxes
import Support
import Testing
import Vocabulary

@Suite("A command's folder for reports", .timeLimit(.minutes(10)))
struct ReportFolderTests {
  /// A home that only its owner enters.
  private let home: TemporaryDirectory
  /// The cache below it.
  private let cache: String

  init() throws {
    home = try TemporaryDirectory()
    cache = home.path + "/cache"
    chmod(home.path, 0o700)
    for name in ["place", "lower", "upper", "scratch", "report"] {
      try FileManager.default.createDirectory(
        atPath: "\(cache)/\(name)", withIntermediateDirectories: true)
    }
  }

  private func sandbox(isConfined: Bool) throws -> Sandbox {
    let sandbox = try Sandbox(directory: cache, readable: [], isConfined: isConfined)
    if let owner = sandbox.owner {
      for name in ["place", "lower", "upper", "scratch", "report"] {
        chown("\(cache)/\(name)", owner, owner)
      }
    }
    return sandbox
  }

  private static let roots: [Root] = [
    .folder("place"), .overlay(lowers: ["lower"], upper: "upper", work: "scratch"),
  ]

  @Test(arguments: roots, [true, false])
  func `what a command writes there is found in the folder, and nothing in the workspace`(
    root: Root, isConfined: Bool
  ) async throws {
    let sandbox = try sandbox(isConfined: isConfined)
    let path = sandbox.reportPath(of: "report")
    var command = Command(
      shell: "mkdir \(path)/deep; echo 7 > \(path)/deep/out; ls", limits: .init(seconds: 30))
    command.report = "report"
    let result = try await sandbox.run(command, in: root)
    #expect(result.output.text == "")
    #expect(try String(contentsOfFile: cache + "/report/deep/out", encoding: .utf8) == "7\n")
  }

  @Test(arguments: roots)
  func `a folder named from the top is the same one`(root: Root) async throws {
    let sandbox = try sandbox(isConfined: true)
    var command = Command(
      shell: "echo 7 > \(sandbox.reportPath(of: "report"))/out", limits: .init(seconds: 30))
    command.report = cache + "/report"
    #expect(try await sandbox.run(command, in: root).ending == .exited(0))
    #expect(try String(contentsOfFile: cache + "/report/out", encoding: .utf8) == "7\n")
  }

  @Test(arguments: roots)
  func `a command without such a folder sees none`(root: Root) async throws {
    let sandbox = try sandbox(isConfined: true)
    let command = Command(
      shell: "test -e \(sandbox.reportPath(of: "report"))", limits: .init(seconds: 30))
    #expect(try await sandbox.run(command, in: root).ending == .exited(1))
  }

  @Test
  func `a folder that is missing is an error, not a command that writes nowhere`() async throws {
    let sandbox = try sandbox(isConfined: true)
    var command = Command(["true"], limits: .init(seconds: 30))
    command.report = "none"
    await #expect(throws: SandboxError.self) {
      try await sandbox.run(command, in: .folder("place"))
    }
  }
}
