import Glibc
import Proxies
import Sandboxes
import Vocabulary

/// Runs one command in a sandbox, as whoever calls.
///
/// `sandbox-driver [NAME=VALUE…] DIRECTORY COMMAND`: what the command works in is made below `DIRECTORY`. The first line that
/// is printed says how the command ended, or which error there was; what it printed comes after it, and what it asked of the
/// network, where it has one. The names: `root`, which is `folder` or `overlay`; `sandbox`, which may be `none`; `allow`;
/// `hosts`, divided by commas; `seconds`; `memory`; `processes`; `disk`; `files`.
@main
enum Driver {
  static func main() async {
    let words = CommandLine.arguments.dropFirst()
    guard words.count >= 2 else { return print("no command") }
    var values: [Substring: String] = [:]
    for word in words.dropLast(2) {
      let parts = word.split(separator: "=", maxSplits: 1)
      values[parts[0]] = parts.count > 1 ? String(parts[1]) : ""
    }
    do {
      let (directory, command) = (words[words.endIndex - 2], words[words.endIndex - 1])
      let result = try await run(command, in: directory, values)
      print("\(result.ending)\n\(result.output.text)", terminator: "")
      guard let use = result.network else { return }
      print("refused: \(use.refused.joined(separator: " "))\nreceived: \(use.received)")
    } catch { print(error) }
  }

  private static func run(
    _ text: String, in directory: String, _ values: [Substring: String]
  ) async throws -> CommandResult {
    let allowed = values["allow"].flatMap(Sandbox.Allowance.init).map { [$0] } ?? []
    let sandbox = try Sandbox(
      directory: directory, readable: [], isConfined: values["sandbox"] != "none",
      allowing: Set(allowed),
      reaching: try HostList(
        (values["hosts"] ?? "").split(separator: ",").map(String.init), setting: "colleague.network"
      ))
    for name in ["place", "lower", "upper", "scratch"] {
      mkdir("\(directory)/\(name)", 0o755)
      if let owner = sandbox.owner { chown("\(directory)/\(name)", owner, owner) }
    }
    func amount(_ name: Substring, _ standard: Int) -> Int {
      values[name].flatMap { Int($0) } ?? standard
    }
    var limits = Command.Limits()
    limits.seconds = Double(amount("seconds", 60))
    limits.memory = amount("memory", limits.memory)
    limits.processes = amount("processes", limits.processes)
    limits.disk = amount("disk", limits.disk)
    limits.files = amount("files", limits.files)
    let root: Root =
      values["root"] == "overlay"
      ? .overlay(lowers: ["lower"], upper: "upper", work: "scratch") : .folder("place")
    return try await sandbox.run(Command(shell: text, limits: limits), in: root)
  }
}
