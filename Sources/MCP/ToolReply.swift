package import Text

/// What a tool has answered, as text. Pure.
package struct ToolReply: Hashable, Sendable {
  /// What it said: its texts, one after the other, and a line for each part that is no text.
  package let text: String
  /// Whether it says that the call has failed.
  package let isError: Bool

  /// Reads the result of a call; `nil` where it is none.
  package init?(_ result: JSON) {
    guard case .object = result else { return nil }
    var parts: [String] = []
    if let content = result["content"] {
      guard case .array(let elements) = content else { return nil }
      parts = elements.map(ToolReply.text)
    }
    // A server that has both says the same in text.
    let hasText = result["content"]?.elements.contains { $0["type"]?.string == "text" } ?? false
    if let value = result["structuredContent"], !hasText {
      parts.insert(value.text, at: 0)
    } else if result["content"] == nil {
      return nil
    }
    text = parts.joined(separator: "\n")
    isError = result["isError"]?.boolean ?? false
  }

  /// A part as text: what is no text is named with its kind and size.
  private static func text(_ part: JSON) -> String {
    let kind = part["type"]?.string ?? ""
    switch kind {
    case "text": return part["text"]?.string ?? ""
    case "image", "audio":
      return "[\(kind)\(named(part["mimeType"])), \(size(part["data"])), not shown]"
    case "resource_link":
      let about = part["description"]?.string.map { ": \($0)" } ?? ""
      return "[link to a resource\(named(part["name"]))\(named(part["uri"]))\(about)]"
    case "resource":
      let resource = part["resource"] ?? [:]
      let head = "resource\(named(resource["uri"]))\(named(resource["mimeType"]))"
      if let text = resource["text"]?.string { return "[\(head)]\n\(text)" }
      return "[\(head), \(size(resource["blob"])), not shown]"
    default: return "[a part of the kind '\(kind.prefix(40))', not shown]"
    }
  }

  private static func named(_ value: JSON?) -> String {
    value?.string.map { ", \($0.prefix(300))" } ?? ""
  }

  /// How many bytes stand in base64.
  private static func size(_ value: JSON?) -> String {
    let digits = value?.string?.utf8.count { $0 != UInt8(ascii: "=") } ?? 0
    return counted(digits * 3 / 4, "byte")
  }
}
