import Foundation
import Support
import Testing

@testable import Files

@Suite(.ownThreads, .timeLimit(.minutes(5))) struct `A confined folder` {
  private let directory: TemporaryDirectory
  private let folder: ConfinedFolder

  init() throws {
    directory = try TemporaryDirectory(inMemory: true)
    mkdir(directory.path + "/inside", 0o755)
    mkdir(directory.path + "/outside", 0o755)
    try directory.write("canary", to: "outside/file", mode: 0o600)
    folder = try ConfinedFolder(at: directory.path + "/inside")
  }

  private func path(_ name: String) -> String { directory.path + "/inside/" + name }

  private func mode(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  private func errno(_ work: () throws -> Void) -> Int32? {
    do { try work() } catch { return (error as? SystemError)?.errno ?? -1 }
    return nil
  }

  @Test(arguments: [
    ("out/file", ELOOP), ("absolute", ELOOP), ("../outside/file", EXDEV), ("/etc/passwd", EXDEV),
    ("real/../../outside/file", EXDEV), ("to-itself/x", ELOOP), ("none", ENOENT),
  ])
  func `is led out of by no path`(path: String, cause: Int32) throws {
    mkdir(self.path("real"), 0o755)
    symlink("../outside", self.path("out"))
    symlink(directory.path + "/outside/file", self.path("absolute"))
    symlink("to-itself", self.path("to-itself"))
    #expect(errno { close(try folder.open(.text(path), O_RDONLY)) } == cause)
    #expect(errno { _ = try folder.read(.text(path)) } == cause)
    #expect(
      errno { close(try folder.open(.text(path), O_WRONLY | O_CREAT, mode: 0o600)) } != nil
        || cause == ENOENT)
    #expect(
      try String(contentsOfFile: directory.path + "/outside/file", encoding: .utf8) == "canary")
  }

  @Test func `changes no mode and owner through a link`() throws {
    symlink("../outside/file", path("link"))
    symlink("../outside", path("way"))
    chmod(directory.path + "/outside", 0o711)
    #expect(errno { _ = try folder.enter(.text("link")) } == ENOTDIR)
    #expect(errno { _ = try folder.enter(.text("way")) } != nil)
    #expect(errno { try folder.disarm(.text("link")) } == nil)
    #expect(try folder.makeFolder(.text("way"), mode: 0o755, owner: nil).entries().isEmpty)
    #expect(try folder.makeFolder(.text("link"), mode: 0o755, owner: nil).entries().isEmpty)
    #expect(mode(of: directory.path + "/outside") == 0o711)
    #expect(mode(of: directory.path + "/outside/file") == 0o600)
  }

  @Test func `takes special bits from a file, and from a folder that is entered`() throws {
    for name in ["a", "b"] { try directory.write("x", to: "inside/" + name, mode: 0o755) }
    chmod(path("a"), 0o6755)
    chmod(path("b"), 0o1644)
    mkdir(path("c"), 0o755)
    chmod(path("c"), 0o3070)
    for name in ["a", "b", "c"] { try folder.disarm(.text(name)) }
    #expect(mode(of: path("a")) == 0o755 && mode(of: path("b")) == 0o644)
    #expect(mode(of: path("c")) == 0o3070)
    _ = try folder.enter(.text("c"))
    #expect(mode(of: path("c")) == 0o770)
  }

  /// Makes `depth` folders in one another, called `name`, and a file in each hundredth.
  private func dig(_ depth: Int, _ name: String = "d") throws {
    var place = open(path(""), O_RDONLY | O_DIRECTORY)
    defer { close(place) }
    for level in 0..<depth {
      #expect(mkdirat(place, name, 0o700) == 0)
      let next = openat(place, name, O_RDONLY | O_DIRECTORY)
      close(place)
      place = next
      if level % 100 == 0 { close(openat(place, "file", O_WRONLY | O_CREAT, 0o600)) }
    }
  }

  @Test func `loses folders of any depth`() throws {
    try dig(30_000)
    try folder.remove(.text("d"))
    #expect(try folder.entries().isEmpty)
    try dig(30_000)
    try folder.clear()
    #expect(try folder.entries().isEmpty)
  }

  /// Descriptors of this process that lead into the directory.
  private var descriptors: Int {
    names(inDirectory: "/proc/self/fd").count { name in
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/" + name)
      return target?.hasPrefix(directory.path) == true
    }
  }

  @Test func `is walked through with few descriptors, however deep`() throws {
    try dig(900)
    let before = descriptors
    var walk = try FolderWalk(through: folder)
    var most = 0
    var files = 0
    while let event = try walk.next() {
      guard case .found(let entry) = event else { continue }
      if entry.name == .text("file") { files += 1 } else { try walk.enter(entry.name) }
      if walk.depth % 100 == 0 { most = max(most, descriptors - before) }
    }
    #expect(files == 9 && walk.depth == 0)
    #expect((1...20).contains(most))
    // One that was moved meanwhile is not gone back from.
    var descent = try FolderDescent(from: folder)
    for _ in 0..<30 { try descent.enter(.text("d")) }
    let from = path([String](repeating: "d", count: 30).joined(separator: "/"))
    #expect(rename(from, path("moved")) == 0)
    var cause: Int32?
    do { try descent.leave() } catch { cause = error.errno }
    #expect(cause == ESTALE)
  }

  @Test func `loses names that are no UTF-8, and folders that nobody may enter`() throws {
    let odd: [CChar] = [CChar(bitPattern: 0xff), 0x61, 0]
    #expect(mkdirat(folder.descriptor, odd, 0o700) == 0)
    let inner = openat(folder.descriptor, odd, O_RDONLY | O_DIRECTORY)
    close(openat(inner, odd, O_WRONLY | O_CREAT, 0o600))
    mkdirat(inner, "shut", 0o700)
    close(openat(inner, "shut/file", O_WRONLY | O_CREAT, 0o600))
    fchmodat(inner, "shut", 0, 0)
    close(inner)
    let entries = try folder.entries()
    #expect(entries == [FolderEntry(name: .bytes(odd), isFolder: true)])
    #expect(entries.first?.name.visible == "\\xffa" && entries.first?.name.text == nil)
    chmod(path(""), 0)
    try folder.clear()
    #expect(try folder.entries().isEmpty)
  }

  @Test func `removes a link, and not what it leads to`() throws {
    symlink("../outside", path("link"))
    mkdir(path("a"), 0o755)
    symlink("../../outside", path("a/link"))
    try folder.remove(.text("a"))
    try folder.remove(.text("link"))
    try folder.remove(.text("none"))
    #expect(names(inDirectory: path("")).isEmpty)
    #expect(names(inDirectory: directory.path + "/outside") == ["file"])
    for path in ["..", ".", "", "a/../..", "a//b", "/", "../outside"] {
      #expect(errno { try folder.removeBelow(path) } == EINVAL, "\(path)")
    }
    symlink("../outside", self.path("link"))
    #expect(errno { try folder.removeBelow("link/file") } == ENOTDIR)
    #expect(names(inDirectory: directory.path + "/outside") == ["file"])
  }

  @Test func `has many files`() throws {
    let expected = Set((0..<3000).map { "a file of this number: \($0)" })
    for name in expected { try folder.make(.text(name), [1, 2], mode: 0o640, owner: nil) }
    #expect(Set(try folder.entries().compactMap(\.name.text)) == expected)
    #expect(try folder.entries().allSatisfy { $0.isFolder == false })
    let read = try folder.read(.text("a file of this number: 7"))
    #expect(read.bytes == [1, 2] && read.status.st_mode & 0o777 == 0o640)
    #expect(
      errno { try folder.make(.text("a file of this number: 7"), [], mode: 0, owner: nil) }
        == EEXIST)
  }
}
