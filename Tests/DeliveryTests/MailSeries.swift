import Foundation
import Git
import Mail
import Records
import Support
import Testing
import Vocabulary

@testable import Delivery

/// Commits made by stock git, written as mails by us and taken by stock git's `am`.
final class MailSeries {
  /// The repository with the commits.
  let repository: TemporaryRepository
  private let run: Run

  /// A repository whose first commit has these files.
  init(_ files: [String: String] = ["sum.py": "print(1)\n"], title: String = "Sums") throws {
    repository = try TemporaryRepository(files)
    try repository.git("tag", "base")
    let base = try repository.id("base")
    run = Run(
      id: "20240101-sums-0123456789ab",
      issue: Issue(title: title, body: "", origin: .standardInput), base: base,
      baseTree: base, baseName: "main", mandate: Mandate(), trigger: .manual, policy: "repair",
      began: 1_700_000_000)
  }

  /// Writes bytes to a file of the working tree.
  func write(_ bytes: [UInt8], to file: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(repository.path)/\(file)"))
  }

  /// Commits everything, the message as it is.
  func commit(_ message: String = "change\n", adding arguments: [String] = []) throws {
    try repository.git("add", "-A")
    let ended = try Support.run(
      ["git"] + arguments + ["commit", "-q", "--cleanup=verbatim", "-F", "-"], in: repository.path,
      environment: repository.environment, input: message)
    #expect(ended.status == 0, "\(ended.errors)")
  }

  /// The series from the first commit to HEAD.
  func stored(cover: String? = nil) throws -> StoredSeries {
    let ids = try repository.git("rev-list", "--reverse", "base..HEAD").split(separator: "\n")
      .compactMap { ObjectID($0) }
    var record = RunRecord(beginning: run)
    record.outcome = .resolved
    return try StoredSeries(
      record, ids, on: run.base, cover: cover,
      in: try Repository(discovering: repository.path, environment: [:]))
  }

  /// The mails of the series.
  func mails(cover: String? = nil) throws -> SeriesMails {
    SeriesMails(of: try stored(cover: cover), by: "2.0")
  }

  /// Applies the mails by `git am` on the first commit, and gives what `git log` says of each new commit in
  /// `format`.
  func applied(
    _ mails: [MailFile], _ options: [String] = [], format: String = "%T"
  ) throws -> [String] {
    let place = repository.directory.path + "/applied-\(UUID().uuidString)"
    try repository.git("worktree", "add", "-q", "--detach", place, "base")
    let file = place + ".mbox"
    try Data(mails.flatMap(\.bytes)).write(to: URL(fileURLWithPath: file))
    let ended = try Support.run(
      ["git", "am", "-q"] + options + [file], in: place, environment: repository.environment)
    #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    return try log(format, "HEAD", in: place)
  }

  /// What `git log` says of the commits above the first one.
  func log(_ format: String, _ tip: String = "HEAD", in place: String? = nil) throws -> [String] {
    try repository.git(
      "-C", place ?? repository.path, "log", "-z", "--reverse", "--format=\(format)", "base..\(tip)"
    ).split(separator: "\0").map(String.init)
  }

  /// The trees come out as they were, and the differences are git's own to the byte.
  func expectRoundTrip(_ options: [String] = [], comparingText: Bool = true) throws {
    let mails = try mails().patches
    #expect(try applied(mails, options) == log("%T"))
    guard comparingText else { return }
    for (mail, patch) in zip(mails, try stored().patches) {
      let own = String(decoding: patch.differences.flatMap(\.text), as: UTF8.self)
      let file = repository.directory.path + "/stock"
      let ended = try Support.run(
        ["sh", "-c", "git format-patch --no-signature --stdout -1 \(patch.id) >'\(file)'"],
        in: repository.path, environment: repository.environment)
      #expect(ended.status == 0)
      let stock = String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
      let start = try #require(stock.range(of: "\ndiff --git "))
      let text = stock[start.lowerBound...].dropFirst()
      #expect(own == String(text).trimmingCharacters(in: ["\n"]) + "\n")
      // The graph and the lines below it, up to the difference.
      let graph = try #require(stock.range(of: "\n---\n"))
      let numbers = stock[graph.lowerBound..<start.lowerBound]
      #expect(String(decoding: mail.bytes, as: UTF8.self).contains(numbers), "\(numbers)")
    }
  }
}
