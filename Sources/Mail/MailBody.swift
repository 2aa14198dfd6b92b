package import Text

/// The message of a commit, or a cover letter, in the body of a mail.
///
/// `git am` takes a few lines for something else than text: a line of three dashes ends the message, `diff -`
/// and `Index: ` begin a patch, and a line by which an mbox tells mails apart begins the next mail. Each of them gets
/// a space before it here. No escape would be taken back: the `>` of mboxrd only with
/// `--patch-format=mboxrd`, which is not what `git am` takes by itself, and a transfer encoding is undone before
/// the lines are looked at. A space leaves the tree as it is and the message readable.
package struct MailBody {
  /// The lines, none of which `git am` misunderstands; no blank ones at either end, no white space at ends of
  /// lines.
  package let lines: [String]

  /// The body out of `text`.
  package init(_ text: Outgoing) {
    let ends = Array(" \t\r\u{b}\u{c}".utf8)
    var lines = text.text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map {
      line in
      let end = line.lastIndex { !ends.contains($0) }
      return end.map { String(decoding: line[...$0], as: UTF8.self) } ?? ""
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines.drop(while: \.isEmpty).map { MailBody.isMistakable($0) ? " " + $0 : $0 }
  }

  /// Whether its first line would be taken for a header of the mail's. A line `From: ` of its own and a blank
  /// line before it say that the message begins only then.
  package var looksLikeHeader: Bool {
    guard let first = lines.first?.lowercased() else { return false }
    return ["from:", "subject:", "date:", ">from ", "[patch]"].contains { first.hasPrefix($0) }
  }

  /// The lines as text, each with its line feed.
  package var text: String { lines.map { $0 + "\n" }.joined() }

  /// Whether `git am` would take a line of a message for the end of the message, or of the mail.
  private static func isMistakable(_ line: String) -> Bool {
    let line = line.utf8
    if line.starts(with: "diff -".utf8) || line.starts(with: "Index: ".utf8) { return true }
    if line.starts(with: "---".utf8) {
      let rest = line.dropFirst(3)
      let isName = rest.count > 1 && rest.starts(with: " ".utf8) && !rest.starts(with: "  ".utf8)
      return rest.isEmpty || isName
    }
    return isSeparator(line)
  }

  /// Whether an mbox's reader finds a new mail at the line: `From `, and a time of day after it.
  private static func isSeparator(_ line: String.UTF8View) -> Bool {
    guard line.starts(with: "From ".utf8), let colon = line.lastIndex(of: UInt8(ascii: ":"))
    else { return false }
    let around = line[..<colon].suffix(2) + line[colon...].dropFirst().prefix(2)
    return around.count == 4 && around.allSatisfy { (0x30...0x39).contains($0) }
  }
}
