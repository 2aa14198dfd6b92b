import Glibc
import Support
import Testing

@testable import Sandboxes

@Suite(.timeLimit(.minutes(10))) struct `Files that a command opens` {
  private func opened(
    _ text: String, in directories: [String], isOverlaid: Bool
  ) async throws -> Set<String>? {
    let place = try TemporaryDirectory()
    let sandbox = try Sandbox(directory: place.path, readable: [], isConfined: true)
    for folder in ["base/src/inner", "base/data", "layer", "work"] {
      try place.write("", to: "\(folder)/.keep")
    }
    for file in ["base/src/a.py", "base/src/inner/b.py", "base/data/c.txt", "base/run.sh"] {
      try place.write("echo x\n", to: file)
    }
    if let owner = sandbox.owner {
      for path in ["base", "layer", "work"] { chown(place.path + "/" + path, owner, owner) }
    }
    chmod(place.path, 0o755)
    var command = Command(shell: text, limits: .init(seconds: 20))
    command.watched = directories
    let root: Root =
      isOverlaid ? .overlay(lowers: ["base"], upper: "layer", work: "work") : .folder("base")
    return try await sandbox.run(command, in: root).opened
  }

  @Test(arguments: [true, false])
  func `are told by their paths in the workspace, and no others`(isOverlaid: Bool) async throws {
    let seen = try await opened(
      "cat src/a.py >/dev/null; cat src/inner/b.py; sh ./run.sh; ls data; test -f data/c.txt",
      in: ["", "src", "src/inner", "data"], isOverlaid: isOverlaid)
    #expect(seen == ["src/a.py", "src/inner/b.py", "run.sh"])
  }

  @Test func `are not told of directories that are not watched`() async throws {
    let seen = try await opened("cat src/a.py data/c.txt", in: ["data"], isOverlaid: true)
    #expect(seen == ["data/c.txt"])
  }

  @Test
  func `are told also by programs that end before the command, and by those in the background`()
    async throws
  {
    let seen = try await opened(
      "(cat data/c.txt & ) ; (setsid cat src/a.py &) ; sleep 0.3", in: ["src", "data"],
      isOverlaid: true)
    #expect(seen == ["data/c.txt", "src/a.py"])
  }

  @Test func `are not known where nothing is watched`() async throws {
    #expect(try await opened("cat src/a.py", in: [], isOverlaid: true) == nil)
  }

  @Test func `are told of directories that exist though another is gone`() async throws {
    let seen = try await opened("cat data/c.txt", in: ["gone", "data"], isOverlaid: true)
    #expect(seen == ["data/c.txt"])
  }

  @Test func `are told of folders outside the workspace by their full paths`() async throws {
    let place = try TemporaryDirectory()
    for file in ["work/a", "shown/b", "shown/c"] { try place.write("x\n", to: file) }
    for folder in ["", "/work", "/shown"] { chmod(place.path + folder, 0o755) }
    let shown = place.path + "/shown"
    let sandbox = try Sandbox(
      directory: place.path, readable: [shown], isConfined: true)
    var command = Command(shell: "cat a \(shown)/b", limits: .init(seconds: 20))
    command.watched = ["", shown]
    let seen = try await sandbox.run(command, in: .folder("work")).opened
    #expect(seen == ["a", shown + "/b"])
  }
}
