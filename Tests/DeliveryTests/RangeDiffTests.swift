import Foundation
import Git
import Support
import Testing
import Vocabulary

@testable import Delivery

/// The comparison of two versions beside git's own, over generated rerolls.
@Suite struct `A comparison of two versions, git range-diff being the judge` {
  /// A patch of a generated series: what it does to one file, and its subject.
  private struct Change {
    var file: Int
    var lines: [String]
    var subject: String
  }

  private static let words = ["let", "sum", "value", "return", "for", "in", "while", "if", "else"]

  private func line(using random: inout SeededGenerator) -> String {
    (0..<5).map { _ in Self.words.randomElement(using: &random) ?? "" }.joined(separator: " ")
      + " \(Int.random(in: 0..<1000, using: &random))"
  }

  private func change(_ number: Int, using random: inout SeededGenerator) -> Change {
    Change(
      file: Int.random(in: 0..<3, using: &random),
      lines: (0..<Int.random(in: 2...14, using: &random)).map { _ in line(using: &random) },
      subject: "change \(number)")
  }

  /// The next version: patches are kept, changed, reworded, dropped, added, and change places.
  private func reroll(_ changes: [Change], using random: inout SeededGenerator) -> [Change] {
    var next: [Change] = []
    for var change in changes {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: continue
      case 1: change.subject += ", in other words"
      case 2, 3:
        change.lines[Int.random(in: change.lines.indices, using: &random)] = line(using: &random)
      case 4:
        change.lines = change.lines.map { _ in line(using: &random) }
      case 5: next.append(self.change(100 + next.count, using: &random))
      default: break
      }
      next.append(change)
    }
    if next.count > 1, Bool.random(using: &random) {
      next.swapAt(0, next.count - 1)
    }
    return next.isEmpty ? [change(200, using: &random)] : next
  }

  /// Commits the patches on the base and gives them as a version; each adds lines below a mark of its own.
  private func commit(
    _ changes: [Change], as name: String, in repository: TemporaryRepository
  ) throws -> [VersionComparison.Version] {
    try repository.git("checkout", "-q", "-B", name, "main")
    return try changes.map { change in
      let path = "\(repository.path)/\(change.file).txt"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try repository.write(
        text + change.lines.map { $0 + "\n" }.joined(), to: "\(change.file).txt")
      try repository.git("commit", "-qam", change.subject)
      let tree = try repository.id("HEAD^{tree}")
      return VersionComparison.Version(
        commit: try repository.id("HEAD"),
        patch: SplitPatch(kind: .behaviour, subject: change.subject, tree: tree))
    }
  }

  /// The pairs and marks that a comparison tells, in its order, without the subjects: git names those before.
  private func heads(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.contains(#/^ *(\d+|-): /#) }.map { line in
      line.split(separator: " ").prefix(5).map { word in
        // How many digits an id is cut to is each one's own.
        word.wholeMatch(of: #/[0-9a-f]{7,40}|-{7,40}/#) == nil
          ? String(word) : String(word.prefix(7))
      }.joined(separator: " ")
    }
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `has git's pairs, marks and order`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let base = (0..<30).map { "line \($0)\n" }.joined()
    let repository = try TemporaryRepository(
      ["0.txt": base, "1.txt": base, "2.txt": base], inMemory: true)
    let changes = (0..<Int.random(in: 1...7, using: &random)).map { change($0, using: &random) }
    let before = try commit(changes, as: "v1", in: repository)
    let after = try commit(reroll(changes, using: &random), as: "v2", in: repository)
    let opened = try Repository(discovering: repository.path, environment: [:])
    let own = try VersionComparison(before: before, after: after).text(in: opened)
    let stock = try repository.git(
      "range-diff", "--no-color", "--creation-factor=999", "main..v1", "main..v2")
    #expect(heads(own) == heads(stock), "\(own)\n---\n\(stock)")
    #expect(!heads(own).isEmpty)
  }
}
