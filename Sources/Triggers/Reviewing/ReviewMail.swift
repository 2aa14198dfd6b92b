import FoundationEssentials
import Vocabulary

/// A mail that answers to a series: RFC 5322, with the transfer encodings of RFC 2045. Pure.
struct ReviewMail {
  private let head: [String: String]
  private let body: [UInt8]

  /// Whether `bytes` begin as a mail or an mbox does.
  static func isMail(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: Array("From ".utf8)) { return true }
    let keys: Set<String> = [
      "from", "to", "subject", "date", "message-id", "return-path", "received", "mime-version",
      "in-reply-to", "references", "cc", "delivered-to",
    ]
    let line = bytes.prefix { $0 != 0x0a }
    guard let colon = line.firstIndex(of: 0x3a) else { return false }
    return keys.contains(String(decoding: line[..<colon], as: UTF8.self).lowercased())
  }

  /// The mails of an mbox, without the lines that part them; the one mail where it is none.
  static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var mails: [[UInt8]] = []
    var isBlank = true
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      if isBlank, line.starts(with: Array("From ".utf8)) {
        mails.append([])
      } else {
        if mails.isEmpty { mails.append([]) }
        let isStuffed = line.drop { $0 == 0x3e }.starts(with: Array("From ".utf8))
        mails[mails.count - 1] +=
          (isStuffed && line.first == 0x3e ? line.dropFirst() : line) + [0x0a]
      }
      isBlank = line.isEmpty || line.elementsEqual([0x0d])
    }
    return mails
  }

  /// The mail in `bytes`.
  init(_ bytes: [UInt8]) {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
      line.last == 0x0d ? line.dropLast() : line
    }[...]
    var head: [String: String] = [:]
    var key = ""
    while let line = lines.popFirst(), !line.isEmpty {
      let text = String(decoding: line, as: UTF8.self)
      if let first = text.first, first == " " || first == "\t" {
        head[key, default: ""] += " " + text.drop(while: \.isWhitespace)
      } else if let colon = text.firstIndex(of: ":") {
        key = text[..<colon].lowercased()
        let value = text[text.index(after: colon)...].drop(while: \.isWhitespace)
        if head[key] == nil { head[key] = String(value) }
      }
    }
    self.head = head
    body = Array(lines.joined(separator: [0x0a]))
  }

  /// What it says, by the lines it quotes, each with its author and the patch its subject names.
  var comments: [ReviewComment] {
    let author = head["from"].map { from in
      let name = ReviewMail.words(from).prefix { $0 != "<" }.filter { $0 != "\"" }
      let trimmed = name.split(separator: " ").joined(separator: " ")
      return trimmed.isEmpty ? from : trimmed
    }
    return QuotedText(text(within: 8)).comments(splittingLists: false).map { comment in
      var comment = comment
      comment.author = author
      comment.patch = patch
      return comment
    }
  }

  /// The number in `[PATCH v2 3/4]`; `nil` where the subject has none.
  private var patch: Int? {
    let subject = ReviewMail.words(head["subject"] ?? "")
    guard let open = subject.firstRange(of: "[PATCH"),
      let end = subject[open.upperBound...].firstIndex(of: "]")
    else { return nil }
    let words = subject[open.upperBound..<end].split(separator: " ")
    return words.lazy.compactMap { word -> Int? in
      let parts = word.split(separator: "/")
      return parts.count == 2 && Int(parts[1]) != nil ? Int(parts[0]) : nil
    }.first
  }

  /// The text for people: of several parts the first that is plain text.
  ///
  /// - Parameter depth: How often parts may have parts.
  private func text(within depth: Int) -> String {
    let type = head["content-type"] ?? "text/plain"
    if depth > 0, type.lowercased().hasPrefix("multipart/"),
      let mark = parameter("boundary", of: type)
    {
      let parts = ReviewMail.parts(of: body, between: mark).map(ReviewMail.init)
      let plain = parts.first {
        ($0.head["content-type"] ?? "text/plain").lowercased().hasPrefix("text/plain")
      }
      return (plain ?? parts.first)?.text(within: depth - 1) ?? ""
    }
    let bytes: [UInt8]
    switch head["content-transfer-encoding"]?.lowercased().filter({ !$0.isWhitespace }) {
    case "quoted-printable": bytes = ReviewMail.unquoted(body)
    case "base64":
      let digits = body.filter { $0 > 0x20 }
      bytes = Data(base64Encoded: Data(digits)).map(Array.init) ?? body
    default: bytes = body
    }
    let isLatin = parameter("charset", of: type)?.lowercased().hasPrefix("iso-8859-1") == true
    let text =
      isLatin
      ? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
      : String(decoding: bytes, as: UTF8.self)
    return text.replacing("\r\n", with: "\n")
  }

  private func parameter(_ name: String, of value: String) -> String? {
    guard let start = value.lowercased().firstRange(of: name + "=") else { return nil }
    let offset = value.lowercased().distance(
      from: value.lowercased().startIndex, to: start.upperBound)
    let rest = value.dropFirst(offset)
    if rest.first == "\"" { return String(rest.dropFirst().prefix { $0 != "\"" }) }
    return String(rest.prefix { $0 != ";" && !$0.isWhitespace })
  }

  private static func parts(of body: [UInt8], between mark: String) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    for line in body.split(separator: 0x0a, omittingEmptySubsequences: false) {
      if line.starts(with: Array("--\(mark)".utf8)) {
        if line.starts(with: Array("--\(mark)--".utf8)) { break }
        parts.append([])
      } else if !parts.isEmpty {
        parts[parts.count - 1] += line + [0x0a]
      }
    }
    return parts
  }

  /// Quoted-printable undone.
  private static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x3d else {
        out.append(bytes[index])
        index += 1
        continue
      }
      let next = bytes[(index + 1)...].prefix(2)
      if let byte = UInt8(String(decoding: next, as: UTF8.self), radix: 16), next.count == 2 {
        out.append(byte)
        index += 3
      } else {
        // A soft line break.
        index += 1
        while index < bytes.count, bytes[index] == 0x0d { index += 1 }
        if index < bytes.count, bytes[index] == 0x0a { index += 1 }
      }
    }
    return out
  }

  /// A head's text with its encoded words (RFC 2047) undone.
  private static func words(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "=?") {
      let parts = rest[start.upperBound...].split(
        separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
      guard parts.count == 4, parts[3].first == "=" else { break }
      out += rest[..<start.lowerBound]
      let bytes =
        parts[1].lowercased() == "b"
        ? Data(base64Encoded: String(parts[2])).map(Array.init) ?? []
        : unquoted(Array(parts[2].replacing("_", with: " ").utf8))
      out += String(decoding: bytes, as: UTF8.self)
      rest = parts[3].dropFirst()
      if rest.drop(while: \.isWhitespace).hasPrefix("=?") {
        rest = rest.drop(while: \.isWhitespace)
      }
    }
    return out + rest
  }
}
