import Foundation
import Support
import Testing

@Suite("Config from elsewhere", .timeLimit(.minutes(10)), .ownThreads)
struct ForeignConfigTests {
  private let journey: Journey
  private let mark: String

  init() throws {
    journey = try Journey(Buggy.shell)
    mark = journey.repository.directory.path + "/MARK"
  }

  private var isMarked: Bool { FileManager.default.fileExists(atPath: mark) }

  @Test(arguments: ["all", "explicit"])
  func `H4 A15 A22 a folder of the project that looks like a bare repository is none`(word: String)
    throws
  {
    let place = "docs/x"
    try journey.repository.write("ref: refs/heads/main\n", to: "\(place)/HEAD")
    for folder in ["objects", "refs/heads"] {
      try journey.repository.write("", to: "\(place)/\(folder)/.keep")
    }
    try journey.repository.write(
      """
      [core]
      \tbare = true
      [user]
      \tname = x
      \temail = x@example.org
      [colleague]
      \tissueCommand = "touch \(mark); echo []"

      """, to: "\(place)/config")
    try journey.repository.git("config", "--global", "safe.bareRepository", word)
    for arguments in [["sweep"], ["work", "/dev/null"], ["runs"]] {
      let ended = try journey.start(arguments, in: "\(journey.repository.path)/\(place)").wait()
      #expect(ended.status == 8, "\(arguments): \(ended)")
    }
    #expect(!isMarked)
  }

  @Test(arguments: ["issueCommand", "apiKeyCommand", "deliverCommand"])
  func `H10 A15 A22 a command that an unpacked repository's config names is not run, but named`(
    key: String
  ) throws {
    let command = "touch \(mark); echo []"
    try journey.repository.git("config", "colleague.\(key)", command)
    try journey.repository.git("config", "colleague.model", "m")
    try journey.repository.git("config", "colleague.baseUrl", "http://127.0.0.1:9/v1")
    let issue = try journey.issue("# The grade of 50 is wrong\n")
    let worked = try journey.colleague("work", "--test", "sh test.sh", issue)
    let swept = try journey.colleague("sweep")
    #expect(!isMarked)
    for ended in [worked, swept] {
      #expect(ended.errors.contains("git colleague trust"), "\(ended.errors)")
    }
    // The policy that needs no model has done the work.
    #expect(worked.status == 0, "\(worked.errors)")
    // What the user trusts is run.
    #expect(try journey.colleague("trust").status == 0)
    if key == "issueCommand" {
      _ = try journey.colleague("sweep")
      #expect(isMarked)
    }
  }

  @Test func `H10 A14 a sandbox that an unpacked repository's config waives is there`() throws {
    try journey.repository.git("config", "colleague.sandbox", "none")
    try journey.repository.git("config", "colleague.readable", "/")
    let issue = try journey.issue("# The grade of 50 is wrong\n")
    _ = try journey.colleague(
      "work", "--policy", "repair", "--test", "touch \(mark); cat ~/.gitconfig; sh test.sh", issue)
    #expect(!isMarked)
    let log = try journey.repository.git("log", "-p", "--format=", "--glob=refs/colleague/runs")
    #expect(!log.contains("ada@example.org"))
  }
}
