import Git
import Support
import Testing
import Vocabulary

@testable import Records

@Suite("Suggestions in git")
struct SuggestionRecordsTests {
  private let repository: TemporaryRepository

  init() throws { repository = try TemporaryRepository(["a": "1\n"], inMemory: true) }

  private func records(_ author: Author = .keeper) throws -> SuggestionRecords {
    let opened = try Repository(discovering: repository.path, environment: [:])
    return SuggestionRecords(in: opened, author: author, secrets: ["hunter2hunter2"])
  }

  private func suggestion(_ number: Int, title: String = "One") -> Suggestion {
    let digits = String(number, radix: 16)
    let id = String(repeating: "0", count: 40 - digits.count) + digits
    return Suggestion(
      id: String(id.reversed()), source: .todo, title: title, body: "text",
      evidence: [.init(path: "a", line: 1, text: "x")],
      digest: "d", strength: 0.5, found: number)
  }

  @Test func `are read as they were put, one commit a change`() throws {
    let records = try records()
    let one = suggestion(1)
    try records.put([one, suggestion(2)], at: 1)
    try records.put([one.now(.dismissed(why: "no"), at: 5)], at: 5)
    #expect(try records.all().map(\.state) == [.dismissed(why: "no"), .open])
    #expect(
      try records.suggestion(matching: String(one.id.prefix(6))).state == .dismissed(why: "no"))
    let log = try repository.git("log", "--format=%s", RefNames.suggestions).split(separator: "\n")
    #expect(log == ["dismissed: One", "open: One", "open: One"])
    try repository.git("fsck", "--strict")
  }

  @Test func `a start that is short, wrong or of several is refused`() throws {
    let records = try records()
    try records.put([suggestion(1), suggestion(0x11)], at: 1)
    #expect(throws: RecordsError.self) { try records.suggestion(matching: "100") }
    #expect(throws: RecordsError.self) { try records.suggestion(matching: "ffff") }
    #expect(throws: Never.self) { try records.suggestion(matching: "1000") }
  }

  @Test func `a secret reaches no record`() throws {
    try records().put([suggestion(1, title: "Use hunter2hunter2")], at: 1)
    #expect(
      !(try repository.git("log", "-p", "--format=%B", RefNames.suggestions)).contains(
        "hunter2hunter2"))
  }

  @Test func `what is damaged, or of another version, is skipped and named`() throws {
    try records().put([suggestion(1), suggestion(2), suggestion(3)], at: 1)
    let path = Suggestion.path(of: suggestion(1).id)
    let other = Suggestion.path(of: suggestion(2).id)
    let text = try repository.git("show", "\(RefNames.suggestions):\(other)")
    let newer = text.replacing("\"version\" : 1", with: "\"version\" : 99")
    #expect(newer != text)
    let bad = try repository.git("hash-object", "-w", "--stdin", input: "\u{0}not json")
    let new = try repository.git("hash-object", "-w", "--stdin", input: newer)
    let lines = try repository.git("ls-tree", "-r", RefNames.suggestions).split(separator: "\n").map
    { line in
      line.hasSuffix("\t\(path)")
        ? "100644,\(bad),\(path)" : line.hasSuffix("\t\(other)") ? "100644,\(new),\(other)" : ""
    }
    try repository.git("read-tree", RefNames.suggestions)
    for line in lines where !line.isEmpty {
      try repository.git("update-index", "--add", "--cacheinfo", line)
    }
    let tree = try repository.git("write-tree")
    let commit = try repository.git("commit-tree", "-m", "x", tree)
    try repository.git("update-ref", RefNames.suggestions, commit)
    // The user's own again, with what is damaged in it.
    try records().takeOver(at: 2)
    var errors: [RecordsError] = []
    #expect(try records().all { errors.append($0) }.map(\.id) == [suggestion(3).id])
    #expect(errors.count == 2)
    #expect(errors.contains { if case .newerFormat(_, 99) = $0 { true } else { false } })
  }

  @Test func `of what another has made only what keeps a suggestion away is believed`() throws {
    var stranger = Author.keeper
    stranger.key = RecordKey(String(repeating: "ab", count: RecordKey.count))
    let (one, two) = (suggestion(1), suggestion(2).now(.dismissed(why: "no"), at: 2))
    try records(stranger).put([one, two], at: 1)
    let records = try records()
    #expect(try records.isOwn() == false)
    #expect(try records.all().map(\.id) == [two.id])
    try records.put([suggestion(3)], at: 3)
    #expect(try records.isOwn() == true)
    #expect(Set(try records.all().map(\.id)) == [two.id, suggestion(3).id])
  }

  @Test func `there are so many at most: those that are over make room, the dismissed ones last`()
    throws
  {
    let records = try records()
    let limit = SuggestionRecords.limit
    var all = (1...limit).map { suggestion($0).now(.gone, at: $0) }
    all[0] = all[0].now(.dismissed(why: "no"), at: 1)
    try records.put(all, at: 1)
    try records.put([suggestion(limit + 1), suggestion(limit + 2)], at: 2)
    let kept = Set(try records.all().map(\.id))
    #expect(kept.count == limit)
    #expect(
      kept.contains(suggestion(1).id) && !kept.contains(suggestion(2).id)
        && !kept.contains(suggestion(3).id))
  }
}
