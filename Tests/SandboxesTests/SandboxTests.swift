import Foundation
import Sandboxes
import Support
import Testing
import Vocabulary

@Suite("Commands in the sandbox", .timeLimit(.minutes(10)))
struct SandboxTests {
  private let directory: TemporaryDirectory
  private let sandbox: Sandbox

  init() throws {
    directory = try TemporaryDirectory()
    sandbox = try Sandbox(directory: directory.path, readable: [], isConfined: true)
    try makeFolder("place")
  }

  private func makeFolder(_ name: String) throws {
    let path = directory.path + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if let owner = sandbox.owner { chown(path, owner, owner) }
  }

  private func run(
    _ text: String, _ limits: Command.Limits = .init(seconds: 30)
  ) async throws -> CommandResult {
    try await sandbox.run(Command(shell: text, limits: limits), in: .folder("place"))
  }

  @Test func `the workspace can be written, and both streams are kept in the order printed`()
    async throws
  {
    let result = try await run("echo out; echo err >&2; echo x > made; pwd; exit 3")
    #expect(result.ending == .exited(3))
    #expect(result.output == Excerpt("out\nerr\n/workspace\n"))
    #expect(try String(contentsOfFile: directory.path + "/place/made", encoding: .utf8) == "x\n")
  }

  @Test func `there is no network, not even the machine's own`() async throws {
    let result = try await run(
      "cat /proc/net/dev | grep -c : ; python3 -c \"import socket; socket.create_connection(('127.0.0.1', 22), 2)\""
    )
    #expect(result.output.text.hasPrefix("1\n"))
    #expect(result.ending == .exited(1))
  }

  @Test func `home, other folders, other processes and the caller's variables are hidden`()
    async throws
  {
    try directory.write("secret\n", to: "outside")
    setenv("COLLEAGUE_TEST_SECRET", "secret", 1)
    defer { unsetenv("COLLEAGUE_TEST_SECRET") }
    let result = try await run(
      """
      cat \(directory.path)/outside 2>/dev/null
      ls -A "$HOME" /root /home 2>/dev/null | grep -v :
      env | grep secret
      ls -d /proc/[0-9]* | wc -l
      test -w /usr && echo writable
      cat /etc/shadow 2>/dev/null
      """)
    let lines = result.output.text.split(separator: "\n")
    #expect(lines.count == 1, "\(result.output.text)")
    #expect(Int(lines.first ?? "").map { $0 < 10 } == true)
  }

  @Test func `a command gets no way to more rights`() async throws {
    let result = try await run(
      "unshare -Ur true && echo namespaces; mount -t tmpfs x /mnt && echo mounts; id -u")
    #expect(result.output.text.hasSuffix("1000\n"))
    #expect(!result.output.text.contains("namespaces") && !result.output.text.contains("mounts"))
  }

  @Test func `at the limit on time the whole tree dies`() async throws {
    let mark = UUID().uuidString
    let result = try await run(
      "(setsid sh -c 'while :; do sleep 0.1; done' \(mark) &) ; sleep 60", .init(seconds: 1))
    #expect(result.ending == .exceeded(.time))
    #expect(result.seconds < 20)
    #expect(try processes(naming: mark) == 0)
  }

  @Test func `what a command leaves running dies with it`() async throws {
    let mark = UUID().uuidString
    let result = try await run("setsid sh -c 'sleep 60; : \(mark)' >/dev/null 2>&1 & echo done")
    #expect(result.output.text == "done\n")
    #expect(try processes(naming: mark) == 0)
  }

  @Test func `at the limit on memory the command dies`() async throws {
    let result = try await run(
      "dd if=/dev/zero of=/dev/null bs=400M", .init(seconds: 30, memory: 100 << 20))
    #expect(result.ending == .exceeded(.memory))
  }

  @Test func `a fork bomb stops at the limit on processes`() async throws {
    let result = try await run(
      "for i in $(seq 60); do sleep 5 & done; wait", .init(seconds: 20, processes: 20))
    #expect(result.output.text.lowercased().contains("fork"), "\(result.output.text)")
  }

  @Test func `a file stops growing at the limit on its size`() async throws {
    _ = try await run(
      "dd if=/dev/zero of=big bs=1M count=50", .init(seconds: 30, fileSize: 1 << 20))
    let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/place/big")
    #expect(attributes[.size] as? Int == 1 << 20)
  }

  @Test func `of endless output the head and the tail are kept and the rest is counted`()
    async throws
  {
    let result = try await run(
      "echo first; head -c 20000000 /dev/zero | tr '\\0' 'x'; echo; echo last",
      .init(seconds: 60, output: 1000))
    #expect(result.output.head.hasPrefix("first\nxxx"))
    #expect(result.output.tail.hasSuffix("x\nlast\n"))
    #expect(result.output.head.utf8.count == 1000 && result.output.tail.utf8.count == 500)
    #expect(result.output.omitted == 20_000_012 - 1500)
  }

  @Test func `a cancelled command is gone when the call returns`() async throws {
    let mark = UUID().uuidString
    let sandbox = sandbox
    let task = Task {
      try await sandbox.run(Command(shell: "sleep 60; : \(mark)"), in: .folder("place"))
    }
    try await Task.sleep(for: .milliseconds(500))
    task.cancel()
    await #expect(throws: SandboxError.cancelled) { try await task.value }
    #expect(try processes(naming: mark) == 0)
  }

  @Test func `a program that is not there is the command's own failure`() async throws {
    let result = try await run("no-such-program")
    #expect(result.ending == .exited(127))
  }

  @Test func `a command that speaks as bubblewrap does is a command that has failed`() async throws
  {
    let result = try await run("echo 'bwrap: No permissions to create new namespace'; exit 1")
    #expect(result.ending == .exited(1) && result.output.text.hasPrefix("bwrap: "))
  }

  @Test func `over an overlay, what is changed lands in the upper layer alone`() async throws {
    for name in ["lower", "upper", "scratch"] { try makeFolder(name) }
    try directory.write("old\n", to: "lower/kept")
    try directory.write("old\n", to: "lower/changed")
    for name in ["kept", "changed"] {
      if let owner = sandbox.owner { chown(directory.path + "/lower/" + name, owner, owner) }
    }
    chmod(directory.path, 0o711)
    let result = try await sandbox.run(
      Command(shell: "cat kept; echo new > changed; echo x > made"),
      in: .overlay(lowers: ["lower"], upper: "upper", work: "scratch"))
    #expect(result.output.text == "old\n")
    let upper = try FileManager.default.contentsOfDirectory(atPath: directory.path + "/upper")
    #expect(upper.sorted() == ["changed", "made"])
    #expect(
      try String(contentsOfFile: directory.path + "/lower/changed", encoding: .utf8) == "old\n")
  }

  @Test
  func `without bubblewrap, where the user says so, a command works over an overlay all the same`()
    async throws
  {
    let open = try Sandbox(directory: directory.path, readable: [], isConfined: false)
    for name in ["below", "above", "scratch2"] {
      try FileManager.default.createDirectory(
        atPath: directory.path + "/" + name, withIntermediateDirectories: true)
    }
    try directory.write("old\n", to: "below/file")
    let result = try await open.run(
      Command(shell: "cat file; echo new > file"),
      in: .overlay(lowers: ["below"], upper: "above", work: "scratch2"))
    #expect(result.output.text == "old\n")
    #expect(try String(contentsOfFile: directory.path + "/above/file", encoding: .utf8) == "new\n")
  }

  /// How many processes of the machine have `mark` in their arguments.
  private func processes(naming mark: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").count { name in
      guard Int32(name) != nil,
        let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
      else { return false }
      return String(decoding: line, as: UTF8.self).contains(mark)
    }
  }
}
