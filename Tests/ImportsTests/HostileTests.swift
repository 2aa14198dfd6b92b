import Foundation
import Testing
import Text
import Vocabulary

@testable import Imports
@testable import Models

@Suite struct `Hostile trajectories` {
  private let good = json(
    atif([
      atifStep(2, "bash", ["command": "ls"], answer: "ä\u{1F600}\\u"),
      atifStep(3, "Edit", ["file_path": "/x/a.py", "old_string": "1", "new_string": "2"]),
    ]))

  @Test func `cut anywhere, a file gives the turns before the cut or an error, and nothing else`() {
    let bytes = Array(good.utf8)
    for end in bytes.indices {
      do {
        let read = try TrajectoryReader.trajectory(in: Array(bytes[..<end]))
        #expect(read.turns.count <= 2 && read.remarks.contains { $0.contains("breaks off") })
      } catch {}
    }
  }

  @Test func `a changed byte anywhere is read or refused`() {
    let bytes = Array(good.utf8)
    var generator = SystemRandomNumberGenerator()
    for place in bytes.indices {
      var other = bytes
      other[place] = UInt8.random(in: 0...255, using: &generator)
      _ = try? TrajectoryReader.trajectory(in: other)
    }
  }

  @Test func `lists within lists without end are passed over in constant depth`() throws {
    let deep = String(repeating: "[", count: 300_000) + String(repeating: "]", count: 300_000)
    let nested =
      String(repeating: "{\"a\":", count: 100_000) + "1" + String(repeating: "}", count: 100_000)
    let step = json(atifStep(2, "bash", ["command": "ls"]))
    let text =
      "{\"x\": \(deep), \"schema_version\": \"ATIF-v1.7\", \"agent\": {\"name\": \"a\", \"x\": \(nested)}, \"steps\": [\(step)], \"tail\": \(deep)}"
    #expect(try trajectory(text).turns.count == 1)
    #expect(throws: ImportError.self) { try trajectory(deep) }
    #expect(throws: ImportError.self) { try trajectory(String(repeating: "[", count: 300_000)) }
  }

  @Test func `huge numbers, doubled members and wrong types do no harm`() throws {
    let text = """
      {"schema_version": "ATIF-v1.8", "agent": {"name": 7, "version": [1e999]}, "steps": [
        {"step_id": 99999999999999999999999999, "source": "agent", "message": {"a": 1},
         "tool_calls": [{"tool_call_id": 5, "function_name": "view", "arguments": {"path": "/r/a", "view_range": [-9223372036854775808, 9223372036854775807]}},
          {"function_name": null, "arguments": 3}, 4, null]},
        {"source": "agent", "step_id": 2, "message": "", "message": "x", "tool_calls": "no"},
        7, null, "x", [[1, 2]]
      ]}
      """
    let read = try trajectory(text)
    #expect(read.turns.count == 2)
    var mapping = CallMapping(AgentPaths(root: "/r"), keepsDirectory: true)
    for call in read.turns.flatMap(\.calls) { _ = mapping.meaning(of: call) }
  }

  @Test func `bytes that are not UTF-8 are shown as such, and a call with them is not carried out`()
    throws
  {
    var bytes = Array(
      "[{\"role\":\"user\",\"content\":\"do\"},{\"role\":\"assistant\",\"content\":\"```bash\\nls "
        .utf8)
    bytes += [0xff, 0xfe]
    bytes +=
      Array("\\n```\"},{\"role\":\"user\",\"content\":\"\\ud83d \\ud83d\\ude00 ".utf8) + [0xc3]
    bytes += Array("\"},{\"role\":\"assistant\",\"content\":\"```bash\\npwd\\n```\"}]".utf8)
    let read = try TrajectoryReader.trajectory(in: bytes)
    #expect(read.turns.count == 2 && read.remarks.count == 1)
    #expect(read.turns[0].calls[0].fault != nil && read.turns[1].calls[0].fault == nil)
    #expect(read.turns[0].calls[0].output?.text == "\u{fffd} \u{1F600} \u{fffd}")
  }

  @Test func `a call larger than what is read of one is kept, not carried out cut`() throws {
    let large = String(repeating: "x", count: 3 << 20)
    let text = json(
      atif([
        atifStep(2, "Write", ["file_path": "/r/a", "content": .string(large)]),
        atifStep(3, "bash", ["command": "ls"], answer: large),
      ]))
    let read = try trajectory(text)
    #expect(read.turns[0].calls[0].fault != nil && read.turns[1].calls[0].fault == nil)
    let output = try #require(read.turns[1].calls[0].output)
    #expect(output.text.utf8.count < 26 << 10 && output.omitted > 0)
  }

  @Test func `what is no trajectory is told apart`() {
    let wrong = [
      "", "   \n", "hello", "7", "\"x\"", "{}", "[]", "[1, 2]", "{\"a\": 1}", "[{\"a\": 1}]",
      "{\"steps\": []}",
      "{\"steps\": [{\"step_id\": 1, \"source\": \"user\", \"message\": \"x\"}]}",
      "{\"schema_version\": \"ATIF-v2.0\", \"steps\": [{\"step_id\": 1, \"source\": \"agent\", \"message\": \"x\"}]}",
    ]
    for text in wrong {
      #expect(throws: ImportError.self, "\(text)") { try trajectory(text) }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `memory is that of what is kept, not that of the file`() throws {
    let filler = String(
      repeating: "{\"role\": \"user\", \"content\": \"again and again\"}, ", count: 20_000)
    let step =
      "{\"action\": \"ls\", \"observation\": \"a\", \"thought\": \"t\", \"query\": [\(filler) 1]}"
    let piece = Array(("\(step),").utf8)
    var sent = -1
    let start = residentBytes()
    var peak = 0
    // 64 MB and more, of which some bytes are kept.
    let read = try TrajectoryReader.trajectory {
      sent += 1
      if sent % 16 == 0 { peak = max(peak, residentBytes()) }
      switch sent {
      case 0: return Array("{\"trajectory\": [".utf8)
      case 1...64: return piece
      case 65: return Array("\(step)]}".utf8)
      default: return []
      }
    }
    #expect(read.turns.count == 65)
    #expect(peak - start < 32 << 20)
  }

  private func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }
}
