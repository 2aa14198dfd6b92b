import Support
import Testing
import Vocabulary

@testable import Git

@Suite("Submodules", .timeLimit(.minutes(10)))
struct SubmoduleTests {
  private func opened(_ repository: TemporaryRepository) throws -> Repository {
    try Repository(discovering: repository.path, environment: repository.environment)
  }

  /// The names and paths that stock git reads of a text; `nil` where it reads none of it.
  private func stock(_ text: String) throws -> [String: String]? {
    let repository = try TemporaryRepository()
    try repository.write(text, to: "modules")
    let ended = try run(
      ["git", "config", "-z", "-f", "modules", "--get-regexp", #"^submodule\..*\.path$"#],
      in: repository.path, environment: repository.environment)
    guard ended.status == 0 || ended.errors.isEmpty else { return nil }
    var paths: [String: String] = [:]
    for entry in ended.output.split(separator: "\0") {
      let parts = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      // A key alone is git's word for true, which is no path.
      guard let path = parts.dropFirst().first else { continue }
      let name = parts[0].dropFirst("submodule.".count).dropLast(".path".count)
      paths[String(name)] = String(path)
    }
    return paths
  }

  private static let texts = [
    "[submodule \"a\"]\n\tpath = lib/a\n\turl = ../a.git\n",
    "[submodule \"a\"]\r\n\tpath = lib/a\r\n\turl = x\r\n",
    "[submodule \"a b\"] path = \"lib/a b \" ; said so\n# no\n[core]\npath = z\n",
    "[submodule \"grüße\"]\npath = \"gr\\u\"\n",
    "[Submodule \"A\\\"b\\\\c\"]\nPATH=x\\\ny   z  # end\n",
    "[submodule \"a\"]\npath = one\n[submodule \"a\"]\npath = two\n",
    "[submodule \"a\"]\npath\n", "[submodule \"a\"\npath = x\n", "[submodule \"a\"]\npath = \"x\n",
    "[submodule \"a\"]\npath = a\\tb\\\\c\\\"d\n", "path = x\n[submodule \"ü\"]\npath = ü/é\n",
    "[submodule]\npath = x\n", "[submodule \"..\"]\npath = x", "[submodule \"a\"]\n1path = x\n",
    "\u{FEFF}[submodule \"a\"]\npath = x\n", "[submodule \"a\"]\npath = x;y\npath = z\n",
    "[submodule \"a\"] junk = 1 path\npath = q\n", "[submodule\t\"a\"]\npath =\n",
  ]

  @Test(arguments: texts) func `are read as stock git reads its file`(text: String) throws {
    let ours = ModulesFile(Array(text.utf8)).map {
      Dictionary($0.paths.map { ($0.name, $0.path) }) { $1 }
    }
    #expect(try ours == stock(text))
  }

  @Test func `have no name that leads out of their folder, and no path that is an option`() {
    for name in ["..", "../x", "a/../b", "a\\..\\b", "x/..", ""] {
      #expect(!Submodule.isName(name), "\(name)")
    }
    for name in ["a", "lib/a b", "...", "..a", "grüße", ".", "/etc"] {
      #expect(Submodule.isName(name), "\(name)")
    }
    for path in ["-u", "../a", "/a", "a//b", "a/", ".git", "a/.GIT/b", ".", "", "a\0b"] {
      #expect(!Submodule.isPath(path), "\(path)")
    }
  }

  /// The git directory in which the submodule's objects are found.
  private func place(
    of submodule: Submodule, seenFrom repository: borrowing Repository
  ) -> String? {
    if let found = repository.opened(submodule) { found.gitDirectory } else { nil }
  }

  /// A repository with another one as a submodule at `path`, by stock git.
  private func withSubmodule(at path: String, named name: String? = nil) throws
    -> TemporaryRepository
  {
    let inner = try TemporaryRepository(["a.txt": "a\n"])
    let outer = try TemporaryRepository(["b.txt": "b\n"])
    try outer.git(
      "-c", "protocol.file.allow=always", "submodule", "add", "-q", "--name", name ?? path,
      inner.path, path)
    try outer.git("commit", "-qm", "add it")
    return outer
  }

  @Test(arguments: ["lib/a", "a b/grüße", "x"])
  func `are found with their commit, and opened where git keeps them`(path: String) throws {
    let repository = try withSubmodule(at: path, named: "other/name")
    let opened = try opened(repository)
    let found = try opened.submodules(ofTree: repository.id("HEAD^{tree}"))
    let commit = try repository.id("HEAD:\(path)")
    #expect(found == [Submodule(name: "other/name", path: path, commit: commit)])
    let inner = place(of: found[0], seenFrom: opened)
    #expect(inner == repository.path + "/.git/modules/other/name")
  }

  @Test func `are opened for a linked worktree too, and from their own folder in old checkouts`()
    throws
  {
    let repository = try withSubmodule(at: "lib/a")
    let submodule = Submodule(name: "lib/a", path: "lib/a", commit: try repository.id("HEAD:lib/a"))
    try repository.git("worktree", "add", "-q", repository.directory.path + "/tree")
    let tree = try Repository(
      discovering: repository.directory.path + "/tree", environment: repository.environment)
    let shared = place(of: submodule, seenFrom: tree)
    #expect(shared == repository.path + "/.git/modules/lib/a")
    // As git itself had them once, and as `git init` in a folder leaves them.
    let moved = try run(
      [
        "sh", "-c",
        "git -C lib/a config --unset core.worktree && rm lib/a/.git && mv .git/modules/lib/a lib/a/.git",
      ],
      in: repository.path, environment: repository.environment)
    #expect(moved.status == 0, "\(moved.errors)")
    let own = place(of: submodule, seenFrom: try opened(repository))
    #expect(own == repository.path + "/lib/a/.git")
    #expect(place(of: submodule, seenFrom: tree) == nil)
  }

  @Test func `are not opened through a link of the checkout, or without their commit`() throws {
    let repository = try withSubmodule(at: "lib/a")
    let commit = try repository.id("HEAD:lib/a")
    let missing = try #require(ObjectID(String(repeating: "5", count: 40)))
    let opened = try opened(repository)
    #expect(
      place(of: Submodule(name: "lib/a", path: "lib/a", commit: missing), seenFrom: opened) == nil)
    let made = try run(
      ["ln", "-s", "lib", "link"], in: repository.path, environment: repository.environment)
    #expect(made.status == 0)
    #expect(
      place(of: Submodule(name: "n", path: "link/a", commit: commit), seenFrom: opened) == nil)
    #expect(place(of: Submodule(name: "n", path: "lib/a", commit: commit), seenFrom: opened) != nil)
    #expect(
      place(of: Submodule(name: "../modules/lib/a", path: "y", commit: commit), seenFrom: opened)
        == nil)
  }

  @Test func `kept in a format that cannot be read are not opened`() throws {
    let repository = try withSubmodule(at: "lib/a")
    let commit = try repository.id("HEAD:lib/a")
    let modules = repository.path + "/.git/modules/lib/a"
    let made = try run(
      ["sh", "-c", "rm -r '\(modules)' && git init -q --bare --object-format=sha256 '\(modules)'"],
      in: repository.directory.path, environment: repository.environment)
    #expect(made.status == 0, "\(made)")
    let submodule = Submodule(name: "lib/a", path: "lib/a", commit: commit)
    #expect(place(of: submodule, seenFrom: try opened(repository)) == nil)
  }

  @Test func `that are no commits of the tree, or that a link names, are none`() throws {
    let repository = try TemporaryRepository([
      "a/b.txt": "b\n", ".gitmodules": "[submodule \"a\"]\npath = a\n[submodule \"c\"]\npath = c\n",
    ])
    #expect(try opened(repository).submodules(ofTree: repository.id("HEAD^{tree}")).isEmpty)
    let made = try run(
      ["sh", "-c", "mv .gitmodules m && ln -s m .gitmodules"], in: repository.path,
      environment: repository.environment)
    #expect(made.status == 0)
    try repository.git("add", "-A")
    try repository.git(
      "update-index", "--add", "--cacheinfo", "160000,\(try repository.id("HEAD")),c")
    try repository.git("commit", "-qm", "a link")
    #expect(try opened(repository).submodules(ofTree: repository.id("HEAD^{tree}")).isEmpty)
  }
}

@Suite struct `A pointer of Git LFS` {
  private static let digest = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
  private static func text(
    version: String = "https://git-lfs.github.com/spec/v1", oid: String = "sha256:" + digest,
    size: String = "12345", further: String = ""
  ) -> [UInt8] {
    Array("version \(version)\noid \(oid)\nsize \(size)\n\(further)".utf8)
  }

  @Test func `is read with its digest and size`() {
    let pointer = LargeFilePointer(Self.text())
    #expect(pointer?.digest == Self.digest && pointer?.size == 12345)
    #expect(LargeFilePointer(Array(Self.text().dropLast())) == pointer)
    #expect(LargeFilePointer(Self.text(version: "https://hawser.github.com/spec/v1")) == pointer)
  }

  @Test(arguments: [
    text(oid: "sha256:../../" + digest.dropFirst(6)), text(oid: "sha256:" + digest.uppercased()),
    text(oid: "sha256:" + digest.dropLast()), text(oid: "md5:" + digest), text(size: "-1"),
    text(size: "1e9"), text(size: "99999999999999999999"), text(size: "+5"), text(size: "05"),
    text(version: "https://example.org/v1"), text(further: "x y\n"),
    text(further: String(repeating: "x", count: 1024)), Array("oid sha256:\(digest)\n".utf8), [],
    Array(
      "version https://git-lfs.github.com/spec/v1\next-0-foo sha256:\(digest)\noid sha256:\(digest)\nsize 1\n"
        .utf8),
  ])
  func `is nothing else`(text: [UInt8]) { #expect(LargeFilePointer(text) == nil) }
}
