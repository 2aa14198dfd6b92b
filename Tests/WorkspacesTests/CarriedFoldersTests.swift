import Foundation
import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("What is carried from a checkout")
struct CarriedFoldersTests {
  private let repository: TemporaryRepository

  init() throws {
    repository = try TemporaryRepository([
      ".gitignore": "node_modules/\n/vendor/bundle\n.env\nsecrets/\ndata/\ntarget/\n.venv\n",
      "package.json": "{}", "packages/one/package.json": "{}", "packages/two/package.json": "{}",
      "packages/two/node_modules.txt": "", "Gemfile": "", "pyproject.toml": "",
      ".worktreeinclude": "# what else\n.env\n/secrets/\ndata/\n*.local\n",
    ])
  }

  private func make(_ paths: String...) throws {
    for path in paths {
      try FileManager.default.createDirectory(
        atPath: repository.path + "/" + path, withIntermediateDirectories: true)
    }
  }

  private func carried(
    named: [String] = [], active: [String] = []
  ) throws -> CarriedFolders {
    try CarriedFolders(
      in: repository.path, base: try repository.id("HEAD^{tree}"), named: named, active: active,
      of: try repository.opened())
  }

  @Test func `installed dependencies that git ignores are, beside each manifest`() throws {
    try make(
      "node_modules/a", "packages/one/node_modules/b", "vendor/bundle/c", ".venv/bin",
      "target/debug", "packages/three/node_modules")
    #expect(
      try carried().folders.map(\.path) == [
        ".venv", "node_modules", "packages/one/node_modules", "vendor/bundle",
      ])
  }

  @Test func `what can be nothing else is though git does not ignore it, and the rest is told`()
    throws
  {
    let plain = try TemporaryRepository([
      "package.json": "{}", "pyproject.toml": "", "composer.json": "{}",
    ])
    for path in ["node_modules/a/b.js", ".venv/pyvenv.cfg", "venv/notes.txt", "vendor/c.php"] {
      try plain.write("", to: path)
    }
    let found = try CarriedFolders(
      in: plain.path, base: try plain.id("HEAD^{tree}"), named: [], active: [],
      of: try Repository(discovering: plain.path, environment: [:]))
    #expect(found.folders.map(\.path) == [".venv", "node_modules"])
    #expect(found.omitted.map(\.path) == ["vendor", "venv"])
    #expect(Set(found.omitted.map(\.reason)) == [.notIgnored])
  }

  @Test func `an environment that has git ignore all it holds is one though no rule names it`()
    throws
  {
    try make("venv/bin", "packages/one/venv")
    try "*\n".write(
      toFile: repository.path + "/venv/.gitignore", atomically: true, encoding: .utf8)
    #expect(try carried().folders.map(\.path) == ["venv"])
  }

  @Test func `what the base lists is, but for what holds secrets by its name`() throws {
    try make("secrets", "data", ".env")
    #expect(try carried().folders.map(\.path) == ["data"])
  }

  @Test func `what the user names is, whatever its name, and build products only so`() throws {
    try make("secrets", "target/debug", "notIgnored")
    let found = try carried(named: ["secrets", "./target/", "notIgnored", "missing", "../out"])
    #expect(found.folders.map(\.path) == ["notIgnored", "secrets", "target"])
    #expect(found.omitted == [.init(path: "missing", reason: .missing)])
  }

  @Test func `links, files, and what the base itself holds are not, and this is said`() throws {
    try make("elsewhere")
    symlink("elsewhere", repository.path + "/node_modules")
    try "".write(toFile: repository.path + "/.venv", atomically: true, encoding: .utf8)
    let found = try carried(named: ["packages"])
    #expect(found.folders.isEmpty)
    #expect(
      found.omitted == [
        .init(path: ".venv", reason: .notAFolder), .init(path: "node_modules", reason: .link),
        .init(path: "packages", reason: .tracked),
      ])
  }
}
