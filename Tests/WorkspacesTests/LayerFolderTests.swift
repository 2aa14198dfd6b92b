import Foundation
import Git
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Files
@testable import Workspaces

@Suite("A layer's folder", .ownThreads, .timeLimit(.minutes(5)))
struct LayerFolderTests {
  private let directory: TemporaryDirectory
  private let layer: LayerFolder

  init() throws {
    directory = try TemporaryDirectory(inMemory: true)
    mkdir(directory.path + "/layer", 0o755)
    mkdir(directory.path + "/outside", 0o700)
    try directory.write("canary", to: "outside/file", mode: 0o600)
    layer = try LayerFolder(path: directory.path + "/layer", owner: nil)
  }

  private func path(_ name: String) -> String { directory.path + "/layer/" + name }

  private func mode(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  /// Whether what lies outside is as it was.
  private var isOutsideAsItWas: Bool {
    let file = directory.path + "/outside/file"
    return names(inDirectory: directory.path + "/outside") == ["file"]
      && mode(of: directory.path + "/outside") == 0o700 && mode(of: file) == 0o600
      && (try? String(contentsOfFile: file, encoding: .utf8)) == "canary"
  }

  @Test func `a link in the place of a directory is not gone through when a file is written`()
    throws
  {
    symlink("../outside/file", path("to-file"))
    symlink("../outside", path("to-folder"))
    for name in ["to-file", "to-folder"] {
      try layer.write(Array("new".utf8), to: name + "/file", mode: .file)
      #expect(try layer.contents(of: name + "/file") == Array("new".utf8))
    }
    #expect(isOutsideAsItWas)
  }

  @Test func `a link is not gone through when something is removed`() throws {
    mkdir(path("a"), 0o755)
    for place in ["a/to-file", "to-file"] { symlink(directory.path + "/outside/file", path(place)) }
    for place in ["a/to-folder", "to-folder"] { symlink(directory.path + "/outside", path(place)) }
    try layer.hide("to-file", isBelow: false)
    try layer.reveal("to-folder")
    try layer.reveal("a/to-folder/file")
    try layer.reveal("a")
    #expect(names(inDirectory: path("")).isEmpty && isOutsideAsItWas)
  }

  @Test func `a link is not gone through when the layer is looked at, and is seen as a link`()
    throws
  {
    mkdir(path("a"), 0o755)
    symlink(directory.path + "/outside", path("a/to-folder"))
    symlink(directory.path + "/outside/file", path("to-file"))
    let stamps = try layer.stamps()
    #expect(stamps.mapValues(\.kind) == ["a/to-folder": .symlink, "to-file": .symlink])
    #expect(isOutsideAsItWas)
  }

  @Test(arguments: ["../outside/file", "a/../../outside/file", "..", "", "a//b", "/etc"])
  func `a path that leads out is refused`(path: String) throws {
    #expect(throws: LayerError.self) { try layer.write([1], to: path, mode: .file) }
    #expect(throws: LayerError.self) { try layer.makeDirectory(path) }
    #expect(throws: LayerError.self) { try layer.hide(path, isBelow: true) }
    #expect(try layer.contents(of: path) == nil)
    #expect(isOutsideAsItWas)
  }

  @Test func `what gives others its owner's rights is taken away at any depth`() throws {
    var deep = "deep"
    for _ in 0..<300 { deep += "/d" }
    for name in ["plain", "sub/set", "sub/group", "sticky"] {
      try directory.write("#!/bin/sh\n", to: "layer/" + name, mode: 0o755)
    }
    try directory.write("x", to: "layer/\(deep)/set", mode: 0o755)
    chmod(path("sub/set"), 0o4755)
    chmod(path("sub/group"), 0o2711)
    chmod(path("sticky"), 0o1755)
    chmod(path("\(deep)/set"), 0o6755)
    chmod(path("sub"), 0o3775)
    mkfifo(path("sub/pipe"), 0o600)
    #expect(mkfifo(path("\(deep)/pipe"), 0o600) == 0)
    if geteuid() == 0 { mknod(path("device"), S_IFCHR | 0o666, 0x103) }
    let kinds = try layer.stamps().mapValues(\.kind)
    #expect(kinds["sub/set"] == .privileged && kinds["sub/group"] == .privileged)
    #expect(kinds["plain"] == .file && kinds["sticky"] == .file && kinds["sub/pipe"] == .special)
    #expect(mode(of: path("sub/set")) == 0o755 && mode(of: path("sub/group")) == 0o711)
    #expect(mode(of: path("sticky")) == 0o755 && mode(of: path("\(deep)/set")) == 0o755)
    #expect(mode(of: path("sub")) == 0o775)
    for name in ["sub/pipe", "\(deep)/pipe", "device"] { #expect(mode(of: path(name)) == nil) }
    #expect(Set(try layer.stamps().values.map(\.kind)) == [.file, .tooDeep])
  }

  @Test func `names that are no UTF-8, and what lies too deep, are told and not looked into`()
    throws
  {
    let odd: [CChar] = [0x61, CChar(bitPattern: 0xff), 0]
    let root = layer.folder.descriptor
    mkdirat(root, odd, 0o755)
    let inner = openat(root, odd, O_RDONLY | O_DIRECTORY)
    close(openat(inner, "file", O_WRONLY | O_CREAT, 0o600))
    close(inner)
    try directory.write(
      "x", to: "layer/" + [String](repeating: "d", count: 201).joined(separator: "/") + "/f")
    let long = String(repeating: "n", count: 250)
    var place = dup(root)
    for _ in 0..<20 {
      mkdirat(place, long, 0o755)
      let next = openat(place, long, O_RDONLY | O_DIRECTORY)
      close(place)
      place = next
    }
    close(place)
    let stamps = try layer.stamps()
    #expect(stamps["a\\xff"]?.kind == .unnameable)
    let deep = stamps.filter { $0.value.kind == .tooDeep }.map(\.key.wrappedValue.utf8.count)
      .sorted()
    #expect(stamps.count == 3 && deep.count == 2 && deep == [401, 17 * 251 - 1])
    #expect(try layer.stamps() == stamps)
    try layer.clear()
    #expect(names(inDirectory: path("")).isEmpty)
  }

  @Test func `a copy goes as deep as a look`() throws {
    try directory.write(
      "x", to: "layer/" + [String](repeating: "d", count: 199).joined(separator: "/") + "/f")
    try directory.write(
      "x", to: "layer/" + [String](repeating: "e", count: 300).joined(separator: "/") + "/f")
    mkdir(directory.path + "/copy", 0o755)
    let copy = try LayerFolder(path: directory.path + "/copy", owner: nil)
    try copy.fill(from: layer)
    #expect(try copy.stamps().values.map(\.kind) == [.file])
  }

  @Test func `a swap of folder and link at any moment leads nothing out`() throws {
    let swaps = 100_000
    let isOver = Atomic(false)
    let inside = directory.path + "/layer"
    let (place, link, away) = (inside + "/a", inside + "/link", inside + "/away")
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      var count = 0
      var goal = [CChar](repeating: 0, count: 64)
      while count < swaps {
        // What the other thread has removed is made again.
        mkdir(place, 0o755)
        symlink("../outside", link)
        let isLink = readlink(link, &goal, goal.count) > 0
        if rename(place, away) == 0, rename(link, place) == 0, isLink { count += 1 }
        rename(place, link)
        rename(away, place)
      }
      isOver.store(true, ordering: .releasing)
      done.signal()
    }
    var written = 0
    var number = 0
    while !isOver.load(ordering: .acquiring) {
      number += 1
      if (try? layer.write([1, 2], to: "a/file", mode: .executable)) != nil { written += 1 }
      let seen = try? layer.contents(of: "a/file")
      #expect(seen == nil || seen == [1, 2])
      _ = try? layer.folder.enter(.text("a"))
      if let folder = try? layer.folder.makeFolder(.text("a"), mode: 0o777, owner: nil) {
        try? folder.disarm(.text("file"))
      }
      if number % 3 == 0 { _ = try? layer.stamps() }
      if number % 7 == 0 { try? layer.makeDirectory("a/file/x") }
      if number % 11 == 0 { try? layer.hide("a/file", isBelow: true) }
      if number % 13 == 0 { try? layer.reveal("a") }
      if number % 29 == 0 { try? layer.clear() }
    }
    done.wait()
    #expect(written > 100 && isOutsideAsItWas)
  }
}
