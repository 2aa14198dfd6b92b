import Files
import Foundation
import Support
import Testing
import Vocabulary

@testable import Sandboxes

@Suite("Control groups")
struct ControlGroupTests {
  private static let mounts = """
    22 1 0:20 / /proc rw,nosuid - proc proc rw
    30 22 0:26 / /sys/fs/cgroup rw,nosuid,nodev shared:4 - tmpfs tmpfs rw
    31 30 0:27 / /sys/fs/cgroup/memory rw shared:5 - cgroup cgroup rw,memory
    35 30 0:31 / /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw
    """

  private func folder(_ mounts: String, _ membership: String) -> String? {
    ControlGroupSearch(mounts: mounts, membership: membership).folder
  }

  @Test func `are looked for where the hierarchy is mounted, and we are in it`() {
    let mounts = ControlGroupTests.mounts
    let top = "/sys/fs/cgroup/unified"
    #expect(folder(mounts, "4:memory:/a\n0::/\n") == top)
    #expect(folder(mounts, "0::/user.slice/a.scope\n") == top + "/user.slice/a.scope")
    let bound = "9 1 0:31 /a/b /run/g rw - cgroup2 none rw"
    #expect(folder(bound, "0::/a/b/c\n") == "/run/g/c")
    #expect(folder(bound, "0::/a/b\n") == "/run/g")
  }

  @Test(arguments: ["", "4:memory:/a\n", "0::/../other\n", "0::/a (deleted)\n", "0::relative\n"])
  func `are not looked for where nothing says which`(membership: String) {
    #expect(folder(ControlGroupTests.mounts, membership) == nil)
  }

  @Test func `are not looked for outside of what is mounted`() {
    let bound = "9 1 0:31 /a/b /run/g rw - cgroup2 none rw"
    for path in ["/", "/a", "/a/bc", "/c"] { #expect(folder(bound, "0::\(path)\n") == nil) }
    #expect(folder("9 1 0:31 / /run/g rw - cgroup none rw", "0::/a\n") == nil)
    #expect(folder("9 1 - cgroup2", "0::/a\n") == nil)
  }

  /// Folders that look like a hierarchy of control groups.
  private func tree(_ folders: [String: [String: String]]) throws -> TemporaryDirectory {
    let top = try TemporaryDirectory()
    for (folder, files) in folders {
      for (name, text) in files.merging(["cgroup.procs": ""], uniquingKeysWith: { a, _ in a }) {
        try top.write(text, to: (folder.isEmpty ? "" : folder + "/") + name)
      }
    }
    return top
  }

  private func search(
    _ top: TemporaryDirectory, _ own: String, isRoot: Bool = false, isOfSystemd: Bool = true
  ) -> ControlGroups? {
    ControlGroupSearch(
      mounts: "9 1 0:31 / \(top.path) rw - cgroup2 none rw", membership: "0::/\(own)\n",
      isRoot: isRoot, isOfSystemd: isOfSystemd
    ).found()
  }

  @Test func `are made in the nearest folder whose groups keep limits`() throws {
    let top = try tree([
      "": ["cgroup.subtree_control": "memory pids"],
      "app": ["cgroup.subtree_control": "cpu memory pids\n", "cgroup.type": "domain\n"],
      "app/own": [
        "cgroup.subtree_control": "", "cgroup.controllers": "memory pids\n", "cgroup.type": "",
      ],
    ])
    let found = search(top, "app/own")
    #expect(found?.folder == top.path + "/app" && found?.controllers == [.memory, .pids])
    // Root may write there, but another one rules.
    #expect(search(top, "app/own", isRoot: true) == nil)
    #expect(search(top, "app/own", isRoot: true, isOfSystemd: false)?.folder == top.path + "/app")
  }

  @Test func `are made in our own once we have left it, if nobody else is in it`() throws {
    let own = "\(getpid())\n\(getppid())\n"
    let files = [
      "cgroup.subtree_control": "", "cgroup.controllers": "cpu memory pids\n",
      "cgroup.type": "domain\n",
    ]
    let alone = try tree(["own": files.merging(["cgroup.procs": own]) { $1 }])
    // In a real one the kernel makes the file.
    try alone.write("", to: "own/colleague.callers/cgroup.procs")
    #expect(search(alone, "own")?.folder == alone.path + "/own")
    let control = try String(
      contentsOfFile: alone.path + "/own/cgroup.subtree_control", encoding: .utf8)
    #expect(control == "+memory +pids")
    let shared = try tree(["own": files.merging(["cgroup.procs": own + "999999\n"]) { $1 }])
    #expect(search(shared, "own") == nil)
    #expect(!FileManager.default.fileExists(atPath: shared.path + "/own/colleague.callers"))
  }

  @Test func `are not made where memory is not kept`() throws {
    let top = try tree([
      "": ["cgroup.subtree_control": "pids", "cgroup.controllers": "cpu pids"],
      "own": ["cgroup.subtree_control": "pids", "cgroup.controllers": "pids"],
    ])
    #expect(search(top, "own") == nil)
    #expect(search(top, "gone") == nil)
  }

  @Test func `say by a number whether memory ran out`() {
    let events = "low 0\nhigh 0\nmax 31\noom 1\noom_kill 2\noom_group_kill 1\n"
    #expect(ControlGroup.count("oom_kill", in: events) == 2)
    #expect(ControlGroup.count("oom_kill", in: "oom_kill_x 2\n") == 0)
    #expect(ControlGroup.count("oom_kill", in: "") == 0)
  }
}

/// What the kernel does with groups, on whatever hierarchy of the second version is mounted; no controller is needed for that.
@Suite(
  "Control groups of the kernel's", .serialized, .timeLimit(.minutes(5)),
  .enabled(if: Hierarchy.top != nil, "this needs root, and a hierarchy of control groups"))
struct KernelControlGroupTests {
  private let directory: TemporaryDirectory
  private let groups: ControlGroups
  private let hierarchy: Hierarchy

  init() throws {
    directory = try TemporaryDirectory()
    hierarchy = try Hierarchy()
    groups = ControlGroups(folder: hierarchy.path, controllers: [])
  }

  private func made() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: hierarchy.path).filter {
      $0.hasPrefix("colleague-")
    }
  }

  private func sandbox() throws -> Sandbox {
    var sandbox = try Sandbox(directory: directory.path, readable: [], isConfined: true)
    sandbox.groups = groups
    mkdir(directory.path + "/place", 0o755)
    if let owner = sandbox.owner { chown(directory.path + "/place", owner, owner) }
    return sandbox
  }

  private func run(_ text: String, seconds: Double = 60) async throws -> CommandResult {
    try await sandbox().run(
      Command(shell: text, limits: .init(seconds: seconds)), in: .folder("place"))
  }

  @Test func `hold a command and go with it`() async throws {
    let sandbox = try sandbox()
    // The command goes on when it has been seen, however busy the machine is, and ends by itself.
    let wait = "for _ in $(seq 600); do [ -e seen ] && break; sleep 0.1; done"
    async let result = sandbox.run(
      Command(shell: "echo begun; \(wait); echo done"), in: .folder("place"))
    var inside = 0
    for _ in 0..<6000 where inside < 2 {
      try await Task.sleep(for: .milliseconds(10))
      let names = try made()
      #expect(names.count < 2)
      let processes = try? String(
        contentsOfFile: "\(hierarchy.path)/\(names.first ?? "")/cgroup.procs", encoding: .utf8)
      inside = processes?.split(separator: "\n").count ?? 0
    }
    try Data().write(to: URL(fileURLWithPath: directory.path + "/place/seen"))
    #expect(inside >= 2)
    #expect(try await result.output.text == "begun\ndone\n")
    #expect(try made().isEmpty)
  }

  @Test func `are emptied at a limit`() async throws {
    let result = try await run("(setsid sleep 60 &); sleep 60", seconds: 1)
    #expect(result.ending == .exceeded(.time) && result.seconds < 20)
    #expect(try made().isEmpty)
  }

  @Test func `are done without where their folder has gone`() async throws {
    rmdir(hierarchy.path)
    #expect(try await run("echo done").output.text == "done\n")
  }

  @Test func `of processes that are gone are removed with what is in them, and others stay`() throws
  {
    let space = try #require(linkTarget("/proc/self/ns/pid")).filter(\.isNumber)
    let (dead, other) = ("colleague-\(space)-999999999-1-1", "colleague-1-999999999-1-1")
    for name in [dead, other, "colleague.callers"] { mkdir("\(hierarchy.path)/\(name)", 0o755) }
    let left = try Running(["sleep", "60"], in: "/", environment: ["PATH": "/usr/bin:/bin"])
    #expect(
      ControlGroup.write("\(left.id)", to: "\(hierarchy.path)/\(dead)/cgroup.procs"))
    let own = try #require(groups.group(keeping: .init()))
    groups.removeLeftovers()
    #expect(try left.wait().status == 137)
    let names = try FileManager.default.contentsOfDirectory(atPath: hierarchy.path)
    #expect(!names.contains(dead) && names.contains(other) && names.contains("colleague.callers"))
    #expect(try made().count == 2 && !own.keepsMemory)
  }

  /// Where the kernel's controllers are bound to another hierarchy, limits cannot be had.
  @Test func `are not made with a limit that the kernel does not take`() throws {
    try #require(access("\(hierarchy.path)/memory.max", F_OK) != 0)
    #expect(
      ControlGroups(folder: hierarchy.path, controllers: [.memory]).group(keeping: .init()) == nil)
    #expect(try made().isEmpty)
  }
}

/// A folder for groups in the hierarchy that is mounted; it goes with its last reference.
private final class Hierarchy {
  static let top: String? = {
    guard geteuid() == 0 else { return nil }
    let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    let top = ControlGroupSearch(mounts: mounts, membership: "0::/\n").folder
    return top.flatMap { access($0 + "/cgroup.procs", W_OK) == 0 ? $0 : nil }
  }()

  let path: String

  init() throws {
    path = (Hierarchy.top ?? "") + "/colleague-tests-\(UUID().uuidString.prefix(8))"
    guard mkdir(path, 0o755) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  deinit {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      rmdir("\(path)/\(name)")
    }
    rmdir(path)
  }
}
