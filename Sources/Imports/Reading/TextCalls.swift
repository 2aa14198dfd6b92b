import Text

/// The calls that a model has written into its text: `<function=NAME>` elements, or one fenced block of a command.
struct TextCalls {
  /// The calls, in order.
  private(set) var calls: [Trajectory.Call] = []
  /// What is said before the first.
  private(set) var thought: String
  /// `text` for elements, `shell` for a block of a shell's, `line` for one of an agent's own language; `nil` for none.
  private(set) var protocolName: String?

  /// Whether there is none.
  var isEmpty: Bool { calls.isEmpty }

  /// Reads the calls in `text`.
  init(in text: String) {
    thought = text
    if readElements(of: text) { return }
    readBlock(of: text)
  }

  /// Reads `<function=NAME><parameter=KEY>VALUE</parameter></function>`, as OpenHands and SWE-smith write them.
  private mutating func readElements(of text: String) -> Bool {
    var rest = text[...]
    while let start = rest.firstRange(of: "<function="),
      let close = rest[start.upperBound...].firstIndex(of: ">")
    {
      if calls.isEmpty { thought = String(rest[..<start.lowerBound]) }
      let name = String(rest[start.upperBound..<close])
      let after = rest.index(after: close)
      let end = rest[after...].firstRange(of: "</function>")
      var body = rest[after..<(end?.lowerBound ?? rest.endIndex)]
      var members: [String: JSON] = [:]
      while let open = body.firstRange(of: "<parameter="),
        let bracket = body[open.upperBound...].firstIndex(of: ">"),
        let last = body[bracket...].firstRange(of: "</parameter>")
      {
        let value = String(body[body.index(after: bracket)..<last.lowerBound])
        members[String(body[open.upperBound..<bracket])] = .string(TextCalls.unframed(value))
        body = body[last.upperBound...]
      }
      calls.append(
        Trajectory.Call(
          tool: name, arguments: .object(members),
          fault: end == nil ? "its text breaks off" : nil))
      rest = rest[(end?.upperBound ?? rest.endIndex)...]
    }
    if calls.isEmpty { return false }
    thought = TextCalls.trimmed(thought)
    protocolName = "text"
    return true
  }

  /// The value of a parameter without the one line break that stands at each of its ends.
  private static func unframed(_ value: String) -> String {
    guard value.hasPrefix("\n"), value.hasSuffix("\n"), value.count > 1 else { return value }
    return String(value.dropFirst().dropLast())
  }

  /// Reads the last fenced block: of a shell's, or of SWE-agent's own language where it names none.
  private mutating func readBlock(of text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let fences = lines.indices.filter { lines[$0].hasPrefix("```") }
    guard let close = fences.last(where: { lines[$0].allSatisfy { $0 == "`" || $0.isWhitespace } }),
      let open = fences.last(where: { $0 < close })
    else { return }
    let word = lines[open].filter { $0 != "`" && !$0.isWhitespace }
    let isShell = ["bash", "sh", "shell", "mswea_bash_command", "console"].contains(word)
    guard isShell || word.isEmpty else { return }
    let command = lines[(open + 1)..<close].joined(separator: "\n")
    guard command.contains(where: { !$0.isWhitespace }) else { return }
    calls = [
      isShell
        ? Trajectory.Call(tool: "bash", arguments: .object(["command": .string(command)]))
        : Trajectory.Call(tool: "", arguments: .string(command))
    ]
    thought = TextCalls.trimmed(lines[..<open].joined(separator: "\n"))
    protocolName = isShell ? "shell" : "line"
  }

  /// `text` up to its first fenced block.
  static func withoutFences(_ text: String) -> String {
    guard let fence = text.firstRange(of: "```") else { return text }
    return trimmed(String(text[..<fence.lowerBound]))
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
