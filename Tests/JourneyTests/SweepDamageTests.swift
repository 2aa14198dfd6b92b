import Foundation
import Support
import Testing

/// One bad ref, file or place: what else there is to do is done, and the bad one is named.
extension SweepTests {
  /// Makes `ref` point at an object that is not there.
  private func dangle(_ ref: String, in journey: Journey) throws {
    let file = "project/.git/\(ref)"
    try journey.repository.directory.write(String(repeating: "5", count: 40) + "\n", to: file)
  }

  @Test
  func
    `a ref in the queue that is no entry is passed over by name, and the others are carried out`()
    throws
  {
    let journey = try journey()
    let blob = try journey.repository.git("rev-parse", "HEAD:grade.sh")
    let keys = ["aaaa1", "aaaa2", "aaaa3", "aaaa4"]
    for (key, object) in zip(keys, [blob, "HEAD^{tree}", "HEAD"]) {
      try journey.repository.git("update-ref", "refs/colleague/queue/\(key)", object)
    }
    try dangle("refs/colleague/queue/aaaa4", in: journey)
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 0 && swept.output.contains("resolved"), "\(swept)")
    let listed = try journey.colleague("queue", "list", "--all")
    #expect(listed.status == 0 && listed.output.contains("settled"), "\(listed)")
    let doctor = try journey.colleague("doctor")
    #expect(doctor.status == 1)
    for key in keys {
      let words = "refs/colleague/queue/\(key)"
      #expect(swept.errors.contains("warning: \(words)"), "\(swept.errors)")
      #expect(swept.errors.contains("drop it with 'git update-ref -d \(words)'"))
      #expect(listed.errors.contains(words) && doctor.output.contains(words), "\(doctor)")
    }
    let dropped = try journey.colleague("queue", "drop", "aaaa1")
    #expect(dropped.status == 128 && dropped.errors.contains("update-ref -d"), "\(dropped)")
  }

  @Test func `a claim that is none keeps its own issue from being done, and no other one`() throws {
    let journey = try journey(["b.md": "# Spans that touch, once more\n\nSee `join`.\n"])
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    let key = try #require(try entries(journey).first?[0])
    for name in [key, "x"] {
      try journey.repository.git("update-ref", "refs/colleague/claims/\(name)", "HEAD^{tree}")
    }
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 0, "\(swept)")
    #expect(swept.errors.contains("warning: refs/colleague/claims/\(key) cannot be read"))
    #expect(swept.errors.contains("git update-ref -d refs/colleague/claims/\(key)"))
    #expect(try entries(journey).map { $0[1] }.sorted() == ["settled", "waiting"])
    let listed = try journey.colleague("queue", "list")
    #expect(listed.status == 0 && listed.errors.contains("claims/x cannot be read"), "\(listed)")
    let doctor = try journey.colleague("doctor").output
    #expect(doctor.contains("claims/\(key)") && doctor.contains("claims/x"), "\(doctor)")
  }

  @Test func `without the index of settled issues a sweep begins nothing, and says how to go on`()
    throws
  {
    let journey = try journey()
    try journey.repository.git("update-ref", "refs/colleague/settled", "HEAD^{tree}")
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 128 && swept.output.isEmpty, "\(swept)")
    #expect(swept.errors.contains("refs/colleague/settled cannot be read"), "\(swept.errors)")
    #expect(swept.errors.contains("hint: ") && !swept.errors.contains("passed over"))
    let doctor = try journey.colleague("doctor")
    #expect(doctor.status == 1 && doctor.output.contains("refs/colleague/settled cannot be read"))
    let added = try journey.colleague("queue", "add", "issues/touching.md")
    #expect(added.status == 128 && added.errors.contains("update-ref -d refs/colleague/settled"))
    try journey.repository.git("update-ref", "-d", "refs/colleague/settled")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
  }

  @Test
  func
    `an issue command that fails is seen: in the status, and by the doctor until it works again`()
    throws
  {
    let journey = try Journey(Buggy.shell)
    try journey.repository.git(
      "config", "--global", "colleague.issueCommand", "echo no route >&2; exit 4")
    let failed = try journey.colleague("sweep", "--quiet")
    #expect(failed.status == 1 && failed.output.isEmpty, "\(failed)")
    #expect(failed.errors.contains("issueCommand failed: no route"), "\(failed.errors)")
    let sick = try journey.colleague("doctor")
    #expect(sick.status == 1 && sick.output.contains("issueCommand failed: no route"), "\(sick)")
    try journey.repository.git("config", "--global", "colleague.issueCommand", "true")
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    let well = try journey.colleague("doctor").output
    #expect(well.contains("ok  last sweep"), "\(well)")
  }

  @Test func `without a cache a sweep says so once, and blames no issue for it`() throws {
    let journey = try journey(["b.md": "# Another\n\nWhatever.\n"])
    let swept = try journey.start(["sweep"], adding: ["XDG_CACHE_HOME": "/dev/null/x"]).wait()
    #expect(swept.status == 128 && swept.output.isEmpty, "\(swept)")
    let sentences = swept.errors.split(separator: "\n")
    #expect(sentences.count == 2 && sentences[0].contains("cannot make /dev/null/x"))
    #expect(sentences[1].contains("hint: set XDG_CACHE_HOME"))
    #expect(try entries(journey).allSatisfy { $0[1] == "waiting" && $0[2] == "0" })
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
  }

  @Test(arguments: [
    ("colleague", true), ("colleague/sweep", false), ("colleague/sweep-again", false),
  ])
  func `what stands where a sweep's own files have to be is named, by the doctor as well`(
    name: String, isFile: Bool
  ) throws {
    let journey = try journey()
    let path = "\(journey.repository.path)/.git/\(name)"
    if isFile {
      try journey.repository.write("mine\n", to: ".git/\(name)")
    } else {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 128 && swept.errors.contains("\(path) is in the way"), "\(swept)")
    #expect(swept.errors.contains("hint: move it away: mv '\(path)'"))
    let doctor = try journey.colleague("doctor")
    #expect(doctor.status == 1 && doctor.output.contains("\(path) is in the way"), "\(doctor)")
    try FileManager.default.moveItem(atPath: path, toPath: journey.repository.path + "/mine")
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
  }

  @Test func `amounts in a record that no run can have end no sweep and no listing`() throws {
    let journey = try journey()
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=3")
    let run = try #require(try journey.refs("refs/colleague/runs/").first)
    let entry = try #require(try journey.refs("refs/colleague/queue/").first)
    try journey.rewrite("run.json", of: run) { record in
      record["steps"] = Int.max
      record["usage"] = [
        "requests": 1, "sent": Int.max, "cached": 0, "received": Int.max, "isEstimated": false,
        "seconds": 1e308,
      ]
      record["spent"] = [
        "steps": Int.min, "seconds": 1e308, "tokens": Int.max, "micros": Int.max,
        "candidates": Int.min,
      ]
    }
    try journey.rewrite("entry.json", of: entry) { record in
      record["notBefore"] = Int.min
      record["failures"] = Int.max
    }
    for command in [["runs"], ["runs", "--porcelain"], ["show"], ["queue"], ["queue", "list"]] {
      let ended = try journey.start(command).wait()
      #expect(ended.status == 0, "\(command): \(ended)")
    }
    // The record says more steps than there are, so no sweep can take the run up, and it says so.
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 1 && swept.output.contains("failed"), "\(swept)")
  }

  @Test func `what a newer version has written is said to be that, and nobody is told to drop it`()
    throws
  {
    let journey = try journey()
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    for (prefix, file) in [("runs", "run.json"), ("queue", "entry.json")] {
      let ref = try #require(try journey.refs("refs/colleague/\(prefix)/").first)
      try journey.rewrite(file, of: ref) { $0 = ["version": 2, "novel": true] }
    }
    for command in [["runs"], ["queue"], ["sweep"], ["doctor"]] {
      let ended = try journey.start(command).wait()
      let words = ended.output + ended.errors
      #expect(words.contains("of version 2, newer than this program"), "\(command): \(ended)")
      #expect(!words.contains("update-ref -d"), "\(command): \(ended)")
    }
  }

  @Test func `one bad file in the archive hides no other run, and the doctor finds it`() throws {
    let journey = try journey()
    let repository = journey.repository
    var tree = try repository.git("hash-object", "-w", "--stdin", input: "garbage")
    let id = "20240101-sum-0123456789ab"
    var line = "100644 blob \(tree)\t\(id)\n"
    for name in ["01", "01", "01", "2024", ""] {
      tree = try repository.git("mktree", input: line)
      line = "040000 tree \(tree)\t\(name)\n"
    }
    try repository.git(
      "update-ref", "refs/colleague/archive", try repository.git("commit-tree", "-m", "x", tree))
    #expect(try journey.colleague("sweep", "--quiet").status == 0)
    let listed = try journey.colleague("runs", "--all")
    #expect(listed.status == 0 && listed.output.contains("resolved"), "\(listed)")
    #expect(listed.errors.contains("warning: run \(id) cannot be read"), "\(listed)")
    #expect(!listed.errors.contains("update-ref -d"), "\(listed)")
    let doctor = try journey.colleague("doctor")
    #expect(doctor.status == 1 && doctor.output.contains("run \(id) cannot be read"), "\(doctor)")
  }

  @Test func `a thousand new files are issues at a time; the next sweep takes the others`() throws {
    let journey = try Journey(Buggy.shell, inMemory: true)
    for number in 0...1000 {
      try journey.repository.write("# Issue \(number)\n", to: "issues/\(number).md")
    }
    try journey.repository.git("add", "-A")
    try journey.repository.git("commit", "-qm", "issues")
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    let first = try journey.colleague("sweep", "--budget", "steps=0")
    #expect(first.errors.contains("1 more wait for the next sweep"), "\(first.errors.suffix(300))")
    #expect(try entries(journey).count == 1000)
    // What is known does not count, and what is gone leaves the queue though there are many.
    try journey.repository.git("rm", "-q", "issues/0.md")
    try journey.repository.git("commit", "-qm", "one less")
    _ = try journey.colleague("sweep", "--quiet", "--budget", "steps=0")
    let states = try entries(journey).map { "\($0[1]) \($0[4])" }
    #expect(states.count == 1001 && states.contains("replaced Issue 0"))
  }

  @Test
  func `a run begun by hand that a person stops is not taken up by a sweep that meets its issue`()
    throws
  {
    let journey = try journey()
    let issue = "issues/touching.md"
    let begun = try journey.colleague("work", "--detach", "--test", "sleep 3600", issue)
    #expect(begun.status == 0, "\(begun)")
    let run = begun.output.split(separator: "\n").first.map(String.init) ?? ""
    let stopped = try journey.colleague("stop", run)
    #expect(stopped.status == 0 && stopped.errors.contains("no sweep takes it up"), "\(stopped)")
    try eventually("the run is interrupted", lookingEvery: .milliseconds(50)) {
      try journey.colleague("show", run).output.contains("interrupted")
    }
    let swept = try journey.colleague("sweep", "--quiet")
    #expect(swept.status == 3, "\(swept)")
    #expect(try entries(journey).map { "\($0[1]) \($0[3])" } == ["dropped \(run)"])
  }

  @Test
  func `an interrupted run that cannot be taken up is tried again later and later, and says why`()
    throws
  {
    let journey = try journey()
    let first = try journey.colleague("sweep", "--quiet", "--budget", "steps=3")
    #expect(first.output.contains("interrupted"), "\(first)")
    let blob = try journey.repository.git("rev-parse", "HEAD:grade.sh")
    let file = journey.repository.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
    try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
    let failed = try journey.colleague("sweep", "--quiet")
    #expect(failed.status == 1 && failed.output.contains("failed"), "\(failed)")
    try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
    #expect(try journey.colleague("sweep", "--quiet").status == 3)
    let listed = try journey.colleague("queue", "list")
    #expect(listed.output.contains(blob) && listed.output.contains("again in"), "\(listed)")
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
  }

  @Test func `a mark that cannot be taken away ends the sweep with a sentence`() throws {
    let journey = try journey()
    let mark = journey.repository.path + "/.git/colleague/sweep-again"
    try journey.repository.write("", to: ".git/colleague/sweep-again")
    // A mount stands on it, which is the same for every user.
    let ended = try run(
      [
        "unshare", "-rm", "sh", "-c",
        "mount --bind \"$1\" \"$1\" && exec timeout 60 \"$2\" sweep --quiet", "sh", mark,
        Journey.binary,
      ], in: journey.repository.path, environment: journey.repository.environment)
    #expect(ended.status == 128 && ended.errors.contains("cannot remove \(mark): "), "\(ended)")
    #expect(ended.errors.contains("hint: "), "\(ended)")
  }
}
