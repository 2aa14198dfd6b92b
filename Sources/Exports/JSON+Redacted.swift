package import Text

extension JSON {
  /// The value as JSON text without white space, its keys sorted, with secrets taken out of each string in it.
  ///
  /// - Complexity: O(*n*) in its bytes.
  package func redactedText(by redactor: Redactor) -> Redacted<[UInt8]> {
    // One look at all strings together costs far less than one at each; most hold no secret.
    var all = ""
    gather(into: &all)
    let isClean = redactor(all).value == all
    var bytes: [UInt8] = []
    append(to: &bytes) { isClean ? $0 : redactor($0).value }
    // What is not a string is ours: numbers, names of members, punctuation.
    return redactor("").map { _ in bytes }
  }

  /// Adds all strings, a line each.
  private func gather(into all: inout String) {
    switch self {
    case .null, .bool, .int, .double: break
    case .string(let text):
      all += text
      all += "\n"
    case .array(let elements): for element in elements { element.gather(into: &all) }
    case .object(let members): for value in members.values { value.gather(into: &all) }
    }
  }

  private func append(to bytes: inout [UInt8], _ clean: (String) -> String) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .double(let value): bytes += (value.isFinite ? "\(value)" : "null").utf8
    case .string(let text): JSON.append(literal: clean(text), to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (place, element) in elements.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        element.append(to: &bytes, clean)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      var isFirst = true
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        JSON.append(literal: key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        value.append(to: &bytes, clean)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// A string of JSON, RFC 8259: quotes, backslashes and control characters are escaped, nothing else.
  private static func append(literal text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for (place, byte) in utf8.enumerated() {
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
          continue
        }
        bytes += UnsafeBufferPointer(rebasing: utf8[start..<place])
        bytes += escape(byte)
        start = place + 1
      }
      bytes += UnsafeBufferPointer(rebasing: utf8[start...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "\""): Array("\\\"".utf8)
    case UInt8(ascii: "\\"): Array("\\\\".utf8)
    case 0x0a: Array("\\n".utf8)
    case 0x0d: Array("\\r".utf8)
    case 0x09: Array("\\t".utf8)
    default: Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
    }
  }
}

extension JSON {
  /// The text, or null.
  init(_ text: String?) { self = text.map(JSON.string) ?? .null }
  /// The number, or null.
  init(_ number: Int?) { self = number.map(JSON.int) ?? .null }
  /// The number, or null.
  init(_ number: Double?) { self = number.map(JSON.double) ?? .null }
  /// The truth value, or null.
  init(_ value: Bool?) { self = value.map(JSON.bool) ?? .null }
  /// The texts, or null.
  init(_ texts: [String]?) { self = texts.map { .array($0.map(JSON.string)) } ?? .null }

  /// An object of these members; those that are null are left out.
  static func members(_ members: [String: JSON]) -> JSON {
    .object(members.filter { $0.value != .null })
  }
}
