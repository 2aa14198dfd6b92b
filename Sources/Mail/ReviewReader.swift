package import Vocabulary

/// Reads what reviewers said of a series: free text, mails that answer patches, or a forge's JSON. Pure.
package enum ReviewReader {
  /// The longest review, in bytes.
  package static let byteLimit = 4 << 20
  /// The most comments that one run can answer.
  package static let commentLimit = 200

  /// The comments in `bytes`, in their order.
  ///
  /// Text that begins with `{` or `[` and is JSON is taken for a forge's, as one document or several; text that
  /// begins with a mail's head, for a mail, or several of them as an mbox, of which those that bring patches are
  /// skipped; everything else is free text, in which each item of a list is a comment, and lines that begin
  /// with `>` are what is answered to.
  package static func read(_ bytes: [UInt8]) throws(ReviewError) -> [ReviewComment] {
    guard bytes.count <= byteLimit else { throw .tooLarge }
    guard !bytes.contains(0) else { throw .binary }
    let marked = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
    let content = Array(marked.drop { $0 == 0x0a || $0 == 0x0d })
    let comments: [ReviewComment]
    if let found = try ForgeReview.comments(in: content) {
      comments = found.map { $0.sent(by: .forge) }
    } else if ReviewMail.isMail(content) {
      comments = ReviewMail.split(content).map(ReviewMail.init).flatMap { mail in
        mail.comments.map { $0.sent(by: .mail, from: mail.address) }
      }
    } else {
      guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8 }
      comments = QuotedText(text.replacing("\r\n", with: "\n")).comments(splittingLists: true)
    }
    guard !comments.isEmpty else { throw .empty }
    guard comments.count <= commentLimit else { throw .tooMany(comments.count) }
    return comments
  }
}

extension ReviewComment {
  /// The comment as it came by `channel`.
  fileprivate func sent(by channel: Channel, from address: String? = nil) -> ReviewComment {
    var comment = self
    comment.channel = channel
    comment.address = address
    return comment
  }
}
