import Foundation
import Support
import Testing

/// A remote that is shared with somebody who may push below `refs/colleague/` and wants more.
private final class SharedRemote {
  let journey: Journey
  let bare: String
  private var home: String { "\(journey.repository.directory.path)/mallory-home" }

  /// The remote, a clone of ours and one of theirs; each has a home, and so a key, of its own.
  init(_ files: [String: String] = Buggy.shell) throws {
    journey = try Journey(files)
    let directory = journey.repository.directory
    bare = directory.path + "/shared.git"
    try journey.repository.git("clone", "-q", "--bare", ".", bare)
    try directory.write(
      "[user]\n\tname = Mallory\n\temail = m@example.org\n", to: "mallory-home/.gitconfig")
    for name in ["ours", "theirs"] {
      let path = "\(directory.path)/\(name)"
      try journey.repository.git("clone", "-q", bare, path)
      for (key, value) in [("policy", "repair"), ("test", "sh test.sh")] {
        try journey.repository.git("-C", path, "config", "colleague.\(key)", value)
      }
    }
  }

  var mark: String { journey.repository.directory.path + "/MARK" }
  var isMarked: Bool { FileManager.default.fileExists(atPath: mark) }

  func path(_ clone: String) -> String { "\(journey.repository.directory.path)/\(clone)" }

  func ours(_ arguments: String..., in clone: String = "ours") throws -> Ended {
    try journey.start(
      arguments, in: path(clone),
      adding: ["XDG_CACHE_HOME": "\(journey.repository.directory.path)/ours-cache"]
    ).wait()
  }

  func theirs(_ arguments: String...) throws -> Ended {
    try journey.start(
      arguments, in: path("theirs"),
      adding: ["HOME": home, "XDG_CACHE_HOME": home + "/cache"]
    ).wait()
  }

  func git(_ clone: String, _ arguments: String..., input: String = "") throws -> String {
    let ended = try run(
      ["git"] + arguments, in: path(clone), environment: journey.repository.environment,
      input: input)
    guard ended.status == 0 else { throw GitFailed(errors: ended.errors) }
    return ended.output.split(separator: "\n").joined(separator: "\n")
  }

  func refs(_ prefix: String, in clone: String = "shared.git") throws -> [String] {
    try git(clone, "for-each-ref", "--format=%(refname)", prefix).split(separator: "\n")
      .map(String.init)
  }

  /// Has them carry the issue out, say something else in the run's record and the queue, and push both.
  ///
  /// - Returns: The run's ref.
  func forge(
    _ change: (inout [String: Any]) -> Void, entry state: String = "waiting"
  ) throws -> String {
    try journey.repository.directory.write("# The grade of 50 is wrong\n", to: "issue.md")
    #expect(try theirs("queue", "add", "../issue.md").status == 0)
    _ = try theirs("sweep")
    let run = try #require(try refs("refs/colleague/runs/", in: "theirs").first)
    let queue = try #require(try refs("refs/colleague/queue/", in: "theirs").first)
    try replace("run.json", of: run, change)
    try replace("entry.json", of: queue) { $0["state"] = state }
    _ = try git("theirs", "push", "-q", "origin", "\(run):\(run)", "\(queue):\(queue)")
    return run
  }

  private func replace(
    _ name: String, of ref: String, _ change: (inout [String: Any]) -> Void
  ) throws {
    let text = try git("theirs", "show", "\(ref):\(name)")
    var object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    change(&object)
    let bytes = try JSONSerialization.data(withJSONObject: object)
    let blob = try git(
      "theirs", "hash-object", "-w", "--stdin", input: String(decoding: bytes, as: UTF8.self))
    let lines = try git("theirs", "ls-tree", ref).split(separator: "\n").map { line in
      line.hasSuffix("\t\(name)") ? "100644 blob \(blob)\t\(name)" : String(line)
    }
    let tree = try git("theirs", "mktree", input: lines.joined(separator: "\n") + "\n")
    _ = try git(
      "theirs", "update-ref", ref, try git("theirs", "commit-tree", "-p", ref, "-m", "x", tree))
  }
}

@Suite("Records from elsewhere", .timeLimit(.minutes(10)), .ownThreads)
struct ForeignRecordsTests {
  private let shared: SharedRemote

  init() throws { shared = try SharedRemote() }

  /// A run that has to be gone on with, and whose test command, outside of any sandbox, leaves a mark.
  private func leaveMark(_ record: inout [String: Any]) {
    var mandate = record["mandate"] as? [String: Any] ?? [:]
    (mandate["sandbox"], mandate["testCommand"]) = ("none", "touch \(shared.mark); false")
    record["mandate"] = mandate
    (record["phase"], record["outcome"], record["steps"]) = ("working", nil, 0)
    record["spent"] = (record["spent"] as? [String: Any])?.mapValues { _ in 0 }
  }

  @Test
  func `H1 A25 decide neither sandbox nor test command of a sweep: it begins a run of its own`()
    throws
  {
    let forged = try shared.forge(leaveMark)
    let swept = try shared.ours("sweep", "--remote", "origin")
    #expect(!shared.isMarked)
    #expect(swept.status == 0, "\(swept.errors)")
    let runs = try shared.refs("refs/colleague/runs/")
    #expect(runs.count == 2 && runs.contains(forged))
    #expect(try shared.refs("refs/heads/colleague/").count == 1)
  }

  @Test func `H1 A14 of a mirror are shown, and not resumed`() throws {
    let forged = try shared.forge(leaveMark)
    _ = try shared.git("shared.git", "clone", "-q", "--mirror", ".", shared.path("mirror"))
    let id = String(forged.dropFirst("refs/colleague/runs/".count))
    #expect(try shared.ours("show", id, in: "mirror").status == 0)
    for arguments in [["resume", id], ["answer", id, "yes"], ["review", id, "/dev/null"]] {
      let ended = try shared.journey.start(arguments, in: shared.path("mirror")).wait()
      #expect(![0, 1, 6].contains(ended.status), "\(arguments): \(ended.errors)")
    }
    let resumed = try shared.ours("resume", id, in: "mirror")
    #expect(resumed.status == 9 && resumed.errors.contains("colleague.workerKey"), "\(resumed)")
    #expect(!shared.isMarked)
  }

  @Test func `H1 do not settle an issue: what they claim is done is carried out`() throws {
    _ = try shared.forge { record in
      (record["phase"], record["outcome"]) = ("ended", "unresolved")
    }
    let swept = try shared.ours("sweep", "--remote", "origin")
    #expect(swept.status == 0, "\(swept.errors)")
    let begun = try shared.refs("refs/colleague/runs/")
    #expect(begun.count == 2)
  }

  @Test(arguments: [
    "../../../ours-cache/target", "../../target", "20240101-x-0123456789ab/../../t", "",
  ])
  func `H2 A20 name no folder that is emptied`(name: String) throws {
    let target = shared.journey.repository.directory
    try target.write("kept\n", to: "ours-cache/target/a")
    try target.write("kept\n", to: "ours-cache/colleague/target/a")
    try target.write("kept\n", to: "ours-cache/colleague/t/a")
    _ = try shared.forge { record in
      leaveMark(&record)
      record["id"] = name
    }
    let swept = try shared.ours("sweep", "--remote", "origin")
    for place in ["target", "colleague/target", "colleague/t"] {
      let file = "\(target.path)/ours-cache/\(place)/a"
      #expect(FileManager.default.fileExists(atPath: file), "\(place): \(swept.errors)")
    }
    #expect(!shared.isMarked)
  }

  @Test(arguments: [
    "refs/tags/v9.9.9", "refs/heads/release", "refs/heads/main", "refs/notes/commits",
  ])
  func `H3 name no ref that is pushed`(name: String) throws {
    let before = try shared.git("shared.git", "for-each-ref", "refs/heads/main", "refs/tags")
    _ = try shared.forge { record in
      let commit = (record["patches"] as? [String])?.last ?? record["base"]
      (record["phase"], record["outcome"]) = ("delivered", "resolved")
      (record["branch"], record["patches"]) = (name, [commit])
    }
    let swept = try shared.ours("sweep", "--remote", "origin")
    #expect(try shared.git("shared.git", "for-each-ref", "refs/heads/main", "refs/tags") == before)
    #expect(try !shared.refs("refs/").contains { $0 == name && name != "refs/heads/main" })
    let foreign = try shared.refs("refs/").filter {
      !$0.hasPrefix("refs/heads/colleague/") && !$0.hasPrefix("refs/colleague/")
        && !["refs/heads/main", "refs/notes/colleague", "refs/notes/ai"].contains($0)
    }
    #expect(foreign.isEmpty, "\(foreign) \(swept.errors)")
  }

  @Test func `of another worker of ours, who has the same key, are gone on with`() throws {
    let key = String(repeating: "a5", count: 32)
    for clone in ["ours", "theirs"] {
      let home = clone == "ours" ? "home" : "mallory-home"
      _ = try shared.git(
        clone, "config", "--file", "\(shared.journey.repository.directory.path)/\(home)/.gitconfig",
        "colleague.workerKey", key)
    }
    try shared.journey.repository.directory.write("# The grade of 50 is wrong\n", to: "issue.md")
    #expect(try shared.theirs("queue", "add", "../issue.md").status == 0)
    let swept = try shared.theirs("sweep", "--remote", "origin")
    #expect(swept.status == 0, "\(swept.errors)")
    let again = try shared.ours("sweep", "--remote", "origin")
    #expect(again.status == 3, "\(again.errors)")
    #expect(try shared.refs("refs/colleague/runs/").count == 1)
  }
}
