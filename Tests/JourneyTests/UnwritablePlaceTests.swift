import Foundation
import Support
import Testing

@Suite("Places that cannot be written", .timeLimit(.minutes(10)), .ownThreads)
struct UnwritablePlaceTests {
  /// Runs `script` with a small file system of its own mounted on `$PLACE`.
  private func inSmallPlace(of size: String, _ script: String, _ journey: Journey) throws -> Ended {
    try run(
      [
        "unshare", "-Urm", "sh", "-c",
        "mount -t tmpfs -o size=\(size) tmpfs \"$PLACE\" && \(script)",
      ],
      in: journey.repository.path,
      environment: journey.repository.environment.merging([
        "PLACE": "/mnt", "BINARY": Journey.binary,
      ]) { $1 })
  }

  @Test(arguments: [150, 200, 250, 300, 350, 400])
  func `on a full disk a run ends with one sentence, and the repository is whole`(kilobytes: Int)
    throws
  {
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# Spans that touch are not joined\n")
    let ended = try inSmallPlace(
      of: "\(kilobytes)k",
      """
      git clone -q --bare . /mnt/r.git && rm -rf /mnt/r.git/hooks && cd /mnt/r.git &&
      { "$BINARY" work --quiet '\(issue)'; echo "status $?"; git fsck --strict --no-dangling;
        echo "fsck $?"; find . -name '*.lock'; git for-each-ref refs/heads/main | wc -l;
        git for-each-ref refs/colleague/runs | wc -l; }
      """, journey)
    guard ended.output.contains("status") else { return }
    #expect(ended.output.contains("fsck 0\n1\n"), "\(ended)")
    // To take a run up again is no advice where there is none.
    let mayResume = ended.output.hasSuffix("\n1\n1\n")
    #expect(mayResume || !ended.errors.contains("resume"), "\(ended)")
    if !ended.output.contains("status 0") {
      #expect(ended.output.contains("status 128"))
      #expect(ended.errors.contains("No space left on device"))
      #expect(ended.errors.split(separator: "\n").count <= 3)
    }
  }

  /// Runs `line` by the shell, in which `$BINARY` is the program.
  private func shell(_ line: String, _ journey: Journey) throws -> Ended {
    try run(
      ["sh", "-c", line], in: journey.repository.path,
      environment: journey.repository.environment.merging(["BINARY": Journey.binary]) { $1 })
  }

  @Test func `work is done though nothing can be printed, which is said; a listing ends with 128`()
    throws
  {
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# Spans that touch are not joined\n\nSee `join`.\n")
    let words = "git colleague: cannot write to standard output: No space left on device\n"
    for option in ["", "--json"] {
      let worked = try shell(
        "\"$BINARY\" work --again --quiet \(option) '\(issue)' >/dev/full", journey)
      #expect(worked.status == 0 && worked.errors == words, "\(worked)")
    }
    #expect(try journey.refs("refs/heads/colleague/").count == 2)
    let added = try shell("\"$BINARY\" queue add '\(issue)' grade.sh >/dev/full", journey)
    #expect(added.status == 0 && added.errors.hasPrefix(words), "\(added)")
    #expect(try journey.refs("refs/colleague/queue/").count == 2)
    for command in ["runs", "log", "show", "work --again --detach '\(issue)'"] {
      let ended = try shell("\"$BINARY\" \(command) >/dev/full", journey)
      #expect(ended.status == 128 && ended.errors.hasSuffix(words), "\(command): \(ended)")
    }
  }

  @Test(arguments: [">&-", "| true"])
  func `a sweep whose output is closed, or read by nobody, carries out all of it`(rest: String)
    throws
  {
    var files = Buggy.shell
    for name in ["a", "b"] { files["issues/\(name).md"] = "# Grade 50, said by \(name)\n" }
    let journey = try Journey(files)
    try journey.repository.git("config", "colleague.issues", "issues/*.md")
    try journey.repository.git("config", "colleague.test", "sh test.sh")
    let ended = try shell("{ \"$BINARY\" sweep --quiet; echo \"status $?\" >&2; } \(rest)", journey)
    #expect(ended.errors.hasSuffix("status 0\n"), "\(ended)")
    #expect(ended.errors.contains("cannot write") == (rest == ">&-"), "\(ended)")
    #expect(try journey.refs("refs/heads/colleague/").count == 2)
    #expect(try journey.refs("refs/colleague/claims/").isEmpty)
    #expect(try journey.colleague("doctor").output.contains("2 resolved"))
    try journey.repository.git("fsck", "--strict")
  }

  @Test func `a read-only repository is read, and refused for work with the status for it`() throws
  {
    let journey = try Journey(Buggy.shell)
    let issue = try journey.issue("# Spans that touch are not joined\n")
    _ = try journey.colleague("work", issue)
    let ended = try inSmallPlace(
      of: "20m",
      """
      git clone -q --mirror . /mnt/r.git && mount -o remount,ro /mnt && cd /mnt/r.git &&
      { "$BINARY" work --quiet '\(issue)'; echo "status $?"; "$BINARY" runs; echo "status $?"; }
      """, journey)
    #expect(
      ended.output.hasPrefix("status 8\n") && ended.output.hasSuffix("status 0\n"), "\(ended)")
    #expect(ended.output.contains("resolved"))
    #expect(ended.errors.contains("Read-only") && ended.errors.contains("hint:"))
  }
}
