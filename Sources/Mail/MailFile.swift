/// One mail of a series, ready to be kept in a file or to be sent.
package struct MailFile: Hashable, Sendable {
  /// The name of its file, by git's rule: `0001-sum-start-at-the-first-value.patch`.
  package let name: String
  /// The whole mail, with the line by which an mbox tells mails apart. Not all of it need be UTF-8.
  package let bytes: [UInt8]

  /// The mail `bytes` for the file `name`.
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
