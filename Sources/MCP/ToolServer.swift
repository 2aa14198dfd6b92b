import Vocabulary

/// A server of tools as the user's config names it: a program that speaks the Model Context Protocol on its standard
/// streams.
package struct ToolServer: Hashable, Sendable {
  /// Its name, by which its tools are told from those of others.
  package let name: String
  /// The command that starts it, given to the shell.
  package let command: String

  /// A server with this name.
  package init(name: String, command: String) { (self.name, self.command) = (name, command) }

  /// Reads `NAME=COMMAND`; `nil` where that has no name that a server can have. The command may be empty.
  package init?(_ text: String) {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let name = text[..<equals].drop(while: \.isWhitespace)
    let command = text[text.index(after: equals)...].drop(while: \.isWhitespace)
    guard ToolName.isServer(String(name)) else { return nil }
    self.init(name: String(name), command: String(command))
  }

  /// The servers that some values come to, in the order of their names' first places: of two with one name the later
  /// counts, and an empty command takes the server away.
  package static func all(_ servers: [ToolServer]) -> [ToolServer] {
    var commands: [String: String] = [:]
    var names: [String] = []
    for server in servers {
      if commands.updateValue(server.command, forKey: server.name) == nil {
        names.append(server.name)
      }
    }
    return names.compactMap { name in
      guard let command = commands[name], !command.isEmpty else { return nil }
      return ToolServer(name: name, command: command)
    }
  }
}
