import Foundation
import Git
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("A base layer that somebody else has made", .ownThreads, .timeLimit(.minutes(5)))
struct PoisonedLayerTests {
  private let repository: TemporaryRepository
  private let layers: BaseLayers
  private let name: String

  init() throws {
    repository = try TemporaryRepository(["a": "1\n"])
    layers = BaseLayers(cache: repository.directory.path + "/cache", owner: nil)
    let opened = try repository.opened()
    let chain = try layers.chain(
      for: try repository.id("HEAD^{tree}"), attributesFrom: try repository.id("HEAD"), in: opened)
    name = String(try #require(chain.first).split(separator: "/")[1])
    try repository.directory.write("canary", to: "outside/files/a")
  }

  private var place: String { layers.cache + "/bases/" + name }

  /// What a workspace on HEAD would show of the file, and how many layers it stands on.
  private func shown() throws -> [String] {
    let opened = try repository.opened()
    return try layers.chain(
      for: try repository.id("HEAD^{tree}"), attributesFrom: try repository.id("HEAD"), in: opened
    ).map { try String(contentsOfFile: "\(layers.cache)/\($0)/a", encoding: .utf8) }
  }

  @Test func `is the layer as long as nothing is wrong with it`() throws {
    try "kept\n".write(toFile: place + "/files/a", atomically: true, encoding: .utf8)
    #expect(try shown() == ["kept\n"])
  }

  static let lines = [
    "%\n../../outside", "%\n/etc", "../../outside", "%\n" + String(repeating: "0", count: 57), "",
    "%\n\n",
    "%", "%\n%\n",
    "%\n" + String(repeating: "A", count: 40) + "-" + String(repeating: "0", count: 16),
    "%\n" + String(repeating: "0", count: 40) + "-" + String(repeating: "0", count: 16),
  ]

  @Test(arguments: lines)
  func `is made anew where its chain has other lines than names of layers`(text: String) throws {
    try "poison\n".write(toFile: place + "/files/a", atomically: true, encoding: .utf8)
    try text.replacing("%", with: name).write(
      toFile: place + "/chain", atomically: true, encoding: .utf8)
    #expect(try shown() == ["1\n"])
    #expect(try shown() == ["1\n"])
  }

  @Test(arguments: ["", "/files", "/chain"])
  func `is made anew where others can write to it, or it is theirs, or a link`(part: String) throws
  {
    let path = place + part
    func poison() throws {
      try "poison\n".write(toFile: place + "/files/a", atomically: true, encoding: .utf8)
    }
    try poison()
    chmod(path, 0o777)
    #expect(try shown() == ["1\n"])
    if geteuid() == 0 {
      try poison()
      chown(path, 12_345, 12_345)
      #expect(try shown() == ["1\n"])
    }
    try poison()
    let away = repository.directory.path + "/away"
    try FileManager.default.moveItem(atPath: path, toPath: away)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: away)
    #expect(try shown() == ["1\n"])
    #expect(access(away, F_OK) == 0)
  }

  @Test func `is not what a tree that leads out makes`() throws {
    let made = try Support.run(
      [
        "sh", "-c",
        "t=$(git rev-parse HEAD:) && printf '040000 tree %s\\t..\\n' $t | git mktree --missing",
      ], in: repository.path, environment: repository.environment)
    let tree = try #require(ObjectID(String(made.output.prefix { $0 != "\n" })))
    let opened = try repository.opened()
    #expect(throws: LayerError.self) {
      try layers.chain(for: tree, attributesFrom: try repository.id("HEAD"), in: opened)
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: layers.cache + "/bases") == [name])
  }

  @Test func `in a folder of layers that others can write to is used by no run`() throws {
    chmod(layers.cache + "/bases", 0o777)
    #expect(throws: LayerError.self) { try shown() }
    chmod(layers.cache + "/bases", 0o700)
    #expect(try shown() == ["1\n"])
  }
}
