import Foundation
import Git
import Sandboxes
import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite("Files that Git LFS keeps", .timeLimit(.minutes(10)))
struct LargeFileTests {
  private static let content = "a picture\r\nof bytes\n"

  private func repository(_ files: [String: String] = [:], isAtHand: Bool = true) throws
    -> TemporaryRepository
  {
    let attributes = ["data/.gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n"]
    let repository = try TemporaryRepository(
      ["a.txt": "a\n"].merging(attributes) { $1 }.merging(files) { $1 })
    try repository.addLargeFile(Self.content, at: "data/one.bin", isAtHand: isAtHand)
    return repository
  }

  private func said(_ command: String, in repository: TemporaryRepository) async throws -> String {
    var workspace = try repository.workspace()
    return try await workspace.answer(to: .run(command: command, keepsChanges: false))
  }

  @Test func `have their content where it is at hand, byte for byte, also a second time`()
    async throws
  {
    let repository = try repository()
    for _ in 1...2 {
      #expect(try await said("cat data/one.bin a.txt", in: repository) == Self.content + "a\n")
    }
    // Another commit, another file, the same content once.
    try repository.addLargeFile(Self.content, at: "data/ü two.bin")
    #expect(try await said("cat data/*two.bin a.txt", in: repository) == Self.content + "a\n")
    let cache = repository.directory.path + "/cache"
    let objects = try FileManager.default.subpathsOfDirectory(atPath: cache).filter {
      $0.contains("/objects/")
    }
    #expect(objects.count == 1)
  }

  @Test func `have no line endings changed, whatever git does to text`() async throws {
    let repository = try repository(["data/.gitattributes": "*.bin filter=lfs\n"])
    try repository.git("config", "core.autocrlf", "true")
    #expect(try await said("cat data/one.bin", in: repository) == Self.content)
  }

  @Test func `that are pointers without attributes stay pointers`() async throws {
    let repository = try repository()
    try repository.addLargeFile("other\n", at: "data/plain.txt")
    #expect(try await said("head -c 7 data/plain.txt", in: repository) == "version")
  }

  @Test func `are found where lfs.storage says, and in a bare repository`() async throws {
    let repository = try repository()
    let moved = repository.directory.path + "/storage"
    try FileManager.default.moveItem(atPath: repository.path + "/.git/lfs", toPath: moved)
    #expect(try await said("head -c 7 data/one.bin", in: repository) == "version")
    for storage in [moved, "../../storage"] {
      try repository.git("config", "lfs.storage", storage)
      #expect(try await said("cat data/one.bin", in: repository) == Self.content)
    }
    try repository.git("config", "--unset", "lfs.storage")
    try FileManager.default.moveItem(atPath: moved, toPath: repository.path + "/.git/lfs")
    let bare = repository.directory.path + "/bare.git"
    try repository.git("clone", "-q", "--bare", repository.path, bare)
    try FileManager.default.copyItem(
      atPath: repository.path + "/.git/lfs", toPath: bare + "/lfs")
    let run = try repository.run()
    var workspace = RunWorkspace(
      run: run, after: [], repository: try Repository(discovering: bare, environment: [:]),
      cache: bare + "-cache", readable: []
    ) { _, _, _ in }
    let seen = try await workspace.answer(
      to: .run(command: "cat data/one.bin", keepsChanges: false))
    #expect(seen == Self.content)
  }

  @Test(arguments: ["cut", "changed", "link", "pipe"])
  func `whose content is not what the pointer says stay pointers`(kind: String) async throws {
    let repository = try repository()
    let found = try run(
      ["find", ".git/lfs/objects", "-type", "f"], in: repository.path,
      environment: repository.environment)
    let place = repository.path + "/" + found.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let text =
      switch kind {
      case "cut": "printf x > \(place)"
      case "changed": "printf '%0\(Self.content.utf8.count)d' 5 > \(place)"
      case "link": "mv \(place) \(place)-; ln -s \(place)- \(place)"
      default: "rm \(place); mkfifo \(place)"
      }
    #expect(try run(["sh", "-c", text], in: "/", environment: repository.environment).status == 0)
    #expect(try await said("head -c 7 data/one.bin", in: repository) == "version")
  }

  @Test func `keep their pointers in every tree, and what a command makes of them is refused`()
    async throws
  {
    let repository = try repository()
    var workspace = try repository.workspace()
    let base = workspace.tree
    let seen = try await workspace.perform(
      .run(
        command: "echo more >> data/one.bin; echo new > data/new.bin; echo b > a.txt",
        keepsChanges: true), within: 60)
    #expect(seen.changed == ["a.txt"])
    #expect(
      seen.refusal
        == "not taken over: Git LFS would keep 'data/new.bin', and a run adds nothing to what it keeps; "
        + "Git LFS keeps the content of 'data/one.bin', which a run does not change")
    let opened = try repository.opened()
    #expect(
      try opened.changes(from: base, to: workspace.tree).map(\.path) == ["a.txt"])
    // What was refused is put back.
    let after = try await workspace.answer(
      to: .run(command: "cat data/one.bin a.txt", keepsChanges: false))
    #expect(after == Self.content + "b\n")
    let edit = FileEdit(path: "data/one.bin", change: .write("x"))
    let refused = try await workspace.perform(.edit([edit], why: ""), within: 60)
    #expect(
      refused.refusal == "Git LFS keeps the content of 'data/one.bin', which a run does not change")
  }

  @Test func `that were only touched, or can be run now, are no change of content`() async throws {
    let repository = try repository()
    var workspace = try repository.workspace()
    let base = workspace.tree
    let touched = try await workspace.perform(
      .run(command: "touch data/one.bin; cp data/one.bin x; mv x data/one.bin", keepsChanges: true),
      within: 60)
    #expect(touched.refusal == nil && workspace.tree == base)
    let armed = try await workspace.perform(
      .run(command: "chmod +x data/one.bin", keepsChanges: true), within: 60)
    #expect(armed.refusal == nil && armed.changed == ["data/one.bin"])
    let opened = try repository.opened()
    let entry = try opened.entry(at: "data/one.bin", inTree: workspace.tree)
    #expect(entry?.mode == .executable)
    #expect(entry?.id == (try opened.entry(at: "data/one.bin", inTree: base)?.id))
    // A clean copy of the run's own tree has the content as well.
    var other = try repository.workspace(test: "find data -type f -perm -u+x -exec cat {} +")
    try other.restore(to: workspace.tree)
    let verdict = try await other.perform(.test(.verdict), within: 60)
    #expect(verdict.output.text.contains("of bytes"))
    #expect(verdict.environment?.largeFiles?.there == 1)
  }

  @Test func `can be moved and copied, and their pointers go with them`() async throws {
    let repository = try repository()
    var workspace = try repository.workspace()
    let base = workspace.tree
    let seen = try await workspace.perform(
      .run(
        command: "cp data/one.bin data/two.bin && mkdir data/in && mv data/one.bin data/in/one.bin",
        keepsChanges: true), within: 60)
    #expect(seen.refusal == nil)
    #expect(seen.changed == ["data/in/one.bin", "data/one.bin", "data/two.bin"])
    let opened = try repository.opened()
    let pointer = try opened.entry(at: "data/one.bin", inTree: base)
    #expect(try opened.entry(at: "data/in/one.bin", inTree: workspace.tree) == pointer)
    #expect(try opened.entry(at: "data/two.bin", inTree: workspace.tree) == pointer)
    #expect(try opened.entry(at: "data/one.bin", inTree: workspace.tree) == nil)
    // Whatever has to be written anew has the content as well.
    try await workspace.edit(FileEdit(path: "a.txt", change: .write("b\n")))
    var other = try repository.workspace(test: "cat data/two.bin data/in/one.bin")
    try other.restore(to: workspace.tree)
    let verdict = try await other.perform(.test(.working), within: 60)
    #expect(verdict.output.text == Self.content + Self.content)
  }

  @Test func `have their content in plain copies, too`() async throws {
    let repository = try repository()
    let run = try repository.run()
    var workspace = RunWorkspace(
      run: run, after: [], repository: try repository.opened(),
      cache: repository.directory.path + "/cache", readable: [], isOverlaid: false
    ) { _, _, _ in }
    let seen = try await workspace.answer(
      to: .run(command: "cat data/one.bin", keepsChanges: false))
    #expect(seen == Self.content)
  }

  @Test func `go from the cache when nothing has used them for long`() async throws {
    let repository = try repository()
    _ = try await said("true", in: repository)
    let cache = repository.directory.path + "/cache"
    func large() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: cache).filter { $0.hasPrefix("lfs") }
    }
    #expect(try large().count > 3)
    // A program that another test starts just then may hold the layer for a moment.
    try eventually("they are gone") {
      for owner in [nil, Sandbox.unprivilegedUser] {
        LargeFileStore(cache: cache, owner: owner).dropOld(unusedFor: -1, beyond: 30)
      }
      return try large().allSatisfy { !$0.contains("/objects/") && !$0.contains("/files") }
    }
    #expect(try await said("cat data/one.bin", in: repository) == Self.content)
  }

  private static let test = """
    import unittest, sums
    class T(unittest.TestCase):
      def test_sum(self): self.assertEqual(sums.total(1, 2), 3)
      def test_right(self): self.assertEqual(1, 1)
      def test_content(self):
        self.assertEqual(open("data/one.bin").read()[:9], "a picture")
    """

  @Test func `that tests need are told apart from the code where they are not at hand`()
    async throws
  {
    let files = ["sums.py": "def total(a, b): return a - b\n", "test_a.py": Self.test]
    let repository = try repository(files, isAtHand: false)
    var workspace = try repository.workspace(test: "python3 -m unittest -v test_a")
    let seen = try await workspace.perform(.test(.working), within: 60)
    #expect(seen.lack?.tests == ["test_a.T.test_content"], "\(seen)")
    #expect(seen.lack?.pieces.map(\.kind) == [.largeFile])
    #expect(seen.lack?.pieces.map(\.name) == ["data/one.bin"])
    #expect(seen.lack?.mend?.hasPrefix("git lfs pull in the checkout") == true)
    #expect(seen.tests?.failed == ["test_a.T.test_sum"])
    #expect(seen.environment?.largeFiles?.lackingNames == ["data/one.bin"])
  }

  @Test func `that all tests need keep them from running`() async throws {
    let test = """
      import unittest, json
      with open("data/one.bin") as file: table = json.load(file)
      class T(unittest.TestCase):
        def test_sum(self): self.assertEqual(table, {})
      """
    let repository = try repository(["test_a.py": test], isAtHand: false)
    var workspace = try repository.workspace(test: "python3 -m unittest -v test_a")
    let lack = try await workspace.perform(.test(.working), within: 60).lack
    #expect(lack?.preventsAll == true && lack?.pieces.first?.name == "data/one.bin")
  }
}
