import Foundation
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("What commands leave in a layer", .ownThreads, .timeLimit(.minutes(10)))
struct LeftoverTests {
  private let repository: TemporaryRepository
  private static let hasPerl = access("/usr/bin/perl", X_OK) == 0

  init() throws { repository = try TemporaryRepository(["a.txt": "1\n", "t.sh": "exit 0\n"]) }

  private var runs: String { repository.directory.path + "/cache/runs" }

  /// Runs `command`, then another one, and looks that nothing is left when the workspace goes.
  private func run(_ command: String) async throws -> Observation {
    let seen: Observation
    do {
      var workspace = try repository.workspace(test: "sh t.sh")
      seen = try await workspace.perform(.run(command: command, keepsChanges: true), within: 3600)
      let next = try await workspace.perform(
        .run(command: "echo 2 > a.txt", keepsChanges: true), within: 3600)
      #expect(next.changed == ["a.txt"] && next.refusal == nil)
      let tests = try await workspace.perform(.test(.working), within: 3600)
      #expect(tests.tests?.allPass == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: runs).isEmpty)
    return seen
  }

  @Test(.needs("perl", hasPerl))
  func `folders in one another to any depth are named, and the run goes on`() async throws {
    let seen = try await run(
      "echo 1 > new; perl -e 'for (1..30000) { mkdir q(d) or die; chdir q(d) or die }'")
    #expect(seen.ending == .exited(0) && seen.changed == ["new"])
    let refusal = try #require(seen.refusal)
    #expect(refusal.contains("too deep") && refusal.utf8.count < 200)
  }

  @Test func `a name that is no UTF-8 is named, and the run goes on`() async throws {
    let seen = try await run(
      "echo 1 > new; echo 1 > \"$(printf 'x\\377')\"; d=$(printf '\\377'); mkdir $d; echo 1 > $d/f; mkdir -m 0 shut"
    )
    #expect(seen.changed == ["new"])
    #expect(seen.refusal?.contains("'x\\xff' has a name that is no UTF-8") == true)
    #expect(seen.refusal?.contains("'\\xff' has a name that is no UTF-8") == true)
  }

  @Test func `a layer that its command has shut is opened again`() async throws {
    let seen = try await run("mkdir -p b/c; echo 1 > b/c/new; chmod 0 b/c b .")
    #expect(seen.changed == ["b/c/new"] && seen.refusal == nil)
  }

  @Test(arguments: ["run", "test", "verdict"])
  func `no file on the disk gives others its owner's rights after a command`(
    kind: String
  ) async throws {
    let command = "cp t.sh set; chmod 6755 set; mkfifo pipe; ls -l set"
    try repository.write(command + "\nexit 0\n", to: "t.sh")
    try repository.git("commit", "-qam", "tests that leave files")
    var workspace = try repository.workspace(test: "sh t.sh")
    let action: Action =
      switch kind {
      case "run": .run(command: command, keepsChanges: true)
      case "test": .test(.working)
      default: .test(.verdict)
      }
    _ = try await workspace.perform(action, within: 3600)
    let found = try Support.run(
      ["find", runs, "(", "-perm", "/7000", "-o", "-type", "p", ")"], in: "/",
      environment: repository.environment)
    // What an overlay keeps for itself nobody may read.
    #expect(found.output.isEmpty)
  }

  @Test func `the cache is for its owner alone, and a run's name leads nowhere else`() async throws
  {
    var workspace = try repository.workspace()
    _ = try await workspace.perform(.run(command: "true", keepsChanges: false), within: 3600)
    let found = try Support.run(
      ["find", repository.directory.path + "/cache", "-maxdepth", "2", "-perm", "/7"], in: "/",
      environment: repository.environment)
    #expect(found.output.isEmpty)
    let cache = try CacheFolder(at: repository.directory.path + "/cache")
    try repository.directory.write("x", to: "kept/file")
    for name in ["../../kept", "..", "x/../../../kept", ""] {
      cache.remove(name)
      #expect(throws: (any Error).self) { try cache.place(name, owner: nil) }
    }
    #expect(access(repository.directory.path + "/kept/file", F_OK) == 0)
  }
}
