import Foundation
import Git
import Support
import Testing
import Text
import Vocabulary

private typealias Issue = Testing.Issue

@Suite("Refs moved by compare-and-swap")
struct ReferenceTests {
  @Test func `a branch is somebody's where any worktree has it checked out or is rebasing it`()
    throws
  {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let name = "refs/heads/side"
    try repository.git("branch", "side")
    #expect(try opened.isCheckedOut("refs/heads/main") && !opened.isCheckedOut(name))
    let place = repository.directory.path + "/side"
    try repository.git("worktree", "add", "-q", place, "side")
    #expect(try opened.isCheckedOut(name))
    // HEAD is detached as long as the rebase stops.
    try repository.git("-C", place, "commit", "-q", "--allow-empty", "-m", "more")
    #expect(throws: GitFailed.self) {
      try repository.git("-C", place, "rebase", "-q", "--exec", "false", "main")
    }
    #expect(try repository.git("-C", place, "rev-parse", "--abbrev-ref", "HEAD") == "HEAD")
    #expect(try opened.isCheckedOut(name))
    try repository.git("-C", place, "rebase", "--abort")
    try repository.git("-C", place, "checkout", "-q", "--detach")
    #expect(try !opened.isCheckedOut(name))
  }

  @Test func `a ref moves only from the value it is believed to have`() throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let first = try repository.id("HEAD")
    try repository.git("commit", "-q", "--allow-empty", "-m", "second")
    let second = try repository.id("HEAD")
    let name = "refs/colleague/x"
    try opened.apply(.create(name, at: first, reason: "new"), durable: true)
    #expect(throws: GitError.moved(ref: name, expected: .zero, actual: first)) {
      try opened.apply(
        .create(name, at: second, reason: "new"), durable: true)
    }
    #expect(throws: GitError.moved(ref: name, expected: second, actual: first)) {
      try opened.apply(
        .delete(name, ifAt: second, reason: "gone"), durable: true)
    }
    #expect(try repository.id(name) == first)
    try opened.apply(
      .move(name, from: first, to: second, reason: "on"), durable: true)
    #expect(try repository.id(name) == second)
    try opened.apply(.delete(name, ifAt: second, reason: "gone"), durable: true)
    #expect(try opened.reference(name) == nil)
    let fromNothing = RefEdit.move(name, from: ObjectID.zero, to: first, reason: "new")
    #expect(fromNothing == .create(name, at: first, reason: "new"))
  }

  @Test func `a packed ref is compared too`() throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let first = try repository.id("HEAD")
    try repository.git("update-ref", "refs/colleague/x", first.description)
    try repository.git("pack-refs", "--all")
    try repository.git("commit", "-q", "--allow-empty", "-m", "second")
    let second = try repository.id("HEAD")
    let opened = try repository.opened()
    #expect(throws: GitError.moved(ref: "refs/colleague/x", expected: second, actual: first)) {
      try opened.apply(
        .move("refs/colleague/x", from: second, to: first, reason: ""), durable: true)
    }
    try opened.apply(
      .move("refs/colleague/x", from: first, to: second, reason: ""), durable: true)
    #expect(try repository.id("refs/colleague/x") == second)
  }

  @Test func `writers at the same time lose no move`() async throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let path = repository.path
    let writers = 4
    let moves = 10
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          let opened = try Repository(discovering: path, environment: [:])
          for number in 0..<moves {
            try count(up: "refs/colleague/count", in: opened, saying: "\(writer) \(number)")
          }
        }
      }
      try await group.waitForAll()
    }
    let commits = try repository.git("rev-list", "--count", "refs/colleague/count")
    #expect(commits == "\(writers * moves)")
  }

  @Test func `another process's lock is waited for, then named with its age, and left alone`()
    throws
  {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let first = try repository.id("HEAD")
    try repository.write("", to: ".git/refs/heads/x.lock")
    let error = #expect(throws: GitError.self) {
      try opened.apply(
        .create("refs/heads/x", at: first, reason: ""), durable: false)
    }
    guard case .locked(let path, let age) = error else {
      Issue.record("\(String(describing: error)) is no lock")
      return
    }
    #expect(path.hasSuffix("refs/heads/x.lock"))
    #expect(age != nil)
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test
  func `a lock left on a ref of ours is removed, but not while a process of ours may be writing`()
    throws
  {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let edit = RefEdit.create("refs/colleague/queue/x", at: try repository.id("HEAD"), reason: "")
    try repository.write("", to: ".git/refs/colleague/queue/x.lock")
    try repository.write("", to: ".git/colleague/writers")
    let writer = open("\(repository.path)/.git/colleague/writers", O_RDWR | O_CLOEXEC)
    try #require(flock(writer, LOCK_SH) == 0)
    #expect(throws: GitError.self) { try opened.apply(edit, durable: false) }
    #expect(opened.staleLocks().map(\.ref) == ["refs/colleague/queue/x"])
    close(writer)
    try opened.apply(edit, durable: false)
    #expect(try repository.git("rev-parse", "refs/colleague/queue/x") == edit.new?.description)
    #expect(opened.staleLocks().isEmpty)
  }

  @Test func `a lock that is let go of late is waited for, and the ref is moved`() async throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let opened = try repository.opened()
    let lock = repository.path + "/.git/refs/colleague/queue/x.lock"
    try repository.write("", to: ".git/refs/colleague/queue/x.lock")
    let holder = try Running(
      ["sh", "-c", "sleep 3; rm '\(lock)'"], in: "/", environment: repository.environment)
    try opened.apply(
      .create("refs/colleague/queue/x", at: try repository.id("HEAD"), reason: ""),
      durable: false)
    #expect(try holder.wait().status == 0)
  }

  @Test func `no source calls libgit2's writers of refs that do not compare`() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    let forbidden = [
      "git_reference_create(", "git_reference_set_target(", "git_note_create(", "git_note_remove(",
      "git_branch_create(", "git_apply(", "git_checkout", "git_reset",
      "git_repository_set_bare(", "git_repository_set_workdir(", "git_stash", "git_transaction",
    ]
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      count += 1
      for call in forbidden {
        #expect(!text.contains(call), "\(file.lastPathComponent) calls \(call)")
      }
    }
    #expect(count > 50)
  }
}

/// Puts a commit on a ref, again until nobody was first, ten thousand times at most.
private func count(up name: String, in repository: borrowing Repository, saying text: String) throws
{
  for _ in 0..<10_000 {
    let tip = try repository.reference(name)
    let commit = try repository.commit(
      tree: try repository.editTree(nil, []), parents: tip.map { [$0] } ?? [], author: signature,
      committer: signature, message: Redactor()(text).asMessage)
    do throws(GitError) {
      return try repository.apply(
        .move(name, from: tip, to: commit, reason: text), durable: false)
    } catch {
      switch error {
      case .moved, .locked: continue
      default: throw error
      }
    }
  }
  Issue.record("somebody else was first each time")
}
