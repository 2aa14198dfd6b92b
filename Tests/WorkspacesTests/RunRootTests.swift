import Files
import Foundation
import Git
import Sandboxes
import Support
import Synchronization
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Roots", .timeLimit(.minutes(10)), .ownThreads)
struct RunRootTests {
  private let directory: TemporaryDirectory
  private var folder: String { directory.path + "/system" }
  private var layout: String { directory.path + "/images" }
  private var cache: String { directory.path + "/cache" }

  init() throws {
    directory = try TemporaryDirectory()
    if SystemFolder.canBeMade { try SystemFolder.make(at: folder) }
  }

  static var isHere: Bool { SystemFolder.hasImageTools }

  /// What was told.
  private final class Told: Sendable {
    private let list = Mutex<[RootEvent]>([])
    var events: [RootEvent] { list.withLock { $0 } }
    func add(_ event: RootEvent) { list.withLock { $0.append(event) } }
  }

  private func ready(
    _ text: String, home: String? = nil,
    tell: @escaping @Sendable (RootEvent) -> Void = { _ in }
  ) async throws -> RunRoot {
    let reference = try #require(RootReference(text))
    return try await RunRoot.ready(
      reference, cache: cache, apartFrom: [directory.path + "/home"], home: home, tell: tell)
  }

  private func cause(_ text: String) async -> RootError.Cause? {
    do {
      _ = try await ready(text)
      return nil
    } catch { return (error as? RootError)?.cause }
  }

  /// What a command prints that sees `root`.
  private func said(_ command: String, in root: RunRoot) async throws -> String {
    let sandbox = try Sandbox(
      directory: cache, readable: [], isConfined: true, in: Surroundings(in: root.system))
    let place = cache + "/place"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    if let owner = sandbox.owner { chown(place, owner, owner) }
    return try await sandbox.run(
      Command(shell: command, limits: .init(seconds: 60)), in: .folder("place")
    ).output.text
  }

  /// Everything below the images that are kept.
  private func kept() throws -> [String] {
    let parts = try FileManager.default.contentsOfDirectory(atPath: cache)
      .filter { $0.hasPrefix("roots") }
    return try parts.flatMap { part in
      try FileManager.default.contentsOfDirectory(atPath: "\(cache)/\(part)")
    }.sorted()
  }

  // MARK: Folders

  @Test(.needs("busybox-static", SystemFolder.canBeMade))
  func `a folder is used where it is, and nothing is copied`() async throws {
    let root = try await ready(folder, home: directory.path)
    #expect(root.system.folder == folder && root.name == "~/system" && root.held == nil)
    #expect(try await said("cat /etc/os-release", in: root) == "ID=small\n")
    #expect(try kept().isEmpty)
    let before = root.identity
    try SystemFolder.shell("echo new > usr/local-tool", in: folder)
    let after = try await ready(folder)
    #expect(after.identity != before)
  }

  @Test(.needs("busybox-static", SystemFolder.canBeMade))
  func `what is no root is said`() async throws {
    try directory.write("", to: "file")
    try directory.write("", to: "home/x")
    #expect(await cause("/no/such/folder") == .missing)
    #expect(await cause(directory.path + "/file") == .notAFolder)
    #expect(await cause("/") == .tooWide(holds: directory.path + "/home"))
    #expect(await cause(directory.path) == .tooWide(holds: directory.path + "/home"))
    #expect(await cause(directory.path + "/home") == .tooWide(holds: directory.path + "/home"))
    #expect(await cause("oci:" + folder) == .notALayout)
    #expect(await cause("oci-archive:" + folder) == .notALayout)
    #expect(await cause("oci:/no/such:a") == .missing)
    try FileManager.default.removeItem(atPath: folder + "/bin/sh")
    #expect(await cause(folder) == .noShell)
    // A shell of the machine's is none in there.
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/bin/sh", withDestinationPath: "/usr/bin/dash")
    #expect(await cause(folder) == .noShell)
  }

  @Test(.needs("busybox-static", SystemFolder.canBeMade))
  func `a folder for another machine is refused by its shell`() async throws {
    let path = folder + "/bin/busybox"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let other: UInt8 = SystemRoot.machine == "arm64" ? 62 : 183
    (bytes[18], bytes[19]) = (other, 0)
    try bytes.write(to: URL(fileURLWithPath: path))
    chmod(path, 0o755)
    let name = other == 62 ? "linux/amd64" : "linux/arm64"
    #expect(await cause(folder) == .foreign(name, machine: "linux/\(SystemRoot.machine)"))
  }

  // MARK: Images

  @Test(.needs("busybox-static, umoci and skopeo", isHere))
  func `an image is unpacked once, with its layers and variables, from any of its forms`()
    async throws
  {
    try SystemFolder.shell(
      "mkdir -p srv/all srv/one; echo a > srv/one/gone; echo b > srv/one/stays; echo c > srv/all/c",
      in: folder)
    try SystemFolder.makeImage(
      of: folder, at: layout,
      config: ["--config.env", "PATH=/opt/x:/bin", "--config.env", "TOOL=/opt/x"])
    let second = directory.path + "/second"
    try SystemFolder.shell(
      "mkdir -p srv/all srv/one; : > srv/one/.wh.gone; : > srv/all/.wh..wh..opq; echo d > srv/all/d",
      in: second)
    try SystemFolder.addLayer(of: second, to: layout)
    let told = Told()
    let root = try await ready("oci:\(layout):base") { event in told.add(event) }
    #expect(told.events == [.began("oci:\(layout):base"), .ended])
    #expect(
      try await said("ls /srv/one /srv/all; echo $TOOL $PATH; ls -A /srv", in: root)
        == "/srv/all:\nd\n\n/srv/one:\nstays\n/opt/x /opt/x:/bin\nall\none\n")
    let digest = root.identity.dropFirst("sha256:".count)
    #expect(root.name == "oci:\(layout):base@sha256:\(digest.prefix(12))")
    // The same image by no tag, by its folder, and in an archive.
    let archive = directory.path + "/image.tar"
    try SystemFolder.call(
      ["skopeo", "--insecure-policy", "copy", "oci:\(layout):base", "oci-archive:\(archive):v1"])
    for text in ["oci:\(layout)", layout] {
      #expect(try await ready(text) { _ in Issue.record("unpacked again") }.system == root.system)
    }
    for text in ["oci-archive:\(archive)", "oci-archive:\(archive):v1"] {
      #expect(try await ready(text).system == root.system)
      #expect(try await ready(text) { _ in Issue.record("unpacked again") }.system == root.system)
    }
    let docker = directory.path + "/docker.tar"
    try SystemFolder.call(
      [
        "skopeo", "--insecure-policy", "copy", "oci:\(layout):base",
        "docker-archive:\(docker):x/y:z",
      ])
    let other = try await ready("docker-archive:\(docker):x/y:z")
    #expect(try await said("ls /srv/one; echo $TOOL", in: other) == "stays\n/opt/x\n")
  }

  @Test(.needs("busybox-static, umoci and skopeo", isHere))
  func `nothing of an image has power on the disk, and its links lead nowhere outside`()
    async throws
  {
    try SystemFolder.shell(
      """
      mkdir -p dev etc/shut srv; cp bin/busybox bin/busybox-armed; chmod 6755 bin/busybox-armed; chmod 1777 srv
      mkfifo srv/pipe; ln -s \(directory.path)/outside srv/out; ln -s / srv/top
      if [ "$(id -u)" = 0 ]; then chmod 000 etc/shut; mknod srv/disk b 8 0; mknod dev/memory c 1 1; fi
      if command -v setcap >/dev/null; then cp bin/busybox bin/capable; setcap cap_net_raw+ep bin/capable || :; fi
      """, in: folder)
    try SystemFolder.shell("echo mine > file", in: directory.path + "/outside")
    try SystemFolder.makeImage(of: folder, at: layout)
    // A later layer writes through a link of an earlier one.
    let second = directory.path + "/second"
    try SystemFolder.shell("mkdir -p srv/out; echo theirs > srv/out/file", in: second)
    try SystemFolder.addLayer(of: second, to: layout)
    let root = try await ready("oci:\(layout)")
    #expect(
      try String(contentsOfFile: directory.path + "/outside/file", encoding: .utf8) == "mine\n")
    let armed = try SystemFolder.call([
      "find", root.system.folder, "-perm", "/7000", "-o", "-not", "-type", "f", "-not", "-type",
      "d",
      "-not", "-type", "l",
    ])
    #expect(armed == "")
    if FileManager.default.isExecutableFile(atPath: "/usr/sbin/getcap") {
      #expect(try SystemFolder.call(["getcap", "-r", root.system.folder]) == "")
    }
    #expect(
      try await said("/bin/busybox-armed id -u; cat /srv/top/etc/os-release", in: root)
        == "1000\nID=small\n")
  }

  @Test(.needs("busybox-static, umoci and skopeo", isHere))
  func `which of several images is meant has to be said`() async throws {
    try SystemFolder.makeImage(of: folder, at: layout, tag: "one")
    #expect(await cause("oci:\(layout)") == nil)
    try SystemFolder.call(["umoci", "tag", "--image", "\(layout):one", "same"])
    #expect(await cause("oci:\(layout)") == nil)
    try SystemFolder.shell("echo more > etc/more", in: folder)
    try SystemFolder.makeImage(of: folder, at: layout, tag: "two")
    #expect(await cause("oci:\(layout)") == .severalTags(["one", "same", "two"]))
    #expect(
      await cause("oci:\(layout):three")
        == .noSuchTag("three", tags: ["one", "same", "two"]))
    let two = try await ready("oci:\(layout):two")
    #expect(try await said("cat /etc/more", in: two) == "more\n")
    let archive = directory.path + "/image.tar"
    try SystemFolder.call(
      ["skopeo", "--insecure-policy", "copy", "oci:\(layout):one", "oci-archive:\(archive):v1"])
    guard
      case .notUnpacked("skopeo", .exited(1), let lines) = await cause(
        "oci-archive:\(archive):v2")
    else {
      Issue.record("no error")
      return
    }
    #expect(lines.contains { $0.contains("v2") })
  }

  @Test(.needs("busybox-static, umoci and skopeo", isHere))
  func `an image for another machine is refused, and one of several machines is the right one`()
    async throws
  {
    try SystemFolder.makeImage(of: folder, at: layout, tag: "own")
    let other = SystemRoot.machine == "arm64" ? "amd64" : "arm64"
    try SystemFolder.shell("echo other > etc/other", in: folder)
    try SystemFolder.makeImage(
      of: folder, at: layout, tag: "other", config: ["--architecture", other])
    #expect(
      await cause("oci:\(layout):other")
        == .foreign("linux/\(other)", machine: "linux/\(SystemRoot.machine)"))
    // A list of both, as builders for several machines write it.
    let script = """
      import hashlib, json, os, sys
      path, own, other = sys.argv[1:]
      index = json.load(open(path + "/index.json"))
      found = {m["annotations"]["org.opencontainers.image.ref.name"]: m for m in index["manifests"]}
      for name, machine in (("other", other), ("own", own)):
          found[name]["platform"] = {"os": "linux", "architecture": machine}
          del found[name]["annotations"]
      both = json.dumps({"schemaVersion": 2, "manifests": [found["other"], found["own"]]}).encode()
      digest = hashlib.sha256(both).hexdigest()
      open(path + "/blobs/sha256/" + digest, "wb").write(both)
      index["manifests"] = [{"mediaType": "application/vnd.oci.image.index.v1+json",
        "digest": "sha256:" + digest, "size": len(both),
        "annotations": {"org.opencontainers.image.ref.name": "both"}}]
      json.dump(index, open(path + "/index.json", "w"))
      """
    try SystemFolder.call(["python3", "-c", script, layout, SystemRoot.machine, other])
    let root = try await ready("oci:\(layout):both")
    #expect(try await said("ls /etc/other 2>&1 | grep -c 'No such'", in: root) == "1\n")
  }

  @Test(
    .needs("busybox-static, umoci and skopeo", isHere),
    arguments: ["layer", "config", "manifest", "nothing there", "no JSON"])
  func `a broken image leaves nothing`(part: String) async throws {
    try SystemFolder.makeImage(of: folder, at: layout)
    let script = """
      import json, os, sys
      path, part = sys.argv[1:]
      def blob(d): return path + "/blobs/sha256/" + d["digest"][7:]
      image = json.load(open(path + "/index.json"))["manifests"][0]
      manifest = json.load(open(blob(image)))
      if part == "nothing there": os.remove(blob(manifest["layers"][0]))
      elif part == "no JSON": open(blob(manifest["config"]), "w").write("{")
      else:
          name = blob({"layer": manifest["layers"][0], "config": manifest["config"], "manifest": image}[part])
          text = bytearray(open(name, "rb").read())
          if part == "layer": text[len(text) // 2] ^= 1
          else: text += b" "
          open(name, "wb").write(text)
      """
    try SystemFolder.call(["python3", "-c", script, layout, part])
    switch await cause("oci:\(layout)") {
    case .notUnpacked("umoci", _, let lines) where ["layer", "config", "manifest"].contains(part):
      #expect(!lines.isEmpty)
    case .unreadable(let what) where !["layer", "manifest"].contains(part):
      #expect(what.hasPrefix("blobs/sha256/"))
    case let cause: Issue.record("\(String(describing: cause))")
    }
    #expect(try kept().allSatisfy { $0.hasSuffix(".lock") })
  }

  @Test(.needs("busybox-static, umoci and skopeo", isHere))
  func `of two that unpack the same image at once one waits, and what a dead one left is not used`()
    async throws
  {
    try SystemFolder.makeImage(of: folder, at: layout)
    let reference = "oci:\(layout)"
    let told = Told()
    let hear: @Sendable (RootEvent) -> Void = { event in told.add(event) }
    async let one = ready(reference, tell: hear)
    async let two = ready(reference, tell: hear)
    let (first, second) = (try await one, try await two)
    #expect(first == second)
    #expect(told.events.filter { $0 == .began(reference) }.count == 1)
    // As after kill -9: a folder of the name that is not whole, and a draft.
    let kept = URL(fileURLWithPath: first.system.folder).deletingLastPathComponent()
    try FileManager.default.removeItem(at: kept.appendingPathComponent("image"))
    try FileManager.default.removeItem(atPath: first.system.folder + "/etc")
    let draft = kept.deletingLastPathComponent()
      .appendingPathComponent(".\(kept.lastPathComponent).1/files")
    try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
    let again = try await ready(reference)
    #expect(again == first)
    #expect(try await said("cat /etc/os-release", in: again) == "ID=small\n")
    #expect(!FileManager.default.fileExists(atPath: draft.path))
  }

  @Test(.needs("busybox-static, umoci and skopeo", isHere))
  func `old ones are dropped, but for those that a run holds`() async throws {
    try SystemFolder.makeImage(of: folder, at: layout)
    let root = try await ready("oci:\(layout)")
    let part = URL(fileURLWithPath: root.system.folder).deletingLastPathComponent()
      .deletingLastPathComponent().path
    let draft = "\(part)/.\(root.identity.dropFirst("sha256:".count)).1"
    try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
    RootImages.dropOld(in: cache)
    #expect(FileManager.default.fileExists(atPath: root.system.folder))
    #expect(!FileManager.default.fileExists(atPath: draft))
    do {
      let held = BaseLayers(cache: cache, owner: nil).hold([try #require(root.held)])
      defer { withExtendedLifetime(held) {} }
      RootImages.dropOld(in: try ConfinedFolder(at: part), unusedFor: -1, beyond: 0)
      #expect(FileManager.default.fileExists(atPath: root.system.folder))
    }
    RootImages.dropOld(in: try ConfinedFolder(at: part), unusedFor: -1, beyond: 0)
    #expect(!FileManager.default.fileExists(atPath: root.system.folder))
  }

  // MARK: In a run

  @Test(.needs("busybox-static", SystemFolder.canBeMade))
  func `tests, setup and verdict see it, and what is recorded names it`() async throws {
    let repository = try TemporaryRepository([
      ".gitignore": "deps/\n", "a.txt": "a\n",
      "check.sh": "grep -q small /etc/os-release && cat deps/of && echo '1 passed, 0 failed'",
    ])
    let run = try repository.run(Mandate(testCommand: "sh check.sh"))
    var settings = EnvironmentSettings()
    settings.setup = ["mkdir deps && . /etc/os-release && echo $ID > deps/of"]
    let root = try await ready(folder)
    func environment(_ root: RunRoot?) async throws -> RunEnvironment {
      var (environment, _) = try RunEnvironment.found(
        for: run.baseTree, by: settings, variables: ["VIRTUAL_ENV": "/usr", "HOME": "/nowhere"],
        in: try repository.opened(), root: root)
      let plan = try #require(SetupPlan(settings, variables: [:]))
      try await environment.setUp(
        plan, for: run, cache: cache, readable: [], allowing: [], in: try repository.opened()
      ) { _ in }
      return environment
    }
    let inside = try await environment(root)
    let outside = try await environment(nil)
    #expect(inside.setup?.name != outside.setup?.name)
    #expect(inside.surroundings.environment["VIRTUAL_ENV"] == nil)
    var workspace = RunWorkspace(
      run: run, after: [], repository: try repository.opened(), cache: cache, readable: [],
      in: inside
    ) { _, _, _ in }
    for scope in [Action.TestScope.working, .verdict] {
      let seen = try await workspace.perform(.test(scope), within: 60)
      #expect(seen.tests?.counts.passed == 1, "\(seen.output.text)")
      #expect(seen.environment?.root == folder)
    }
  }

  @Test(.needs("busybox-static", SystemFolder.canBeMade))
  func `a virtual environment comes first only where its interpreter is there in the root, too`()
    async throws
  {
    let root = try await ready(folder)
    let venv = directory.path + "/venv"
    func link(_ target: String) throws {
      try SystemFolder.shell(
        "mkdir -p bin; ln -sfn '\(target)' bin/python3; ln -sfn python3 bin/python", in: venv)
    }
    try link("/usr/bin/python3")
    #expect(!root.hasInterpreter(of: venv))
    try SystemFolder.shell("cp bin/busybox usr/bin/python3", in: folder)
    #expect(root.hasInterpreter(of: venv))
    try link(directory.path + "/home/.pyenv/versions/3.11/bin/python3")
    #expect(root.hasInterpreter(of: venv))
  }
}
