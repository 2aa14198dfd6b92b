import Vocabulary

/// What a model may call beside our own functions: tools of servers outside of the sandbox, by their names in the run.
struct OfferedFunctions: Hashable, Sendable {
  /// The names.
  let names: Set<String>
  /// The servers that they are of.
  private let servers: Set<String>

  /// Our own functions alone.
  static let own = OfferedFunctions([])

  /// The tools among the functions of a prompt.
  init(_ functions: [Prompt.Tool]) {
    names = Set(functions.map(\.name).filter { ToolName($0) != nil })
    servers = Set(names.compactMap { ToolName($0)?.server })
  }

  /// The tool that a model means by `name`, freed of a folder in front and of marks of the format behind; `nil` where it
  /// means none.
  func name(meant name: String) -> String? {
    guard !names.isEmpty else { return nil }
    if names.contains(name) { return name }
    let bare = OfferedFunctions.bare(name)
    return names.contains(bare) ? bare : nil
  }

  /// Whether `name` is that of a tool of one of the servers which they do not have: it means no function of ours, though it
  /// may end as one.
  func isForeign(_ name: String) -> Bool {
    ToolName(OfferedFunctions.bare(name)).map { servers.contains($0.server) } ?? false
  }

  private static func bare(_ name: String) -> String {
    let marks: Set<Character> = ["<", "(", "{", "[", "\"", "|"]
    let head = name.drop(while: \.isWhitespace).prefix { !$0.isWhitespace && !marks.contains($0) }
    return head.split { [".", "/", ":"].contains($0) }.last { ToolName(String($0)) != nil }
      .map(String.init) ?? String(head)
  }
}
