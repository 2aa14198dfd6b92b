import FoundationEssentials

/// The encoded words of a mail's head (RFC 2047). Pure.
enum MailWords {
  /// `text` with its encoded words undone; the white space between two of them goes, and what is cut within a
  /// character is put together again.
  static func decoded(_ text: String) -> String {
    var out = ""
    var open: (charset: String, bytes: [UInt8])?
    func close() {
      if let open { out += Charset.text(of: open.bytes, named: open.charset) }
      open = nil
    }
    var rest = text[...]
    while let start = rest.firstRange(of: "=?") {
      let between = rest[..<start.lowerBound]
      guard let word = word(rest[start.upperBound...]) else {
        close()
        out += rest[..<start.upperBound]
        rest = rest[start.upperBound...]
        continue
      }
      if open == nil || open?.charset != word.charset || !between.allSatisfy(\.isWhitespace) {
        let isGap = open != nil && between.allSatisfy(\.isWhitespace)
        close()
        if !isGap { out += between }
        open = (word.charset, [])
      }
      open?.bytes += word.bytes
      rest = word.rest
    }
    close()
    return out + rest
  }

  /// The encoded word at the start of `text`, after its `=?`, and what follows it.
  private static func word(
    _ text: Substring
  ) -> (charset: String, bytes: [UInt8], rest: Substring)? {
    let parts = text.split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, parts[3].first == "=", !parts[0].contains(where: \.isWhitespace) else {
      return nil
    }
    let bytes: [UInt8]
    switch parts[1].lowercased() {
    case "b":
      guard let decoded = Data(base64Encoded: String(parts[2])) else { return nil }
      bytes = Array(decoded)
    case "q":
      bytes = TransferEncoding.unquoted(Array(parts[2].replacing("_", with: " ").utf8))
    default: return nil
    }
    return (parts[0].lowercased(), bytes, parts[3].dropFirst())
  }
}
