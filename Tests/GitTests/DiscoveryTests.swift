import Foundation
import Git
import Support
import Testing

@Suite("Which repository is found, beside stock git")
struct DiscoveryTests {
  private let repository: TemporaryRepository

  init() throws { repository = try TemporaryRepository(["src/deep/a": "1\n"]) }

  /// The folder around the repository.
  private var room: String { repository.directory.path }

  /// The git directory that stock git finds from `folder`; `nil` where it refuses.
  private func found(
    byGitFrom folder: String, _ variables: [String: String]
  ) throws -> String? {
    let ended = try run(
      ["git", "rev-parse", "--absolute-git-dir"], in: folder,
      environment: repository.environment.merging(variables) { $1 })
    return ended.status == 0 ? ended.output.split(separator: "\n").joined() : nil
  }

  /// The git directory that we find there; `nil` where we refuse.
  private func found(from folder: String, _ variables: [String: String]) -> String? {
    let environment = repository.environment.merging(variables) { $1 }
    return try? Repository(discovering: folder, environment: environment).gitDirectory
  }

  /// Expects that git and we find the same from `folder`, or both refuse, and returns it.
  @discardableResult
  private func agree(
    from folder: String, _ variables: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String? {
    let expected = try found(byGitFrom: folder, variables)
    let actual = found(from: folder, variables)
    #expect(actual == expected, "\(folder), \(variables)", sourceLocation: sourceLocation)
    return actual
  }

  private func refusal(
    from folder: String, _ variables: [String: String] = [:]
  ) -> GitError.Unsupported? {
    let environment = repository.environment.merging(variables) { $1 }
    do throws(GitError) {
      _ = try Repository(discovering: folder, environment: environment)
      return nil
    } catch {
      guard case .unsupported(let kind) = error else { return nil }
      return kind
    }
  }

  /// Variables by which git gets `pairs` as from its command line.
  private func given(_ pairs: [(String, String)]) -> [String: String] {
    var variables = ["GIT_CONFIG_COUNT": String(pairs.count)]
    for (number, (key, value)) in pairs.enumerated() {
      variables["GIT_CONFIG_KEY_\(number)"] = key
      variables["GIT_CONFIG_VALUE_\(number)"] = value
    }
    return variables
  }

  private func makeBare(_ name: String) throws -> String {
    let path = "\(room)/\(name)"
    try repository.git("init", "-q", "--bare", path)
    return path
  }

  @Test func `from wherever one stands in it`() throws {
    let top = repository.path
    try repository.git("worktree", "add", "-q", "\(room)/linked")
    try repository.git("clone", "-q", top, "\(room)/inner")
    try repository.git(
      "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", top, "sub")
    try FileManager.default.createDirectory(
      atPath: "\(room)/linked/x/y", withIntermediateDirectories: true)
    let bare = try makeBare("bare.git")
    for folder in [
      top, "\(top)/src/deep", "\(top)/.git", "\(top)/.git/refs", "\(room)/linked",
      "\(room)/linked/x/y", "\(top)/.git/worktrees/linked", "\(top)/sub", "\(top)/.git/modules/sub",
      "\(top)/.git/modules/sub/objects", bare, "\(bare)/refs/heads", "\(room)/inner/src",
    ] {
      #expect(try agree(from: folder) != nil)
    }
    #expect(try agree(from: room) == nil)
  }

  @Test func `past what only looks like one, and not past what leads nowhere`() throws {
    let top = repository.path
    let head = try repository.id("HEAD")
    for name in ["empty", "halfway", "detached", "linked", "words"] {
      try repository.write("x\n", to: "\(name)/file")
    }
    try FileManager.default.createDirectory(
      atPath: "\(top)/empty/.git", withIntermediateDirectories: true)
    for folder in ["halfway", "detached", "linked", "words"] {
      try repository.directory.write("", to: "project/\(folder)/.git/objects/x")
      try repository.directory.write("", to: "project/\(folder)/.git/refs/x")
    }
    try repository.write("ref:refs/heads/none\n", to: "halfway/.git/HEAD")
    try repository.write("\(head)\n", to: "detached/.git/HEAD")
    try repository.write("main\n", to: "words/.git/HEAD")
    try repository.write("\(head)\n", to: "linked/.git/refs/heads/main")
    try FileManager.default.createSymbolicLink(
      atPath: "\(top)/linked/.git/HEAD", withDestinationPath: "refs/heads/main")
    for name in ["empty", "halfway", "detached", "linked", "words"] {
      try agree(from: "\(top)/\(name)")
    }
    #expect(try agree(from: "\(top)/words") == "\(top)/.git")
    for text in [
      "gitdir: /nowhere\n", "words\n", "gitdir: ", "", "gitdir: \(top)/.git", "gitdir: ../.git\r\n",
    ] {
      try repository.write(text, to: "file/.git")
      try agree(from: "\(top)/file")
    }
  }

  @Test func `not above a ceiling`() throws {
    let top = repository.path
    try FileManager.default.createSymbolicLink(
      atPath: "\(room)/by-link", withDestinationPath: top)
    for value in [
      "", room, top, "\(top)/", "\(top)/src", "\(top)/src/deep", "/:\(top)/src", "src:\(top)",
      "\(room)/by-link", ":\(room)/by-link", "/nowhere:\(top)", "\(room)/proj", "/",
    ] {
      try agree(from: "\(top)/src/deep", ["GIT_CEILING_DIRECTORIES": value])
    }
    #expect(try agree(from: "\(top)/src", ["GIT_CEILING_DIRECTORIES": top]) == nil)
  }

  @Test func `none that is not exactly what GIT_DIR names`() throws {
    let top = repository.path
    let bare = try makeBare("bare.git")
    try repository.git("worktree", "add", "-q", "\(room)/linked")
    for path in [
      "\(top)/.git", top, "\(room)/linked/.git", "\(room)/linked", bare, "\(bare)/refs",
      "\(top)/src", "/nowhere", "\(top)/.git/worktrees/linked",
    ] {
      try agree(from: room, ["GIT_DIR": path])
    }
    #expect(try agree(from: room, ["GIT_DIR": bare]) == bare)
    #expect(try agree(from: room, ["GIT_DIR": top]) == nil)
  }

  @Test func `no bare one that safe.bareRepository forbids, which only the user can set`() throws {
    let bare = try makeBare("bare.git")
    try repository.git("--git-dir", bare, "config", "safe.bareRepository", "explicit")
    try repository.git("config", "safe.bareRepository", "explicit")
    #expect(try agree(from: bare) == bare)
    for value in ["all", "explicit", "Explicit"] {
      let variables = given([("safe.bareRepository", value)])
      for folder in [bare, "\(bare)/refs", "\(repository.path)/.git", repository.path] {
        try agree(from: folder, variables)
      }
      try agree(from: room, variables.merging(["GIT_DIR": bare]) { $1 })
    }
    try repository.directory.write("[safe]\n\tbareRepository = explicit\n", to: "system")
    let system = ["GIT_CONFIG_SYSTEM": "\(room)/system", "GIT_CONFIG_NOSYSTEM": "0"]
    #expect(try agree(from: bare, system) == nil)
    #expect(refusal(from: bare, system) == .bareFound(path: bare, setting: "explicit"))
    #expect(
      try agree(from: bare, system.merging(given([("safe.bareRepository", "all")])) { $1 }) == bare)
    try repository.git("config", "--global", "safe.bareRepository", "explicit")
    #expect(try agree(from: bare) == nil)
  }

  @Test func `none of somebody else's unless safe.directory lists it, which only the user can set`()
    throws
  {
    let top = repository.path
    let bare = try makeBare("bare.git")
    let foreign = ["GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"]
    try repository.git("config", "safe.directory", "*")
    #expect(try agree(from: top, foreign) == nil)
    #expect(refusal(from: "\(top)/src", foreign) == .foreignOwner(path: top))
    #expect(refusal(from: bare, foreign) == .foreignOwner(path: bare))
    for values in [
      ["*"], [top], ["\(top)/"], [room], ["\(room)/*"], ["\(top)/.git"], ["\(top)/src"], [""],
      ["~/../project"], ["~"], ["%(prefix)/project"], [top, ""], ["", top], ["*", "", bare],
      [bare], ["."], ["project"],
    ] {
      let variables = foreign.merging(given(values.map { ("safe.directory", $0) })) { $1 }
      for folder in [top, "\(top)/src", "\(top)/.git", bare] { try agree(from: folder, variables) }
    }
    #expect(try agree(from: top, foreign.merging(["GIT_DIR": "\(top)/.git"]) { $1 }) != nil)
    try repository.directory.write("[safe]\n\tdirectory = ~/below\n", to: "home/more")
    try repository.git("config", "--global", "include.path", "more")
    try repository.git("init", "-q", "\(room)/home/below")
    #expect(try agree(from: "\(room)/home/below", foreign) != nil)
    #expect(try agree(from: top, foreign) == nil)
  }

  @Test(
    .needs("root, who alone can give files away", geteuid() == 0),
    arguments: ["project", "project/.git", "linked/.git", "bare.git"])
  func `root's own, and the caller's of sudo`(given: String) throws {
    try repository.git("worktree", "add", "-q", "\(room)/linked")
    _ = try makeBare("bare.git")
    chown("\(room)/\(given)", 12_345, 12_345)
    for caller in [nil, "12345", "12346", "", "x", "12345x"] {
      let variables = caller.map { ["SUDO_UID": $0] } ?? [:]
      for folder in [repository.path, "\(room)/linked", "\(room)/bare.git"] {
        try agree(from: folder, variables)
      }
    }
  }

  @Test func `none among the files of a project, however bare it looks`() throws {
    let top = repository.path
    let planted = "\(top)/docs/x"
    for (file, text) in [
      ("HEAD", "ref: refs/heads/main\n"), ("objects/.k", ""), ("refs/heads/.k", ""),
      ("config", "[core]\n\tbare = true\n[colleague]\n\tissueCommand = touch MARK\n"),
    ] {
      try repository.write(text, to: "docs/x/\(file)")
    }
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "second")
    try repository.git("worktree", "add", "-q", "\(room)/linked")
    try FileManager.default.createSymbolicLink(
      atPath: "\(room)/by-link", withDestinationPath: planted)
    let all = given([("safe.bareRepository", "all")])
    for (folder, place, around) in [
      (planted, planted, top), ("\(planted)/refs/heads", planted, top),
      ("\(room)/by-link", planted, top),
      ("\(room)/linked/docs/x", "\(room)/linked/docs/x", "\(room)/linked"),
    ] {
      let kind = GitError.Unsupported.bareInWorkingTree(path: place, top: around)
      #expect(refusal(from: folder) == kind)
      #expect(refusal(from: folder, all) == kind)
      #expect(
        refusal(from: folder, ["GIT_CEILING_DIRECTORIES": "\(top):\(top)/docs:\(room)/linked"])
          == kind)
    }
    // Also where the repository itself cannot be used any more.
    try FileManager.default.removeItem(atPath: "\(top)/.git/worktrees")
    #expect(
      refusal(from: "\(room)/linked/docs/x")
        == .bareInWorkingTree(path: "\(room)/linked/docs/x", top: "\(room)/linked"))
    try FileManager.default.removeItem(atPath: "\(top)/.git/HEAD")
    #expect(refusal(from: planted) == .bareInWorkingTree(path: planted, top: top))
    #expect(try agree(from: room, ["GIT_DIR": planted]) == planted)
    #expect(try agree(from: planted, ["GIT_DIR": planted]) == planted)
  }

  @Test func `but a working tree within another, and its git directory`() throws {
    let inner = "\(repository.path)/inner"
    try repository.git("init", "-q", inner)
    for folder in [inner, "\(inner)/.git", "\(inner)/.git/refs"] {
      #expect(try agree(from: folder) == "\(inner)/.git")
    }
  }
}

@Suite("Scopes of a config, beside stock git")
struct ConfigScopeTests {
  @Test func `are those git shows, for files that are included as well`() throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let room = repository.directory.path
    let key = "colleague.readable"
    try repository.git("config", "core.repositoryFormatVersion", "1")
    try repository.git("config", "extensions.worktreeConfig", "true")
    for (number, scope) in ["--global", "--local", "--worktree"].enumerated() {
      try repository.directory.write(
        "[colleague]\n\treadable = /in/\(number)\n", to: "more\(number)")
      try repository.git("config", scope, key, "/own/\(number)")
      try repository.git("config", scope, "include.path", "\(room)/more\(number)")
    }
    try repository.directory.write(
      "[colleague]\n\treadable = /xdg\n", to: "home/.config/git/config")
    try repository.directory.write("[colleague]\n\treadable\n", to: "system")
    let variables = [
      "GIT_CONFIG_SYSTEM": "\(room)/system", "GIT_CONFIG_NOSYSTEM": "0", "GIT_CONFIG_COUNT": "1",
      "GIT_CONFIG_KEY_0": "Colleague.READABLE", "GIT_CONFIG_VALUE_0": "/given",
    ]
    let environment = repository.environment.merging(variables) { $1 }
    let ended = try run(
      ["git", "config", "--show-scope", "--get-all", key], in: repository.path,
      environment: environment)
    let expected = ended.output.split(separator: "\n").map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    let config = try Repository(discovering: repository.path, environment: environment).config()
    let actual = try config.entries(key).map { ["\($0.scope)", $0.given ?? ""] }
    #expect(actual == expected)
    #expect(Set(actual.map { $0[0] }) == ["system", "global", "local", "worktree", "command"])
    let own = try config.entries(key).filter { !$0.scope.isProtected }.map(\.text)
    #expect(own == ["/own/1", "/in/1", "/own/2", "/in/2"])
  }
}
