import Git

/// One mail of a series, ready to be kept in a file or to be sent.
package struct Mail: Hashable, Sendable {
  /// The name of its file, by git's rule: `0001-sum-start-at-the-first-value.patch`.
  package let name: String
  /// The whole mail, with the line by which an mbox tells mails apart. Not all of it need be UTF-8.
  package let bytes: [UInt8]
}

/// The head of a mail, and the thread it belongs to.
struct MailHead {
  /// The commit it stands for, on the first line.
  var commit: String
  /// Its own `Message-ID`, without brackets.
  var id: String
  /// The mail that it answers; `nil` for the first of a thread.
  var answered: String?
  /// Whom it is from, and when.
  var sender: Signature
  /// What is in brackets before the title: `PATCH 1/2`.
  var tag: String
  /// The title.
  var title: String

  /// The lines, and the blank one after them.
  ///
  /// - Parameter isASCII: Whether all that follows is; where it or the title is not, the mail says that it is UTF-8.
  func text(isASCII: Bool) -> String {
    // The date is the same in every such line: by it programs know what git has written.
    var lines = ["From \(commit) Mon Sep 17 00:00:00 2001", "Message-ID: <\(id)>"]
    if let answered { lines += ["In-Reply-To: <\(answered)>", "References: <\(answered)>"] }
    lines += [
      MailHeader.sender(sender), MailHeader.date(sender), MailHeader.subject(tag, title),
    ]
    if !isASCII || title.utf8.contains(where: { $0 >= 0x80 }) {
      lines += [
        "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
      ]
    }
    return lines.map { $0 + "\n" }.joined() + "\n"
  }
}

/// The names of mails' files.
enum MailName {
  /// The most bytes before `.patch`.
  private static let limit = 57

  /// The name of the mail `number` with this title, cut as git cuts it.
  static func patch(_ number: Int, _ title: String, version: Int) -> String {
    whole(number, slug(of: title), version: version)
  }

  /// The name of the cover letter.
  static func cover(version: Int) -> String { whole(0, "cover-letter", version: version) }

  private static func whole(_ number: Int, _ words: String, version: Int) -> String {
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let name = (version > 1 ? "v\(version)-" : "") + padded + "-" + words
    return name.prefix(limit) + ".patch"
  }

  /// Letters, digits, dots and underscores of ASCII; a dash for everything between, one dot for several.
  private static func slug(of title: String) -> String {
    var slug = ""
    var hasGap = false
    for scalar in title.unicodeScalars {
      let isWord =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789._".contains(Character(scalar)))
      guard isWord else {
        hasGap = true
        continue
      }
      if hasGap && !slug.isEmpty { slug += "-" }
      if scalar == "." && !hasGap && slug.hasSuffix(".") { continue }
      hasGap = false
      slug.unicodeScalars.append(scalar)
    }
    while slug.hasSuffix(".") || slug.hasSuffix("-") { slug.removeLast() }
    return slug
  }
}
