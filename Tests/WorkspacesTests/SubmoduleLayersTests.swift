import Files
import Foundation
import Git
import Sandboxes
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Submodules of a workspace", .timeLimit(.minutes(10)))
struct SubmoduleLayersTests {
  private static let path = "lib/grüne käse"

  /// A repository with a submodule, in which another one is.
  private func repository(_ files: [String: String] = ["a.txt": "a\n"]) throws
    -> TemporaryRepository
  {
    let innermost = try TemporaryRepository(["deep.txt": "deep\n"])
    let inner = try TemporaryRepository([
      "in.txt": "in\n", "run.sh": "echo ran\n", ".gitattributes": "*.crlf eol=crlf\n",
      "x.crlf": "x\n",
    ])
    try inner.addSubmodule(innermost, at: "deps/deep")
    let repository = try TemporaryRepository(files)
    try repository.addSubmodule(inner, at: Self.path, named: "cheese")
    return repository
  }

  private func said(_ command: String, in repository: TemporaryRepository) async throws -> String {
    var workspace = try repository.workspace()
    return try await workspace.answer(to: .run(command: command, keepsChanges: false))
  }

  private func pieces(of repository: TemporaryRepository) async throws -> [StandingPieces] {
    let told = Mutex<[StandingPieces]>([])
    let run = try repository.run()
    var workspace = RunWorkspace(
      run: run, after: [],
      repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: [],
      tellOfSetup: { event in
        if case .stands(let pieces) = event { told.withLock { $0.append(pieces) } }
      }
    ) { _, _, _ in }
    for _ in 1...2 {
      _ = try await workspace.perform(.run(command: "true", keepsChanges: false), within: 60)
    }
    return told.withLock { $0 }
  }

  @Test func `stand at their recorded commits, as a checkout has them, those in others as well`()
    async throws
  {
    let repository = try repository()
    let seen = try await said(
      "cd '\(Self.path)' && cat in.txt deps/deep/deep.txt && sh run.sh && od -c x.crlf | head -1; ls -A deps/deep",
      in: repository)
    #expect(seen == "in\ndeep\nran\n0000000   x  \\r  \\n\ndeep.txt\n")
    // Of the commit that the base records, not of the one that is checked out.
    try repository.git("-C", Self.path, "checkout", "-q", "HEAD~1")
    #expect(try await said("ls '\(Self.path)'/deps", in: repository) == "deep\n")
    let told = try await pieces(of: repository)
    #expect(told.count == 1)
    #expect(told[0].submodules == [Self.path, Self.path + "/deps/deep"])
    #expect(told[0].emptySubmodules.isEmpty)
  }

  @Test func `are written to apart, and no step, tree or verdict has any of it`() async throws {
    let repository = try repository(["a.txt": "a\n", "check.sh": "echo '1 passed, 0 failed'\n"])
    let layers = repository.directory.path + "/cache"
    var workspace = try repository.workspace(test: "sh check.sh; ls '\(Self.path)'/made")
    let base = workspace.tree
    let seen = try await workspace.perform(
      .run(
        command:
          "cd '\(Self.path)' && echo b > made && echo c > in.txt && rm run.sh && cat made in.txt; ls",
        keepsChanges: true), within: 60)
    #expect(seen.output.text == "b\nc\ndeps\nin.txt\nmade\nx.crlf\n")
    #expect(seen.refusal == nil && seen.changed == [] && workspace.tree == base)
    let again = try await workspace.answer(
      to: .run(command: "cat '\(Self.path)/made'", keepsChanges: true))
    #expect(again == "b\n")
    let verdict = try await workspace.perform(.test(.verdict), within: 60)
    #expect(verdict.ending != .exited(0) && verdict.output.text.contains("made"))
    #expect(verdict.environment?.submodules?.names == [Self.path, Self.path + "/deps/deep"])
    // What all runs share is as it was.
    #expect(try await said("cat '\(Self.path)/in.txt'", in: repository) == "in\n")
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: layers).contains {
        $0.hasSuffix("/in.txt")
      })
  }

  @Test(arguments: ["rm -r lib", "rm -rf 'lib/grüne käse'; touch 'lib/grüne käse'", "mv lib other"])
  func `that are empty stay what they are, whatever a command does`(command: String) async throws {
    let repository = try repository()
    try FileManager.default.removeItem(atPath: repository.path + "/.git/modules")
    var workspace = try repository.workspace()
    let base = workspace.tree
    let seen = try await workspace.perform(.run(command: command, keepsChanges: true), within: 60)
    #expect(seen.refusal?.contains("is a submodule, which stays as it is") == true, "\(seen)")
    let entry = try repository.opened().entry(
      at: Self.path, inTree: workspace.tree)
    #expect(entry?.mode == .submodule)
    #expect(
      try await workspace.answer(
        to: .run(command: "ls -d '\(Self.path)'", keepsChanges: false)) == Self.path + "\n")
    if command.hasPrefix("rm") { #expect(workspace.tree == base) }
  }

  @Test func `whose commit is not at hand are empty, and it is said once with what helps`()
    async throws
  {
    let repository = try repository()
    let modules = repository.path + "/.git/modules/cheese"
    try FileManager.default.removeItem(atPath: modules + "/modules/deps")
    let partly = try await pieces(of: repository)
    #expect(partly.map(\.submodules) == [[Self.path]])
    let inner = try #require(partly.first?.emptySubmodules.first)
    #expect(inner.path == Self.path + "/deps/deep" && inner.reason == .notAtHand)
    #expect(
      partly[0].mend(forSubmodule: inner.path).hasPrefix(
        "git submodule update --init --recursive 'lib/grüne käse' in"))
    try FileManager.default.removeItem(atPath: modules)
    let none = try await pieces(of: repository)
    #expect(none.map(\.emptySubmodules.count) == [1] && none[0].submodules == [])
    #expect(
      none[0].mend(forSubmodule: Self.path).hasPrefix(
        "git submodule update --init 'lib/grüne käse' in"))
    #expect(try await said("ls -A '\(Self.path)'", in: repository) == "")
  }

  @Test func `of which objects are missing are empty, and a run goes on`() async throws {
    let repository = try repository()
    let blob = try repository.git("-C", Self.path, "rev-parse", "HEAD:in.txt")
    let object = ".git/modules/cheese/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
    // A clone is a pack.
    let unpacked = try run(
      [
        "sh", "-c",
        "cd .git/modules/cheese && mv objects/pack/* . && for p in *.pack; do git unpack-objects -q < $p; done",
      ],
      in: repository.path, environment: repository.environment)
    try FileManager.default.removeItem(atPath: repository.path + "/" + object)
    let told = try await pieces(of: repository)
    #expect(told.first?.emptySubmodules.map(\.reason) == [.incomplete], "\(unpacked) \(told)")
    #expect(try await said("cat a.txt; ls -A '\(Self.path)'", in: repository) == "a\n")
  }

  @Test func `a repository without any is told nothing`() async throws {
    #expect(try await pieces(of: TemporaryRepository(["a.txt": "a\n"])).isEmpty)
  }

  @Test func `layers of their trees are shared, and made anew for what differs alone`() async throws
  {
    let repository = try repository()
    let cache = repository.directory.path + "/cache"
    _ = try await said("true", in: repository)
    func layers() throws -> [String] {
      let parts = try FileManager.default.contentsOfDirectory(atPath: cache)
      let part = try #require(parts.first { $0.hasPrefix("submodules") })
      return try FileManager.default.contentsOfDirectory(atPath: "\(cache)/\(part)").sorted().map {
        "\(part)/\($0)"
      }
    }
    let first = try layers()
    #expect(first.count == 2)
    try repository.write("b\n", to: "a.txt")
    try repository.git("commit", "-qam", "change")
    _ = try await said("true", in: repository)
    #expect(try layers() == first)
    try repository.git("-C", Self.path, "config", "user.email", "a@b")
    try repository.git("-C", Self.path, "config", "user.name", "a")
    try repository.git(
      "-C", Self.path, "commit", "-q", "--allow-empty-message", "--allow-empty", "-m", "")
    try repository.write("in again\n", to: "\(Self.path)/in.txt")
    try repository.git("-C", Self.path, "commit", "-qam", "change")
    try repository.git("commit", "-qam", "another")
    #expect(try await said("cat '\(Self.path)/in.txt'", in: repository) == "in again\n")
    let second = try layers()
    #expect(second.count == 3)
    let new = try #require(second.first { !first.contains($0) })
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: "\(cache)/\(new)/files") == ["in.txt"])
  }

  /// What a command prints, and what is recorded, where `setup` has set things up.
  private func said(
    _ command: String, after setup: String, in repository: TemporaryRepository
  ) async throws -> (text: String, pieces: EnvironmentRecord.Pieces?) {
    var settings = EnvironmentSettings()
    settings.setup = [setup]
    let plan = try #require(SetupPlan(settings, variables: [:]))
    let run = try repository.run(Mandate(testCommand: command))
    let cache = repository.directory.path + "/cache"
    var environment = RunEnvironment()
    try await environment.setUp(
      plan, for: run, cache: cache, readable: [], allowing: [],
      in: try repository.opened()
    ) { _ in }
    var workspace = RunWorkspace(
      run: run, after: [],
      repository: try repository.opened(), cache: cache,
      readable: [], in: environment
    ) { _, _, _ in }
    let seen = try await workspace.perform(.test(.verdict), within: 60)
    return (seen.output.text, seen.environment?.submodules)
  }

  @Test func `what a setup puts into one stays there, and its own files stay as they are`()
    async throws
  {
    let seen = try await said(
      "cd '\(Self.path)' && cat built in.txt run.sh deps/deep/own",
      after:
        "cd '\(Self.path)' && cat in.txt deps/deep/deep.txt > built && echo x > in.txt && rm run.sh; echo y > deps/deep/own",
      in: repository())
    #expect(seen.text == "in\ndeep\nin\necho ran\ny\n")
  }

  @Test func `that are not at hand may be filled by a setup, and are not empty then`() async throws
  {
    let repository = try repository()
    try FileManager.default.removeItem(atPath: repository.path + "/.git/modules")
    let seen = try await said(
      "cat '\(Self.path)/in.txt'", after: "echo fetched > '\(Self.path)/in.txt'", in: repository)
    #expect(seen.text == "fetched\n")
    #expect(seen.pieces?.names == [Self.path] && seen.pieces?.lacking == 0)
  }

  @Test func `are copied nowhere without overlays, and that is known`() async throws {
    let repository = try repository()
    let run = try repository.run(Mandate(testCommand: "false"))
    var workspace = RunWorkspace(
      run: run, after: [],
      repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: [], isOverlaid: false
    ) { _, _, _ in }
    let seen = try await workspace.perform(.test(.working), within: 60)
    #expect(seen.environment?.submodules?.there == 0)
    #expect(seen.environment?.submodules?.lackingNames.count == 2)
  }
}
