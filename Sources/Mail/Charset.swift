import Text

/// How the bytes of a mail stand for characters.
enum Charset {
  /// The text of `bytes`, in the character set with this name; UTF-8 where there is no name.
  ///
  /// What mails call ISO 8859-1 is Windows-1252 as a rule, which has letters and signs where the other has
  /// nothing that is ever meant.
  static func text(of bytes: [UInt8], named name: String?) -> String {
    // RFC 2231 lets a language follow.
    let encoding = TextEncoding(name.map { String($0.prefix { $0 != "*" }) })
    let isWestern = ["ISO-8859-1", "ISO8859-1", "ISO_8859-1", "LATIN1", "L1"].contains {
      encoding == TextEncoding($0)
    }
    let western = isWestern ? TextEncoding("windows-1252").textIfValid(of: bytes) : nil
    return western ?? encoding.text(of: bytes)
  }
}
