import FoundationEssentials

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
  /// nothing that is attached. Where no text is plain, what the first page in HTML says, else the first part there is.
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
    guard kept.isEmpty else { return kept.map { parts[$0].text } }
    let others = parts.filter { !$0.hasParts }
    guard let page = others.first(where: \.isPage) else { return others.prefix(1).map(\.text) }
    return [HTMLText(page.text).text]
  }

  private var isPage: Bool { fields.type.hasPrefix("text/html") }

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
