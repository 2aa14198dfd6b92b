import FoundationEssentials

/// The fields at the head of a mail or of one of its parts. Pure.
struct MailFields {
  private var values: [String: String] = [:]

  /// Takes the fields from the start of `lines`, with the blank line after them.
  init(_ lines: inout ArraySlice<ArraySlice<UInt8>>) {
    var key: String?
    // A line of two dashes is no field: the head before it has no end.
    while let line = lines.first, !line.starts(with: "--".utf8) {
      lines.removeFirst()
      let text = String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
      guard let first = text.first else { return }
      if first == " " || first == "\t" {
        if let key { values[key, default: ""] += " " + text.drop(while: \.isWhitespace) }
      } else if let colon = text.firstIndex(of: ":") {
        let name = text[..<colon].lowercased()
        // Of several fields with one name the first counts.
        key = values[name] == nil ? name : nil
        if key != nil {
          values[name] = String(text[text.index(after: colon)...].drop(while: \.isWhitespace))
        }
      }
    }
  }

  /// The field `name`, in lower case; folded lines are one.
  subscript(_ name: String) -> String? { values[name] }

  /// The media type, in lower case.
  var type: String { (values["content-type"] ?? "text/plain").lowercased() }

  /// A parameter of the media type: its boundary, its character set.
  func parameter(_ name: String) -> String? {
    for part in (values["content-type"] ?? "").split(separator: ";").dropFirst() {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, sides[0].lowercased().filter({ !$0.isWhitespace }) == name else {
        continue
      }
      let value = sides[1].drop(while: \.isWhitespace)
      return value.first == "\""
        ? String(value.dropFirst().prefix { $0 != "\"" })
        : String(value.prefix { !$0.isWhitespace })
    }
    return nil
  }

  /// The name of the field that begins on a line, in lower case; `nil` where none does.
  static func name(in line: ArraySlice<UInt8>) -> String? {
    guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex,
      line[..<colon].allSatisfy({ (0x21...0x7e).contains($0) })
    else { return nil }
    return String(decoding: line[..<colon], as: UTF8.self).lowercased()
  }
}

/// A mail, or a part of one that has several (RFC 2046). Pure.
struct MailPart {
  let fields: MailFields
  /// The part that it is in; `nil` for the whole.
  private let parent: Int?
  private var lines: [ArraySlice<UInt8>] = []
  /// Whether it is made of parts.
  private var hasParts = false

  private init(_ lines: inout ArraySlice<ArraySlice<UInt8>>, in parent: Int?) {
    fields = MailFields(&lines)
    self.parent = parent
  }

  /// The mail in `bytes` and all its parts, each after the one it is in, however deep.
  static func all(of bytes: [UInt8]) -> [MailPart] {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)[...]
    var parts: [MailPart] = []
    // What parts those that have not ended yet, and at which place in `open` each mark is.
    var open: [(mark: [UInt8], part: Int)] = []
    var levels: [[UInt8]: Int] = [:]
    var isText = false
    func begin(in parent: Int?) {
      parts.append(MailPart(&lines, in: parent))
      let fields = parts[parts.count - 1].fields
      isText = true
      guard fields.type.hasPrefix("multipart/"), let mark = fields.parameter("boundary"),
        levels[Array(mark.utf8)] == nil
      else { return }
      parts[parts.count - 1].hasParts = true
      isText = false
      levels[Array(mark.utf8)] = open.count
      open.append((Array(mark.utf8), parts.count - 1))
    }
    begin(in: nil)
    while let line = lines.popFirst() {
      guard let (level, isEnd) = boundary(line, levels) else {
        if isText { parts[parts.count - 1].lines.append(line) }
        continue
      }
      while open.count > level + (isEnd ? 0 : 1) { levels[open.removeLast().mark] = nil }
      isText = false
      if !isEnd { begin(in: open[level].part) }
    }
    return parts
  }

  /// At which level `line` parts or ends; `nil` where it does neither.
  private static func boundary(
    _ line: ArraySlice<UInt8>, _ levels: [[UInt8]: Int]
  ) -> (level: Int, isEnd: Bool)? {
    guard !levels.isEmpty, line.starts(with: "--".utf8) else { return nil }
    let end = line.lastIndex { $0 > 0x20 } ?? line.startIndex
    let mark = Array(line[line.startIndex...end].dropFirst(2))
    if let level = levels[mark] { return (level, false) }
    guard mark.suffix(2).elementsEqual("--".utf8), let level = levels[Array(mark.dropLast(2))]
    else { return nil }
    return (level, true)
  }

  /// The texts for people among the parts of a mail, in order; of alternatives the one that is plain text, and
  /// nothing that is attached. Where no text is plain, the first part there is.
  static func texts(of parts: [MailPart]) -> [String] {
    let plain = parts.indices.filter { parts[$0].isPlain }
    var chosen: [Int: Int] = [:]
    for place in plain {
      var child = place
      while let parent = parts[child].parent, chosen[parent] == nil {
        chosen[parent] = child
        child = parent
      }
    }
    var isKept: [Bool] = []
    for (place, part) in parts.enumerated() {
      isKept.append(
        part.parent.map { parent in
          isKept[parent] && (!parts[parent].isAlternative || chosen[parent] == place)
        } ?? true)
    }
    let kept = plain.filter { isKept[$0] }
    return (kept.isEmpty ? Array(parts.indices.filter { !parts[$0].hasParts }.prefix(1)) : kept)
      .map { parts[$0].text }
  }

  private var isAlternative: Bool { fields.type.hasPrefix("multipart/alternative") }

  private var isPlain: Bool {
    let disposition = fields["content-disposition"]?.lowercased() ?? ""
    return !hasParts && fields.type.hasPrefix("text/plain")
      && (parent == nil || !disposition.hasPrefix("attachment"))
  }

  /// The text of a part without parts, its encodings undone.
  private var text: String {
    let body = Array(lines.joined(separator: [0x0a]))
    let charset = fields.parameter("charset")
    let text =
      switch fields["content-transfer-encoding"]?.lowercased().filter({ !$0.isWhitespace }) {
      case "quoted-printable": Charset.text(of: TransferEncoding.unquoted(body), named: charset)
      case "base64": base64(body, charset)
      default: Charset.text(of: body, named: charset)
      }
    return text.replacing("\r\n", with: "\n")
  }

  /// The text of base64, and after it as it stands what a mailing list has put below.
  private func base64(_ body: [UInt8], _ charset: String?) -> String {
    let lines = lines.map { line in line.filter { $0 > 0x20 } }
    let start = lines.firstIndex { !$0.isEmpty } ?? 0
    var end = start
    while end < lines.count, !lines[end].isEmpty, lines[end].allSatisfy(TransferEncoding.isBase64) {
      end += 1
      if lines[end - 1].last == 0x3d { break }
    }
    for count in [lines.count, end] {
      guard let bytes = Data(base64Encoded: Data(lines[start..<count].joined())) else { continue }
      let rest = Array(self.lines[count...].joined(separator: [0x0a]))
      return Charset.text(of: Array(bytes), named: charset)
        + (rest.isEmpty ? "" : "\n" + String(decoding: rest, as: UTF8.self))
    }
    return Charset.text(of: body, named: charset)
  }
}

/// What mails do to bytes so that they pass everywhere (RFC 2045). Pure.
enum TransferEncoding {
  /// Quoted-printable undone.
  static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
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

  /// Whether base64 has the byte.
  static func isBase64(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
      || [0x2b, 0x2f, 0x3d].contains(byte)
  }
}

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
