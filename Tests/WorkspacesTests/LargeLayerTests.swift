import Foundation
import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Base layers of many files", .timeLimit(.minutes(10)))
struct LargeLayerTests {
  /// Each file with whether it may be run and what is in it, or what its link says.
  private static let listing = """
    { find . -mindepth 1 ! -name .git -printf '%y %P %l\n' -type f -exec sha1sum {} +
      find . -type f -perm -u+x -printf 'x %P\n'; } | LC_ALL=C sort
    """

  @Test func `show what stock git checks out, whoever of several threads wrote it`() throws {
    let repository = try TemporaryRepository([
      ".gitattributes": "*.ps1 text eol=crlf\n", "deep/a/b/c/d": "1\n",
    ])
    let other = try TemporaryRepository(["k": "1\n"])
    let filling = """
      for n in $(seq 1 2500); do echo "line $n" > "flat $n.txt"; done
      for d in $(seq 1 30); do mkdir -p many/$d && for n in $(seq 1 40); do echo $d.$n > many/$d/$n; done; done
      mkdir windows && for n in $(seq 1 300); do echo $n > windows/$n.ps1; done
      chmod +x 'flat 7.txt' many/3/4; ln -s ../many deep/link; ln -s nowhere "many/5/lost"
      git add -A && git commit -qm many
      """
    _ = try run(["sh", "-c", filling], in: repository.path, environment: repository.environment)
    try repository.addSubmodule(other, at: "sub")
    let opened = try repository.opened()
    let layers = BaseLayers(cache: repository.directory.path + "/cache", owner: nil)
    let chain = try layers.chain(
      for: try repository.id("HEAD^{tree}"), attributesFrom: try repository.id("HEAD"), in: opened)
    let worktree = repository.directory.path + "/worktree"
    try repository.git("worktree", "add", "-q", "--detach", worktree)
    let shown = try [layers.cache + "/" + (try #require(chain.first)), worktree].map {
      try run(["sh", "-c", LargeLayerTests.listing], in: $0, environment: repository.environment)
        .output
    }
    #expect(shown[0].split(separator: "\n").count > 8000)
    #expect(shown[0] == shown[1])
  }

  @Test func `are not made where an object is missing, and the next try goes well`() throws {
    let repository = try TemporaryRepository(["kept": "1\n"])
    let filling = """
      mkdir many && for n in $(seq 1 1500); do echo "line $n" > many/$n; done
      git add -A && git commit -qm many
      """
    _ = try run(["sh", "-c", filling], in: repository.path, environment: repository.environment)
    let blob = try repository.git("rev-parse", "HEAD:many/1400")
    let object = "\(repository.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
    let bytes = try #require(FileManager.default.contents(atPath: object))
    try FileManager.default.removeItem(atPath: object)
    let layers = BaseLayers(cache: repository.directory.path + "/cache", owner: nil)
    func made() throws -> [String] {
      let opened = try repository.opened()
      return try layers.chain(
        for: try repository.id("HEAD^{tree}"), attributesFrom: try repository.id("HEAD"),
        in: opened)
    }
    #expect(throws: LayerError.self) { try made() }
    #expect(FileManager.default.createFile(atPath: object, contents: bytes))
    let files = "\(layers.cache)/\(try #require(try made().first))/many"
    #expect(try FileManager.default.contentsOfDirectory(atPath: files).count == 1500)
  }
}
