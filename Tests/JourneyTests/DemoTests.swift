import Foundation
import Support
import Testing

@Suite("The demo", .timeLimit(.minutes(10)), .ownThreads)
struct DemoTests {
  @Test func `it makes a repository with a bug, repairs it, and says how to look at the result`()
    throws
  {
    let journey = try Journey([:])
    let path = journey.repository.directory.path + "/demo"
    let ended = try journey.colleague("demo", path)
    #expect(ended.status == 0, "\(ended.errors)")
    let branches = try journey.repository.git(
      "-C", path, "for-each-ref", "--format=%(refname)", "refs/heads/colleague/")
    #expect(branches.split(separator: "\n").count == 1)
    #expect(try journey.repository.git("-C", path, "status", "--porcelain").isEmpty)
    try journey.repository.git("-C", path, "fsck", "--strict")
    try journey.repository.git("-C", path, "checkout", "-q", branches)
    let tests = try run(
      ["python3", "-m", "unittest", "discover", "-s", "tests", "-t", "."], in: path,
      environment: journey.repository.environment)
    #expect(tests.status == 0, "\(tests.errors)")
  }

  @Test func `what the user's config says of other projects has no part in it`() throws {
    let journey = try Journey([:])
    for (key, value) in [
      ("setup", "exit 1"), ("carry", "node_modules"), ("test", "make check"), ("root", "/nowhere"),
    ] { try journey.repository.git("config", "--global", "colleague.\(key)", value) }
    let ended = try journey.colleague("demo", journey.repository.directory.path + "/demo")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(!ended.errors.contains("node_modules"))
  }

  @Test func `it touches no folder that is there already`() throws {
    let journey = try Journey(["a": "1\n"])
    let before = try journey.fingerprint()
    let ended = try journey.colleague("demo", journey.repository.path)
    #expect(ended.status == 128 && ended.errors.contains("does not exist yet"))
    #expect(try journey.fingerprint() == before)
  }
}
