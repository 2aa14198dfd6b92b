import FoundationEssentials
import Vocabulary

/// A mail that answers to a series: RFC 5322, with the transfer encodings of RFC 2045. Pure.
struct ReviewMail {
  private let parts: [MailPart]

  private var fields: MailFields { parts[0].fields }

  /// The mail in `bytes`.
  init(_ bytes: [UInt8]) { parts = MailPart.all(of: bytes) }

  /// What it says, by the lines it quotes, each with its author and the patch its subject names.
  ///
  /// A mail that is itself a patch or a cover letter says nothing of one.
  var comments: [ReviewComment] {
    let texts = MailPart.texts(of: parts)
    guard !isPatch(texts) else { return [] }
    let author = fields["from"].map(MailFields.displayName)
    let patch = subject.patch
    return texts.flatMap { QuotedText($0).comments(splittingLists: false) }.map { comment in
      var comment = comment
      comment.author = author
      comment.patch = patch
      return comment
    }
  }

  /// The address that it says it is from; `nil` where it names none.
  var address: String? { fields["from"].flatMap(MailFields.address) }

  private var subject: MailSubject { MailSubject(MailWords.decoded(fields["subject"] ?? "")) }

  /// Whether it brings a patch or introduces some: no answer by its subject, and either with a patch that is not
  /// quoted, or named as one without a quoted line.
  private func isPatch(_ texts: [String]) -> Bool {
    let subject = subject
    guard !subject.isAnswer else { return false }
    let lines = texts.flatMap { $0.split(separator: "\n") }
    if let end = lines.firstIndex(of: "---"),
      lines[end...].contains(where: { $0.hasPrefix("diff --git ") })
    {
      return true
    }
    guard subject.namesPatch else { return false }
    return !lines.contains { $0.hasPrefix(">") } || lines.contains { $0.hasPrefix("change-id: ") }
  }
}

extension ReviewMail {
  /// Whether `bytes` begin as a mail or an mbox does: with the line that parts an mbox, or with several fields
  /// that mails have, one of which says from which address it is.
  static func isMail(_ bytes: [UInt8]) -> Bool {
    let keys: Set<String> = [
      "from", "to", "subject", "date", "message-id", "return-path", "received", "mime-version",
      "in-reply-to", "references", "cc", "delivered-to", "content-type", "reply-to", "sender",
    ]
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)[...]
    if startsMail(lines) { return true }
    var known: Set<String> = []
    for (place, line) in lines.enumerated() {
      if line.isEmpty || line.elementsEqual([0x0d]) { break }
      if place > 0, line.first == 0x20 || line.first == 0x09 { continue }
      guard let name = MailFields.name(in: line) else { return false }
      if keys.contains(name) { known.insert(name) }
    }
    return known.count > 1 && MailFields(&lines)["from"]?.contains("@") == true
  }

  /// The mails of an mbox, without the lines that part them; the one mail where it is none.
  static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    guard startsMail(lines[...]) else { return [bytes] }
    var mails: [[UInt8]] = []
    for (place, line) in lines.enumerated() {
      if startsMail(lines[place...]) {
        mails.append([])
        continue
      }
      let isStuffed = line.first == 0x3e && line.drop { $0 == 0x3e }.starts(with: "From ".utf8)
      mails[mails.count - 1] += (isStuffed ? line.dropFirst() : line) + [0x0a]
    }
    return mails
  }

  /// Whether the first line parts an mbox, as `git mailsplit` has it, and a field follows: `From `, whose mail it
  /// is, and a date with a time of day and a year.
  private static func startsMail(_ lines: ArraySlice<ArraySlice<UInt8>>) -> Bool {
    guard let line = lines.first, line.starts(with: "From ".utf8), lines.count > 1,
      MailFields.name(in: lines[lines.startIndex + 1]) != nil
    else { return false }
    let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    let time = words.lastIndex { word in
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      return parts.count > 1
        && parts.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) }
    }
    guard let time else { return false }
    return words[time...].contains { $0.count == 4 && Int($0).map { $0 > 1900 } == true }
  }
}

/// The subject of a mail. Pure.
private struct MailSubject {
  private let text: String

  init(_ text: String) { self.text = text }

  /// What stands in brackets and names a patch: `PATCH v2 3/4`.
  private var tag: Substring? {
    text.split(separator: "[").lazy.compactMap { piece in
      piece.firstIndex(of: "]").map { piece[..<$0] }
    }.first { $0.split(separator: " ").contains { $0.hasPrefix("PATCH") || $0 == "RFC" } }
  }

  /// Whether it names a patch or a cover letter.
  var namesPatch: Bool { tag != nil }

  /// The number in `[PATCH v2 3/4]`; `nil` where there is none.
  var patch: Int? {
    tag?.split(separator: " ").lazy.compactMap { word -> Int? in
      let parts = word.split(separator: "/")
      return parts.count == 2 && Int(parts[1]) != nil ? Int(parts[0]) : nil
    }.first
  }

  /// Whether a word before the title says that it answers: `Re:`, `[list] AW:`, `Re[2]:`.
  var isAnswer: Bool {
    let words: Set<String> = ["re", "aw", "antw", "antwort", "sv", "vs", "ref", "rv", "res", "odp"]
    var rest = text[...]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.first == "[", let end = rest.firstIndex(of: "]") {
        rest = rest[rest.index(after: end)...]
        continue
      }
      guard let colon = rest.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return false }
      return words.contains(rest[..<colon].prefix { $0.isLetter }.lowercased())
        || ["回复", "答复", "回覆"].contains(rest[..<colon])
    }
  }
}
