import FoundationEssentials

/// Texts as JSON writes them.
enum JSONText {
  /// The text between two quotes without its escapes; as it is where they are none of JSON's.
  static func unescaped(_ text: Line) -> String {
    guard text.bytes.contains(UInt8(ascii: "\\")) else { return text.text }
    let quoted = Data([UInt8(ascii: "\"")] + text.bytes + [UInt8(ascii: "\"")])
    return (try? JSONDecoder().decode(String.self, from: quoted)) ?? text.text
  }
}
