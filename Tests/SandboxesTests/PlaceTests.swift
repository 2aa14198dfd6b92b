import Foundation
import Sandboxes
import Support
import Synchronization
import Testing
import Vocabulary

@Suite("Where a workspace stands, and what is shown in it", .timeLimit(.minutes(10)))
struct PlaceTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    for name in ["lower", "upper", "work", "place"] { try makeFolder(name) }
  }

  private func makeFolder(_ name: String, isConfined: Bool = true) throws {
    let path = directory.path + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let owner = isConfined ? try sandbox(at: nil).owner : geteuid()
    if let owner { chown(path, owner, owner) }
  }

  private func sandbox(at place: String?, isConfined: Bool = true) throws -> Sandbox {
    try Sandbox(
      directory: directory.path, readable: [], isConfined: isConfined,
      in: Surroundings(place: place))
  }

  private var overlay: Root { .overlay(lowers: ["lower"], upper: "upper", work: "work") }

  private func run(_ text: String, in root: Root, at place: String?) async throws -> CommandResult {
    try await sandbox(at: place).run(Command(shell: text, limits: .init(seconds: 60)), in: root)
  }

  static let places = [
    "/home/somebody/code", "/home/a person/prêt à porter", "/srv/x,y:z/p", "/tmp/place/p",
    "/opt-like/p", "/var/tmp/place/p", "/home/c/p", "/workspaces/p",
  ]

  @Test(arguments: places)
  func `a workspace stands where the project does, with nothing else of the folders above`(
    place: String
  ) async throws {
    for root in [Root.folder("place"), overlay] {
      let seen = try await run(
        """
        test "$PWD" = '\(place)' && echo there
        ls -A "$(dirname "$PWD")" | wc -l
        echo x > made && test -f /workspace/made && echo linked
        """, in: root, at: place)
      #expect(seen.output.text == "there\n1\nlinked\n", "\(root)")
    }
  }

  @Test(arguments: [
    "/", "/usr", "/tmp", "/etc", "/etc/x", "/proc/self", "/dev/shm", "/tmp/home", "/tmp/home/x",
    "relative", "/a/../b", "/run", "/var",
  ])
  func `a place that would hide what commands need is none`(place: String) {
    #expect(Surroundings(place: place).place == "/workspace")
  }

  @Test func `output names the workspace alike wherever it stands`() async throws {
    let place = "/home/somebody/code"
    let seen = try await run(
      """
      echo "$PWD/a.py:1" "($PWD)" "$PWD" "${PWD}2/a" "x$PWD/a" "$PWD-old/a" "$PWD: no"
      """, in: .folder("place"), at: place)
    #expect(
      seen.output.text
        == "/workspace/a.py:1 (/workspace) /workspace \(place)2/a x\(place)/a \(place)-old/a /workspace: no\n"
    )
    let surroundings = Surroundings(place: place)
    #expect(
      surroundings.generic(Array("<f>\(place)/a</f>".utf8)) == Array("<f>/workspace/a</f>".utf8))
    #expect(surroundings.generic("\(place)") == "/workspace")
    #expect(surroundings.generic("") == "")
  }

  static let names = ["modules", "with space", "a,b", "a:b", "ü\\x"]

  @Test(arguments: names)
  func `a folder of the user's is seen at once, and what is written there goes elsewhere`(
    name: String
  ) async throws {
    let source = directory.path + "/outside/" + name
    try FileManager.default.createDirectory(
      atPath: source + "/inner", withIntermediateDirectories: true)
    try "old\n".write(toFile: source + "/inner/file", atomically: true, encoding: .utf8)
    for folder in ["lower/node_modules", "added", "added-work"] { try makeFolder(folder) }
    var root = overlay
    root.additions = [
      Root.Addition(
        .workspace("node_modules"), lowers: [source], upper: "added", work: "added-work")
    ]
    let seen = try await run(
      "cat node_modules/inner/file; echo new > node_modules/cache && cat node_modules/cache; ls",
      in: root, at: "/home/somebody/code")
    #expect(seen.output.text == "old\nnew\nnode_modules\n")
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: source).sorted() == [
        "inner", "inner/file",
      ])
    #expect(FileManager.default.fileExists(atPath: directory.path + "/added/cache"))
  }

  @Test func `where no folder is to show it at, the command goes without`() async throws {
    for folder in ["source", "added", "added-work"] { try makeFolder(folder) }
    try directory.write("x", to: "upper/node_modules")
    var root = overlay
    root.additions = [
      Root.Addition(
        .workspace("node_modules"), lowers: [directory.path + "/source"], upper: "added",
        work: "added-work"),
      Root.Addition(
        .workspace("a/b"), lowers: [directory.path + "/source"], upper: "added", work: "added-work"),
    ]
    let seen = try await run("cat node_modules; ls", in: root, at: nil)
    #expect(seen.output.text == "xnode_modules\n")
  }

  @Test(arguments: [true, false])
  func `what a link on the way leads to is never hidden behind a folder that is shown`(
    isAbsolute: Bool
  ) async throws {
    for folder in ["source", "added", "added-work", "upper/real/inner"] { try makeFolder(folder) }
    let outside = directory.path + "/outside"
    try FileManager.default.createDirectory(
      atPath: outside + "/inner", withIntermediateDirectories: true)
    try directory.write("evil", to: "source/program")
    try directory.write("right", to: "outside/inner/program")
    try directory.write("right", to: "upper/real/inner/program")
    // As a command of the run may leave it behind.
    try FileManager.default.createSymbolicLink(
      atPath: directory.path + "/upper/way",
      withDestinationPath: isAbsolute ? outside : "real")
    var root = overlay
    root.additions = [
      Root.Addition(
        .workspace("way/inner"), lowers: [directory.path + "/source"], upper: "added",
        work: "added-work")
    ]
    let sandbox = try Sandbox(directory: directory.path, readable: [outside], isConfined: true)
    let seen = try await sandbox.run(
      Command(shell: "cat way/inner/program", limits: .init(seconds: 60)), in: root)
    #expect(seen.output.text == "right")
  }

  @Test(arguments: [true, false])
  func `a home can be kept, and what is written there stays apart`(isConfined: Bool) async throws {
    for folder in ["home", "home-upper", "home-work", "lower", "upper", "work"] {
      try makeFolder(folder, isConfined: isConfined)
    }
    try directory.write("kept\n", to: "home/file")
    var root = overlay
    root.additions = [
      Root.Addition(.home, lowers: ["home"], upper: "home-upper", work: "home-work")
    ]
    let seen = try await sandbox(at: nil, isConfined: isConfined).run(
      Command(
        shell: "cat \"$HOME/file\"; echo new > \"$HOME/other\"", limits: .init(seconds: 60)),
      in: root)
    #expect(seen.output.text == "kept\n")
    #expect(FileManager.default.fileExists(atPath: directory.path + "/home-upper/other"))
    #expect(!FileManager.default.fileExists(atPath: directory.path + "/home/other"))
  }

  @Test func `each line is told as it is printed, the last one without an end as well`()
    async throws
  {
    let lines = Mutex<[String]>([])
    _ = try await sandbox(at: nil).run(
      Command(shell: "echo one; printf 'two\\rthree'", limits: .init(seconds: 60)),
      in: .folder("place")
    ) { line in lines.withLock { $0.append(line) } }
    #expect(lines.withLock { $0 } == ["one", "two", "three"])
  }
}
