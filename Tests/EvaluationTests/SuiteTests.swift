import Evaluation
import Files
import Foundation
import Support
import Testing

@Suite struct `A suite` {
  private func suite(
    _ lines: [[UInt8]], passedOver: inout [Int: InstanceFault]
  ) throws -> Suite {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/suite.jsonl"
    try Data(lines.joined(separator: [0x0a])).write(to: URL(fileURLWithPath: path))
    var faults: [Int: InstanceFault] = [:]
    let suite = try Suite(path) { faults[$0] = $1 }
    passedOver = faults
    return suite
  }

  @Test func `passes damaged lines over, each with its number, and takes the others`() throws {
    let huge = Array("{\"x\": \"".utf8) + [UInt8](repeating: 0x61, count: Instance.byteLimit)
    let lines = [
      try line(), Array("{\"instance_id\": ".utf8), [], try line(["instance_id": "b"]),
      [0xff, 0xfe],
      huge, try line(), try line(["instance_id": "c"]),
    ]
    var faults: [Int: InstanceFault] = [:]
    let suite = try suite(lines, passedOver: &faults)
    #expect(suite.entries.map(\.id) == ["org__project-1", "b", "c"])
    #expect(suite.entries.map(\.line) == [1, 4, 8])
    #expect(
      faults == [
        2: .notJSON, 5: .notUTF8, 6: .tooLong(limit: Instance.byteLimit),
        7: .duplicate("org__project-1"),
      ])
  }

  @Test func `that is no file is one error`() throws {
    #expect(throws: EvaluationError.self) { try Suite("/nowhere/suite.jsonl") { _, _ in } }
    #expect(throws: EvaluationError.self) { try Suite("/") { _, _ in } }
  }

  @Test func `is shared out among parts, each instance to one of them`() throws {
    var faults: [Int: InstanceFault] = [:]
    let lines = try (0..<7).map { try line(["instance_id": "i\($0)"]) }
    let suite = try suite(lines, passedOver: &faults)
    let parts = (0..<3).map { suite.entries(of: Shard("\($0)/3")).map(\.id) }
    #expect(parts == [["i0", "i3", "i6"], ["i1", "i4"], ["i2", "i5"]])
    #expect(suite.entries(of: nil).count == 7)
  }

  @Test(arguments: ["3/3", "-1/3", "1", "1/0", "a/b", "1/2/3", "", "0/9999999"])
  func `has no such part`(text: String) { #expect(Shard(text) == nil) }

  @Test func `of half a gigabyte in one line takes the memory of a piece of it`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/suite.jsonl"
    // A hole of the file system: it is read as zeros, and takes no room.
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(truncate(path, 500 << 20) == 0)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0x0a] + line()))
    var faults: [Int] = []
    let before = peak()
    let suite = try Suite(path) { line, _ in faults.append(line) }
    #expect(suite.entries.map(\.line) == [2] && faults == [1])
    #expect(peak() - before < 200 << 10, "kB: \(before) \(peak())")
  }

  /// The most memory that this process has had so far, in kB.
  private func peak() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }
}
