import Foundation
import Files
import Git
import Sandboxes
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Setup layers", .timeLimit(.minutes(10)))
struct SetupLayersTests {
  private let repository: TemporaryRepository

  init() throws {
    repository = try TemporaryRepository([
      ".gitignore": "deps/\n", "lock.json": "one\n", "package-lock.json": "1\n", "a.txt": "a\n",
      "check.sh": "test -f deps/installed && echo '1 passed, 0 failed'",
    ])
  }

  private func run(_ tree: String = "HEAD^{tree}") throws -> Run {
    try repository.run(Mandate(testCommand: "sh check.sh"), from: tree)
  }

  private func commit(_ text: String, to file: String) throws {
    try repository.write(text, to: file)
    try repository.git("commit", "-q", "-a", "-m", "change \(file)")
  }

  private var cache: String { repository.directory.path + "/cache" }

  private func settings(_ commands: [String]) -> EnvironmentSettings {
    var settings = EnvironmentSettings()
    settings.setup = commands
    return settings
  }

  private static let install = """
    mkdir -p deps && cat package-lock.json >> deps/installed && date +%N > deps/made
    """

  private func setUp(
    _ commands: [String] = [install], inputs: [String] = [],
    tell: @escaping @Sendable (SetupEvent) -> Void = { _ in }
  ) async throws -> RunEnvironment {
    var settings = settings(commands)
    settings.setupInputs = inputs
    let plan = try #require(SetupPlan(settings, variables: [:]))
    var environment = RunEnvironment()
    try await environment.setUp(
      plan, for: try run(), cache: cache, readable: [], allowing: [], in: try repository.opened(),
      tell: tell)
    return environment
  }

  private func workspace(in environment: RunEnvironment) throws -> RunWorkspace {
    RunWorkspace(
      run: try run(), after: [], repository: try repository.opened(), cache: cache, readable: [],
      in: environment
    ) { _, _, _ in }
  }

  private func said(_ command: String, in environment: RunEnvironment) async throws -> String {
    var workspace = try workspace(in: environment)
    let seen = try await workspace.perform(
      .run(command: command, keepsChanges: false), within: 60)
    return seen.output.text
  }

  @Test func `what was set up stands in the workspace, once for all that need the same`()
    async throws
  {
    let first = try await setUp()
    let made = try await said("cat deps/made deps/installed", in: first)
    #expect(made.hasSuffix("1\n"))
    try commit("b\n", to: "a.txt")
    let second = try await setUp()
    #expect(second.setup == first.setup)
    #expect(try await said("cat deps/made deps/installed", in: second) == made)
  }

  @Test func `another lock file makes a layer from the nearest, which stays as it was`()
    async throws
  {
    let first = try await setUp()
    try commit("2\n", to: "package-lock.json")
    let second = try await setUp()
    #expect(second.setup?.name != first.setup?.name)
    #expect(try await said("cat deps/installed", in: second) == "1\n2\n")
    #expect(try await said("cat deps/installed", in: first) == "1\n")
  }

  @Test
  func `only what is read first decides: manifests, what the command names, what the user adds`()
    async throws
  {
    let first = try await setUp(["cat a.txt; mkdir deps"])
    try commit("c\n", to: "a.txt")
    #expect(try await setUp(["cat a.txt; mkdir deps"]).setup != first.setup)
    let added = try await setUp(inputs: ["lock.json"])
    let plain = try await setUp()
    try commit("two\n", to: "lock.json")
    #expect(try await setUp(inputs: ["lock.json"]).setup != added.setup)
    #expect(try await setUp().setup == plain.setup)
  }

  @Test func `what was built of another tree is older than the files that differ from that`()
    async throws
  {
    try repository.write(
      "test deps/built -nt a.txt || cp a.txt deps/built; cat deps/built\n", to: "build.sh")
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "build")
    // The layer of the first tree is there before anything is built.
    #expect(try await said("cat a.txt", in: RunEnvironment()) == "a\n")
    let first = try repository.git("rev-parse", "HEAD")
    try commit("b\n", to: "a.txt")
    let (commands, build) = (["mkdir deps; sh build.sh"], "sh build.sh")
    let later = try await setUp(commands)
    #expect(try await said(build, in: later) == "b\n")
    try repository.git("checkout", "-q", first)
    let earlier = try await setUp(commands)
    #expect(earlier.setup == later.setup)
    #expect(try await said(build, in: earlier) == "a\n")
  }

  @Test func `files of the tree that a setup has written count as the tree has them`() async throws
  {
    let environment = try await setUp([
      "mkdir deps; echo changed > a.txt; rm check.sh; rm package-lock.json; echo x > package-lock.json"
    ])
    #expect(
      try await said("cat a.txt package-lock.json; test -f check.sh && echo there", in: environment)
        == "a\n1\nthere\n")
  }

  @Test func `its home is kept, and what runs write there is not`() async throws {
    let environment = try await setUp(["mkdir -p ~/.tool && echo kept > ~/.tool/file"])
    #expect(
      try await said("cat ~/.tool/file; echo more >> ~/.tool/file", in: environment) == "kept\n")
    #expect(try await said("cat ~/.tool/file", in: environment) == "kept\n")
  }

  @Test func `a setup that fails leaves nothing, and says its last lines`() async throws {
    let error = await #expect(throws: SetupError.self) {
      _ = try await setUp([
        "mkdir deps && echo half > deps/installed && echo no such package; exit 3"
      ])
    }
    guard case .failed(_, .exited(3), let lines, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(lines == ["no such package"])
    let left = try FileManager.default.subpathsOfDirectory(atPath: cache)
    #expect(!left.contains { $0.contains("deps") }, "\(left)")
  }

  @Test func `one that hangs is ended`() async throws {
    var settings = settings(["sleep 60"])
    settings.setupSeconds = 1
    let plan = try #require(SetupPlan(settings, variables: [:]))
    var environment = RunEnvironment()
    await #expect(
      throws: SetupError.failed(command: "sleep 60", .exceeded(.time), lines: [], refused: [])
    ) {
      try await environment.setUp(
        plan, for: try run(), cache: cache, readable: [], allowing: [], in: try repository.opened()
      ) { _ in }
    }
  }

  @Test func `one that needs the network while it has none is told which host it asked for`()
    async throws
  {
    let error = await #expect(throws: SetupError.self) {
      _ = try await setUp([
        "python3 -c 'import urllib.request as u; u.urlopen(\"http://packages.example.org/x\")'"
      ])
    }
    guard case .failed(_, _, _, let refused, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(refused == ["packages.example.org:80"])
  }

  @Test func `what a dead process left half made is never used`() async throws {
    let whole = try #require(try await setUp().setup)
    let folder = cache + "/" + whole.files[0].dropLast("/files".count)
    // As after kill -9 in the middle: a draft without its list, and a place of the name without one.
    try FileManager.default.removeItem(atPath: folder + "/chain")
    let again = try await setUp()
    #expect(again.setup == whole)
    #expect(try await said("cat deps/installed", in: again) == "1\n")
  }

  @Test func `of two that need the same layer at once, one makes it`() async throws {
    let command = "mkdir -p deps; date +%N > deps/made; sleep 1"
    async let one = setUp([command])
    async let two = setUp([command])
    let (first, second) = (try await one, try await two)
    #expect(first.setup == second.setup)
    let told = Mutex(0)
    _ = try await setUp([command]) { _ in told.withLock { $0 += 1 } }
    #expect(told.withLock { $0 } == 0)
  }

  @Test func `a run that changes a lock file is judged on what that one asks for`() async throws {
    let environment = try await setUp()
    var workspace = try workspace(in: environment)
    _ = try await workspace.perform(
      .edit([FileEdit(path: "package-lock.json", change: .write("2\n"))], why: ""), within: 60)
    let seen = try await workspace.perform(.test(.verdict), within: 60)
    #expect(seen.tests?.counts.passed == 1)
    #expect(seen.environment?.setup != nil)
    let base = try #require(environment.setup)
    #expect(seen.environment?.setup != String(base.name.prefix(12)))
  }

  @Test func `old layers are dropped, but for those that a run holds or another stands on`()
    async throws
  {
    let first = try #require(try await setUp().setup)
    try commit("2\n", to: "package-lock.json")
    let second = try #require(try await setUp().setup)
    try commit("3\n", to: "package-lock.json")
    _ = try await setUp(["mkdir deps; true"])
    SetupLayers.dropOld(in: cache)
    func isThere(_ layer: SetupLayer) -> Bool {
      FileManager.default.fileExists(atPath: cache + "/" + layer.files[0])
    }
    #expect(isThere(first) && isThere(second))
    let part = cache + "/" + second.files[0].split(separator: "/")[0]
    let all = try ConfinedFolder(at: part)
    SetupLayers.dropOld(in: all, unusedFor: -1, beyond: 1, holding: .max)
    #expect(!isThere(first) && !isThere(second))
    #expect(try FileManager.default.contentsOfDirectory(atPath: part + "/trees").isEmpty)
  }

  @Test func `layers are dropped that hold more than there is room for, the one used last never`()
    async throws
  {
    for text in ["1", "2", "3"] {
      try commit(text, to: "lock.json")
      _ = try await setUp(["mkdir -p deps && head -c 100000 /dev/zero > deps/\(text)"])
    }
    let part = try #require(
      try FileManager.default.contentsOfDirectory(atPath: cache).first { $0.hasPrefix("setups") })
    let all = try ConfinedFolder(at: "\(cache)/\(part)")
    func count() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "\(cache)/\(part)")
        .count { ObjectID($0) != nil }
    }
    #expect(try count() == 3)
    SetupLayers.dropOld(in: all, unusedFor: 1000, beyond: 16, holding: 250_000)
    #expect(try count() == 2)
    SetupLayers.dropOld(in: all, unusedFor: 1000, beyond: 16, holding: 1)
    #expect(try count() == 1)
  }

  /// Asks a server of the test's own on this machine, and keeps the answer where one comes.
  private func answer(over network: SetupNetwork) async throws -> String {
    let folder = repository.directory.path + "/served"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("served\n".utf8).write(to: URL(fileURLWithPath: folder + "/page"))
    let script = """
      import http.server, functools, sys
      handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
      server = http.server.HTTPServer(("127.0.0.1", 0), handler)
      print(server.server_port, flush=True)
      server.timeout = 60
      server.handle_request()
      """
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    server.arguments = ["-c", script, folder]
    let output = Pipe()
    server.standardOutput = output
    server.standardError = FileHandle.nullDevice
    try server.run()
    defer { server.terminate() }
    let port =
      String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      .split(separator: "\n").first.map(String.init) ?? "0"
    var settings = settings([
      "mkdir -p deps; curl -s --noproxy '*' -m 20 http://127.0.0.1:\(port)/page > deps/page; true"
    ])
    settings.setupNetwork = network
    let plan = try #require(SetupPlan(settings, variables: [:]))
    var environment = RunEnvironment()
    try await environment.setUp(
      plan, for: try run(), cache: cache, readable: [], allowing: [], in: try repository.opened()
    ) { _ in }
    return try await said("cat deps/page", in: environment)
  }

  @Test func `a setup reaches what the machine reaches where its network is full, and no run does`()
    async throws
  {
    #expect(try await answer(over: .full) == "served\n")
    #expect(try await answer(over: .none) == "")
  }

  @Test func `a setup is told the version that tools would ask git for`() async throws {
    try repository.git("tag", "v2.3.0")
    let environment = try await setUp(["mkdir deps; echo $SETUPTOOLS_SCM_PRETEND_VERSION > deps/v"])
    #expect(try await said("cat deps/v", in: environment) == "2.3.0\n")
  }
}
