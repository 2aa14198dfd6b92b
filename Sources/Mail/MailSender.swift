/// Whom a mail is from, and when it was written: the fields `From` and `Date` (RFC 5322, sections 3.6.1 and 3.6.2).
package struct MailSender: Hashable, Sendable {
  /// The display name.
  package var name: String
  /// The address, `local@domain`.
  package var address: String
  /// Seconds since 1970.
  package var time: Int
  /// Minutes east of UTC.
  package var offset: Int

  /// The sender `name <address>` at `time`.
  package init(name: String, address: String, time: Int, offset: Int) {
    self.name = name
    self.address = address
    self.time = time
    self.offset = offset
  }
}
