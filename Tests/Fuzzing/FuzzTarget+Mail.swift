import FoundationEssentials
import Vocabulary

@testable import Mail
@testable import Text

extension FuzzTarget {
  /// Mails that come in as reviews, and those that go out.
  static let mails = [
    FuzzTarget("review") { bytes in
      guard let comments = result({ try ReviewReader.read(bytes) }) else { return }
      require((1...ReviewReader.commentLimit).contains(comments.count), "no comments, or too many")
      for comment in comments {
        require(!comment.text.isEmpty, "a comment without words")
        let read = must("a comment's JSON") {
          try JSONDecoder().decode(ReviewComment.self, from: JSONEncoder().encode(comment))
        }
        require(read, is: comment, "a comment read back")
      }
    },
    FuzzTarget("mail-words") { bytes in
      // No charset makes more of a byte than one character of four bytes; what is no UTF-8 becomes three.
      require(MailWords.decoded(bytes.text).utf8.count <= 12 * bytes.count, "longer than the words")
    },
    FuzzTarget("mail-out") { bytes in
      let parts = bytes.parts(3).map(\.text)
      let body = MailBody(Outgoing(words: parts[2]))
      require(visible(body.text) == body.text, "a body with control characters")
      for line in body.lines {
        require(
          line != "---" && !line.hasPrefix("diff -") && !line.hasPrefix("--- a/")
            && !line.contains("\n"), "a line that ends the message: \(line)")
      }
      check(Outgoing(line: parts[1]), by: oneLine(visible(parts[0])))
    },
  ]

  /// What holds for a head: it has no empty line but its last, and title and name are read back.
  private static func check(_ title: Outgoing, by name: String) {
    let sender = MailSender(name: name, address: "a@b.c", time: 1_700_000_000, offset: 60)
    let head = MailHead(
      commit: String(repeating: "0", count: 40), id: "1@b.c", answered: nil, sender: sender,
      tag: "PATCH", title: title
    ).text(isASCII: false)
    let lines = head.split(separator: "\n", omittingEmptySubsequences: false)
    require(
      lines.count > 2 && lines.suffix(2) == ["", ""] && !lines.dropLast(2).contains(""),
      "a head with an empty line:\n\(head)")
    var rest = Array(head.utf8).split(separator: 0x0a, omittingEmptySubsequences: false).dropFirst()
    let fields = MailFields(&rest)
    let subject = fields["subject"].map(MailWords.decoded)
    require(subject.map(oneLine), is: oneLine("[PATCH] \(title.text)"), "the subject read back")
    guard !name.isEmpty else { return }
    require(fields["from"].map(MailFields.displayName), is: name, "the name read back")
  }
}
