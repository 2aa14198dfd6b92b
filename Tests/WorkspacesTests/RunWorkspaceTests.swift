import Foundation
import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("A run's own copy of the project", .timeLimit(.minutes(10)))
struct RunWorkspaceTests {
  private let repository: TemporaryRepository

  init() throws {
    repository = try TemporaryRepository([
      ".gitignore": "*.o\nout/\n", "a.txt": "1\n", "b/c.txt": "2\n", "b/d.txt": "3\n", "e/f": "4\n",
      "tests/run.sh":
        "#!/bin/sh\ngrep -q 1 a.txt && echo '1 passed, 0 failed' || { echo '0 passed, 1 failed'; exit 1; }\n",
    ])
    chmod(repository.path + "/tests/run.sh", 0o755)
    try repository.git("commit", "-q", "-a", "-m", "executable")
  }

  private func workspace(
    test: String? = "sh tests/run.sh", paths: [String] = [],
    sandbox: Mandate.Sandboxing = .required, isOverlaid: Bool = true
  ) throws -> RunWorkspace {
    let run = try repository.run(Mandate(paths: paths, sandbox: sandbox, testCommand: test))
    return RunWorkspace(
      run: run, after: [],
      repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: [], isOverlaid: isOverlaid
    ) { _, _, _ in }
  }

  /// What stock git makes of the same command in a checkout.
  private func treeOfGit(after command: String) throws -> String {
    let ended = try Support.run(
      ["sh", "-c", command + "\ngit add -A && git write-tree"], in: repository.path,
      environment: repository.environment)
    return String(ended.output.split(separator: "\n").last ?? "")
  }

  static let commands = [
    "echo new > a.txt", "rm a.txt", "rm -r b", "mkdir -p x/y && echo 1 > x/y/z && echo 1 > x.o",
    "chmod +x a.txt", "ln -s a.txt link", "rm a.txt && mkdir a.txt && echo 1 > a.txt/in",
    "rm -r b && echo file > b", "mv b z", "mkdir out && echo 1 > out/x",
    "rm -r b && mkdir b && echo 9 > b/c.txt",
    "echo '!keep.o' >> .gitignore && echo 1 > keep.o", "touch a.txt", "printf '1\\n' > a.txt",
    "mv e/f e/g",
    "rm .gitignore && echo 1 > now.o", "chmod -x tests/run.sh", "ln -sf b/c.txt a.txt",
    "mkfifo pipe; true",
    "printf '\\377\\000' > bytes", "mkdir 'with space' && echo 1 > 'with space/ü'",
  ]

  @Test(arguments: commands)
  func `what a command changed becomes the tree 'git add -A' gives`(command: String) async throws {
    var workspace = try workspace()
    let seen = try await workspace.perform(.run(command: command, keepsChanges: true), within: 3600)
    #expect(seen.tree.description == (try treeOfGit(after: command)), "\(seen)")
  }

  @Test func `commands one after the other build on one another, as in one checkout`() async throws
  {
    var workspace = try workspace()
    for command in Self.commands {
      let seen = try await workspace.perform(
        .run(command: command, keepsChanges: true), within: 3600)
      #expect(seen.tree.description == (try treeOfGit(after: command)), "after \(command)")
    }
  }

  @Test func `without bubblewrap, commands see and change the same`() async throws {
    var workspace = try workspace(sandbox: .none)
    for command in Self.commands.prefix(10) {
      let seen = try await workspace.perform(
        .run(command: command, keepsChanges: true), within: 3600)
      #expect(seen.tree.description == (try treeOfGit(after: command)), "after \(command)")
    }
  }

  @Test func `a command that is too long is refused in words, and the tree stays`() async throws {
    var workspace = try workspace()
    let before = workspace.tree
    let filling = String(repeating: "#\n", count: 70_000)
    let long = try await workspace.perform(
      .run(command: "\(filling)echo 2 > a.txt; cat a.txt", keepsChanges: true), within: 3600)
    #expect(long.output.text == "2\n" && long.refusal == nil)
    let longer = try await workspace.perform(
      .run(command: String(repeating: filling, count: 8), keepsChanges: true), within: 3600)
    #expect(longer.refusal?.contains("longer than") == true)
    #expect(longer.tree == long.tree && long.tree != before && longer.ending == nil)
  }

  @Test func `a command that may keep nothing leaves the tree and the files as they were`()
    async throws
  {
    var workspace = try workspace()
    let before = workspace.tree
    _ = try await workspace.perform(
      .run(command: "echo x > a.txt; rm -r b; mkdir e/f2", keepsChanges: false), within: 3600)
    #expect(workspace.tree == before)
    let seen = try await workspace.perform(
      .run(command: "cat a.txt b/c.txt", keepsChanges: true), within: 3600)
    #expect(seen.output.text == "1\n2\n")
    #expect(seen.tree == before)
  }

  @Test func `what lies outside the mandate is not taken over, and is put back`() async throws {
    var workspace = try workspace(paths: ["b/**"])
    let seen = try await workspace.perform(
      .run(command: "echo x > a.txt; echo y > b/c.txt", keepsChanges: true), within: 3600)
    #expect(seen.changed == ["b/c.txt"])
    #expect(seen.refusal?.contains("a.txt") == true)
    let after = try await workspace.perform(
      .run(command: "cat a.txt b/c.txt", keepsChanges: false), within: 3600)
    #expect(after.output.text == "1\ny\n")
  }

  @Test
  func `what the mandate keeps, and what git itself reads, cannot be removed by a command either`()
    async throws
  {
    try repository.write("*.txt text\n", to: "b/.gitattributes")
    try repository.git("add", "-A")
    try repository.git("commit", "-qm", "attributes")
    var workspace = try workspace(paths: ["b/**"])
    let before = workspace.tree
    let seen = try await workspace.perform(
      .run(command: "rm a.txt; rm -r e; rm b/.gitattributes", keepsChanges: true), within: 3600)
    #expect(seen.tree == before && seen.changed.isEmpty)
    #expect(seen.refusal?.contains("a.txt") == true && seen.refusal?.contains("git itself") == true)
    let replaced = try await workspace.perform(
      .run(command: "rm -r b; echo 1 > b", keepsChanges: true), within: 3600)
    #expect(replaced.tree == before)
    let after = try await workspace.perform(
      .run(command: "cat a.txt e/f b/c.txt b/.gitattributes", keepsChanges: true), within: 3600)
    #expect(after.output.text == "1\n4\n2\n*.txt text\n")
  }

  @Test func `a submodule is an empty directory, and stays what it is in the tree`() async throws {
    let commit = try repository.git("rev-parse", "HEAD")
    try repository.git("update-index", "--add", "--cacheinfo", "160000,\(commit),parts/sub")
    try repository.git("commit", "-qm", "submodule")
    var workspace = try workspace()
    let before = workspace.tree
    let seen = try await workspace.perform(
      .run(command: "ls -a parts/sub | wc -l; echo 1 > parts/sub/x", keepsChanges: true),
      within: 3600
    )
    #expect(seen.output.text == "2\n" && seen.tree == before)
    #expect(seen.refusal?.contains("submodule") == true)
  }

  @Test func `there is no .git to be read or written`() async throws {
    var workspace = try workspace()
    let seen = try await workspace.perform(
      .run(command: "ls -a; git status; ls \(repository.path)", keepsChanges: false), within: 3600)
    #expect(!seen.output.text.split(separator: "\n").contains(".git"))
    #expect(
      !seen.output.text.contains("a.txt\nb\n") || seen.output.text.contains("not a git repository"))
  }

  @Test func `edits, commands and backtracking see one tree`() async throws {
    var workspace = try workspace()
    let base = workspace.tree
    let edited = try await workspace.perform(
      .edit([FileEdit(path: "a.txt", change: .write("edited\n"))], why: "why"), within: 3600)
    #expect(edited.refusal == nil)
    var seen = try await workspace.perform(
      .run(command: "cat a.txt; rm b/c.txt", keepsChanges: true), within: 3600)
    #expect(seen.output.text == "edited\n")
    try workspace.restore(to: base)
    seen = try await workspace.perform(
      .run(command: "cat a.txt b/c.txt", keepsChanges: true), within: 3600)
    #expect(seen.output.text == "1\n2\n")
    #expect(seen.tree == base)
  }

  @Test func `the verdict runs the base's tests, whatever was made of them`() async throws {
    var workspace = try workspace()
    _ = try await workspace.perform(
      .edit(
        [
          FileEdit(path: "a.txt", change: .write("broken\n")),
          FileEdit(path: "tests/run.sh", change: .write("echo '1 passed, 0 failed'\n")),
        ], why: "cheating"), within: 3600)
    let working = try await workspace.perform(.test(.working), within: 3600)
    #expect(working.tests?.allPass == true)
    let verdict = try await workspace.perform(.test(.verdict), within: 3600)
    #expect(verdict.tests?.allPass == false)
    #expect(verdict.tests?.counts.failed == 1)
  }

  @Test(arguments: [true, false])
  func
    `candidates are marked by what the tests say, and leave nothing behind, also on plain copies`(
      isOverlaid: Bool
    ) async throws
  {
    try repository.write("0\n", to: "a.txt")
    try repository.git("commit", "-qam", "broken")
    var workspace = try workspace(isOverlaid: isOverlaid)
    let before = workspace.tree
    _ = try await workspace.perform(.test(.working), within: 3600)
    func candidate(_ name: String, _ text: String, path: String = "a.txt") -> Candidate {
      Candidate(id: name, edits: [FileEdit(path: path, change: .write(text))], about: name)
    }
    let seen = try await workspace.perform(
      .trial([
        candidate("wrong", "2\n"), candidate("right", "1\n"),
        candidate("refused", "x", path: ".git/x"),
        candidate("same", "0\n"),
      ]), within: 3600)
    #expect(seen.results.map(\.id) == ["wrong", "right", "refused", "same"])
    #expect(seen.results.map(\.mark) == [.unchanged, .passes, .refused, .refused])
    #expect(workspace.tree == before && seen.tree == before)
    let after = try await workspace.perform(
      .run(command: "cat a.txt; ls", keepsChanges: false), within: 3600)
    #expect(after.output.text == "0\na.txt\nb\ne\ntests\n")
  }

  @Test(arguments: [true, false])
  func `candidates stand on the run's tree as it is now`(isOverlaid: Bool) async throws {
    try repository.write("0\n", to: "a.txt")
    try repository.git("commit", "-qam", "broken")
    let command =
      "test ! -e e/f && test -x tests/run.sh && test -L link && test -e b/c.txt && sh tests/run.sh"
    var workspace = try workspace(test: command, isOverlaid: isOverlaid)
    _ = try await workspace.perform(.test(.working), within: 3600)
    _ = try await workspace.perform(
      .run(command: "rm e/f; ln -s a.txt link", keepsChanges: true), within: 3600)
    let right = FileEdit(path: "a.txt", change: .write("1\n"))
    let seen = try await workspace.perform(
      .trial([
        Candidate(
          id: "bare", edits: [right, FileEdit(path: "b/c.txt", change: .delete)], about: "one gone"),
        Candidate(id: "right", edits: [right], about: "right"),
      ]), within: 3600)
    #expect(seen.results.map(\.mark) == [.unchanged, .passes])
  }

  @Test func `a copy of a folder has its files, links, modes and times`() throws {
    let root = repository.directory.path
    _ = try Support.run(
      [
        "sh", "-c",
        "mkdir -p from/x/y to && echo 1 > from/x/y/z && ln -s x from/l && "
          + "chmod 755 from/x/y/z && touch -d 2001-02-03 from/x/y/z && mkfifo from/p",
      ],
      in: root, environment: repository.environment)
    let copy = try LayerFolder(path: root + "/to", owner: nil)
    try copy.fill(from: try LayerFolder(path: root + "/from", owner: nil))
    let listing = try Support.run(
      ["sh", "-c", "cd to && find . -type f -printf '%p %m %TY\\n'; readlink l; ls"], in: root,
      environment: repository.environment)
    #expect(listing.output.split(separator: "\n") == ["./x/y/z 755 2001", "x", "l", "x"])
  }

  @Test func `when a workspace goes, nothing of it is left in the cache but base layers`()
    async throws
  {
    do {
      var workspace = try workspace()
      _ = try await workspace.perform(
        .run(command: "mkdir -m 000 shut; echo 1 > x", keepsChanges: true), within: 3600)
    }
    let runs = try FileManager.default.contentsOfDirectory(
      atPath: repository.directory.path + "/cache/runs")
    #expect(runs.isEmpty)
  }
}

@Suite("Base layers", .timeLimit(.minutes(10)))
struct BaseLayerTests {
  @Test func `a layer made from its neighbour shows what a fresh one shows`() async throws {
    let repository = try TemporaryRepository(["a": "1\n", "b/c": "2\n", "b/d": "3\n", "e": "5\n"])
    let cache = repository.directory.path + "/cache"
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
    let opened = try repository.opened()
    let layers = BaseLayers(cache: cache, owner: nil)
    let first = try layers.chain(
      for: try repository.id("HEAD^{tree}"), attributesFrom: try repository.id("HEAD"), in: opened)
    #expect(first.count == 1)
    try repository.write("9\n", to: "a")
    try repository.write("1\n", to: "b2")
    try repository.git("rm", "-q", "-r", "b")
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "second")
    let second = try layers.chain(
      for: try repository.id("HEAD^{tree}"), attributesFrom: try repository.id("HEAD"), in: opened)
    #expect(second.count == 2 && second.last == first.first)
    let upper = try FileManager.default.subpathsOfDirectory(atPath: "\(cache)/\(second[0])")
    #expect(
      upper.sorted() == ["a", "b", "b/c", "b/d", "b2"] || upper.sorted() == ["a", "b", "b2"])
    // Held ones stay, unused ones go.
    do {
      let held = layers.hold(second)
      layers.dropOld(unusedFor: -1, beyond: 0)
      #expect(FileManager.default.fileExists(atPath: "\(cache)/\(second[0])"))
      #expect(held.count == 2)
    }
    // A program that another test starts at this moment holds what is open here until it runs.
    for _ in 0..<500 {
      layers.dropOld(unusedFor: -1, beyond: 0)
      guard FileManager.default.fileExists(atPath: "\(cache)/\(second[0])") else { break }
      usleep(20_000)
    }
    #expect(!FileManager.default.fileExists(atPath: "\(cache)/\(second[0])"))
    #expect(!FileManager.default.fileExists(atPath: "\(cache)/\(first[0])"))
  }
}

@Suite("Base layers of files that look otherwise than they are stored", .timeLimit(.minutes(10)))
struct WorkingFormTests {
  private let repository: TemporaryRepository
  private let layers: BaseLayers

  init() throws {
    repository = try TemporaryRepository(["a.txt": "1\n", "b/c.txt": "2\n"])
    let cache = repository.directory.path + "/cache"
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
    layers = BaseLayers(cache: cache, owner: nil)
  }

  /// What a workspace on HEAD would show of `file`; the chain's upper layers go first.
  private func shown(_ file: String) throws -> String? {
    let opened = try repository.opened()
    let chain = try layers.chain(
      for: try repository.id("HEAD^{tree}"), attributesFrom: try repository.id("HEAD"), in: opened)
    return chain.lazy.compactMap { layer in
      FileManager.default.contents(atPath: "\(layers.cache)/\(layer)/\(file)")
    }.first.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `other attributes in the tree change files that are the same in both`() throws {
    #expect(try shown("a.txt") == "1\n")
    try repository.write("*.txt text eol=crlf\n", to: ".gitattributes")
    try repository.git("add", "-A")
    try repository.git("commit", "-qm", "attributes")
    #expect(try shown("a.txt") == "1\r\n" && shown("b/c.txt") == "2\r\n")
    try repository.write("*.txt -text\n", to: "b/.gitattributes")
    try repository.git("add", "-A")
    try repository.git("commit", "-qm", "attributes below")
    #expect(try shown("a.txt") == "1\r\n" && shown("b/c.txt") == "2\n")
  }

  @Test func `config and attributes outside the tree are part of a layer's name`() throws {
    #expect(try shown("a.txt") == "1\n")
    try repository.write("*.txt eol=crlf\n", to: ".git/info/attributes")
    #expect(try shown("a.txt") == "1\r\n")
    try repository.write("", to: ".git/info/attributes")
    #expect(try shown("a.txt") == "1\n")
    try repository.git("config", "core.autocrlf", "true")
    #expect(try shown("a.txt") == "1\r\n")
    try repository.git("config", "core.autocrlf", "false")
    let own = repository.directory.path + "/own"
    try repository.directory.write("*.txt eol=crlf\n", to: "own")
    try repository.git("config", "core.attributesFile", own)
    #expect(try shown("a.txt") == "1\r\n")
  }
}
