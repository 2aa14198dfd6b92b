/// The name of a tool in a run: that of its server, two underscores, and the server's own name of it. Pure.
///
/// Services of models take functions with such names: letters, digits, `_` and `-`, at most 64 of them.
package struct ToolName: Hashable, Sendable, CustomStringConvertible {
  /// The server's name in the user's config.
  package let server: String
  /// The tool's name at its server.
  package let tool: String

  /// What stands between the two.
  private static let divider = "__"

  /// The most bytes of a name.
  private static let limit = 64

  /// The name of `tool` of `server`; `nil` where services of models would not take it.
  package init?(server: String, tool: String) {
    guard ToolName.isServer(server), !tool.isEmpty, tool.utf8.allSatisfy(ToolName.isTaken),
      server.utf8.count + ToolName.divider.utf8.count + tool.utf8.count <= ToolName.limit
    else { return nil }
    (self.server, self.tool) = (server, tool)
  }

  /// Reads what ``description`` writes; `nil` for anything else.
  package init?(_ text: String) {
    guard let divider = text.firstRange(of: ToolName.divider) else { return nil }
    self.init(
      server: String(text[..<divider.lowerBound]), tool: String(text[divider.upperBound...]))
  }

  /// `SERVER__TOOL`.
  package var description: String { server + ToolName.divider + tool }

  /// Whether a server can have this name: a letter or digit at both ends, and no two underscores side by side, so that
  /// no two tools have the same name in a run; at most 32 bytes.
  package static func isServer(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, let last = bytes.last, bytes.count <= 32,
      isWordly(first), isWordly(last), bytes.allSatisfy(isTaken)
    else { return false }
    return name.firstRange(of: divider) == nil
  }

  private static func isWordly(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func isTaken(_ byte: UInt8) -> Bool {
    isWordly(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
