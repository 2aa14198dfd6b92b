import Foundation
import Sandboxes
import Support
import Testing
import Vocabulary

@Suite("Commands that are long", .timeLimit(.minutes(10)))
struct ScriptTests {
  private func run(_ text: String, isConfined: Bool) async throws -> (String, String) {
    let directory = try TemporaryDirectory()
    let sandbox = try Sandbox(directory: directory.path, readable: [], isConfined: isConfined)
    let place = directory.path + "/place"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    if let owner = sandbox.owner { chown(place, owner, owner) }
    let result = try await sandbox.run(
      Command(shell: text, limits: .init(seconds: 30)), in: .folder("place"))
    return ("\(result.ending)", result.output.text)
  }

  @Test(arguments: [140_000, 1_000_000], [true, false])
  func `reach the shell whole`(length: Int, isConfined: Bool) async throws {
    let filling = String(repeating: "# \u{e9}\n", count: length / 5)
    let (ending, output) = try await run(
      "echo first $#\n\(filling)cat <<'EOF' | wc -c\n\(filling)EOF\necho last\nexit 3",
      isConfined: isConfined)
    #expect(ending == "exit 3")
    #expect(output == "first 0\n\(filling.utf8.count)\nlast\n")
  }

  @Test func `are refused beyond a bound, in words, and so are null bytes`() {
    #expect(Command.refusal(of: String(repeating: "a", count: 1 << 20)) == nil)
    #expect(
      Command.refusal(of: String(repeating: "a", count: 1 << 20 + 1))?.contains("longer") == true)
    #expect(Command.refusal(of: "echo \0")?.contains("null byte") == true)
  }
}
