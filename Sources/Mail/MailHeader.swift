/// Header fields of a mail, written as `git format-patch` writes them, so that `git am` reads them back whole.
package enum MailHeader {
  /// The most columns of a line of a header, and those of one with encoded words (RFC 2047).
  private static let (width, encodedWidth) = (78, 76)

  /// `Subject: [PATCH 1/2] …`, folded; in encoded words where it is not plain ASCII.
  static func subject(_ tag: String, _ title: String) -> String {
    let start = "Subject: [\(tag)] "
    return needsEncoding(title)
      ? start + encoded(title, after: start.utf8.count, inAddress: false)
      : folded(title, after: start)
  }

  /// `From: NAME <ADDRESS>`, folded, the name quoted or in encoded words where it has to be.
  package static func sender(_ sender: MailSender) -> String {
    var field = "From: "
    var width = width
    if needsEncoding(sender.name) {
      field += encoded(sender.name, after: field.utf8.count, inAddress: true)
      width = encodedWidth
    } else {
      field = folded(quoted(sender.name), after: field)
    }
    let line = field.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
    if line + sender.address.utf8.count + 3 > width { field += "\n" }
    return field + " <\(sender.address)>"
  }

  /// `Date: Tue, 14 Nov 2023 22:13:20 +0100`, in the sender's own zone (RFC 2822).
  static func date(_ sender: MailSender) -> String {
    let (days, seconds) = (sender.time + sender.offset * 60).quotientAndRest(by: 86_400)
    let (year, month, day) = civil(daysSince1970: days)
    let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(twoDigits)
    let minutes = abs(sender.offset)
    let zone =
      (sender.offset < 0 ? "-" : "+") + twoDigits(minutes / 60) + twoDigits(minutes % 60)
    return "Date: \(names[days.quotientAndRest(by: 7).rest]), \(day) \(months[month - 1]) \(year) "
      + clock.joined(separator: ":") + " " + zone
  }

  // MARK: Words

  private static func needsEncoding(_ text: String) -> Bool {
    text.utf8.contains { $0 >= 0x80 || $0 == 0x0a } || text.contains("=?")
  }

  /// `text` in encoded words, each with whole characters, `Q` by UTF-8; a line never goes beyond 76 columns.
  private static func encoded(_ text: String, after column: Int, inAddress: Bool) -> String {
    let start = "=?UTF-8?q?"
    var words = start
    var column = column + start.count
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      let isPlain = bytes.count == 1 && isPlain(bytes[0], inAddress: inAddress)
      let count = isPlain ? 1 : 3 * bytes.count
      if column + count + 2 > encodedWidth {
        words += "?=\n \(start)"
        column = start.count + 1
      }
      words += isPlain ? String(scalar) : bytes.map { "=" + hexadecimal($0) }.joined()
      column += count
    }
    return words + "?="
  }

  /// Whether a byte stands for itself in an encoded word; in names fewer do (RFC 2047, section 5).
  private static func isPlain(_ byte: UInt8, inAddress: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default:
      inAddress
        ? "!*+-/".utf8.contains(byte)
        : (0x21..<0x7f).contains(byte) && !"=?_".utf8.contains(byte)
    }
  }

  /// `name`, in double quotes where it has characters that mean something in an address.
  private static func quoted(_ name: String) -> String {
    guard name.contains(where: { "()<>[]:;@,.\"\\".contains($0) }) else { return name }
    return "\"" + name.map { "\"\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
  }

  /// `start` and `text`, broken at spaces so that lines have at most 78 columns where that can be; never before the
  /// first word, where `start` may end with a space.
  private static func folded(_ text: String, after start: String) -> String {
    var folded = start
    var column = start.utf8.count
    for (place, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      let count = word.utf8.count + (place == 0 ? 0 : 1)
      if place > 0, column + count > width {
        // The space becomes the one that a folded line begins with.
        folded += "\n \(word)"
        column = word.utf8.count + 1
      } else {
        folded += (place == 0 ? "" : " ") + word
        column += count
      }
    }
    return folded
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  /// The date in the Gregorian calendar. Counts in eras of 400 years, and from March, so that leap days come last.
  private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, day) = (days + 719_468).quotientAndRest(by: 146_097)
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let ofYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let isAfterNewYear = month >= 10
    return (
      year + era * 400 + (isAfterNewYear ? 1 : 0), month + (isAfterNewYear ? -9 : 3),
      ofYear - (153 * month + 2) / 5 + 1
    )
  }
}

extension Int {
  /// Division whose rest is never negative.
  fileprivate func quotientAndRest(by divisor: Int) -> (quotient: Int, rest: Int) {
    let rest = (self % divisor + divisor) % divisor
    return ((self - rest) / divisor, rest)
  }
}
