package import Text

/// The head of a mail, and the thread it belongs to.
package struct MailHead {
  /// The commit it stands for, on the first line.
  package var commit: String
  /// Its own `Message-ID`, without brackets.
  package var id: String
  /// The mail that it answers; `nil` for the first of a thread.
  package var answered: String?
  /// Whom it is from, and when.
  package var sender: MailSender
  /// What is in brackets before the title: `PATCH 1/2`.
  package var tag: String
  /// The title.
  package var title: Outgoing

  /// The head of the mail `id`.
  package init(
    commit: String, id: String, answered: String?, sender: MailSender, tag: String, title: Outgoing
  ) {
    self.commit = commit
    self.id = id
    self.answered = answered
    self.sender = sender
    self.tag = tag
    self.title = title
  }

  /// The lines, and the blank one after them.
  ///
  /// - Parameter isASCII: Whether all that follows is; where it or the title is not, the mail says that it is UTF-8.
  package func text(isASCII: Bool) -> String {
    // The date is the same in every such line: by it programs know what git has written.
    var lines = ["From \(commit) Mon Sep 17 00:00:00 2001", "Message-ID: <\(id)>"]
    if let answered { lines += ["In-Reply-To: <\(answered)>", "References: <\(answered)>"] }
    lines += [
      MailHeader.sender(sender), MailHeader.date(sender), MailHeader.subject(tag, title.text),
    ]
    if !isASCII || title.text.utf8.contains(where: { $0 >= 0x80 }) {
      lines += [
        "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
      ]
    }
    return lines.map { $0 + "\n" }.joined() + "\n"
  }
}
