import Runs
import Text

/// The words of a command line as text.
enum ArgumentText {
  /// The words, which have to be UTF-8.
  ///
  /// Paths are text from here on: a name of other bytes would become another one on the way, which may be a file's too.
  ///
  /// - Throws: ``Failure`` with the status `usage`, naming the first word that is none.
  static func words(_ words: [[UInt8]]) throws(Failure) -> [String] {
    var texts: [String] = []
    for word in words {
      guard let text = String(validating: word, as: UTF8.self) else {
        throw Failure(
          "the argument \(quoted(word)) is not UTF-8, and names of other bytes are not supported",
          hint:
            "rename the file; an issue may also come from standard input: '-' in the place of its name",
          kind: .usage)
      }
      texts.append(text)
    }
    return texts
  }

  /// The bytes as bash reads them: what is not printed in ASCII as `\\377`.
  private static func quoted(_ word: [UInt8]) -> String {
    let parts = word.map { byte in
      guard (0x20..<0x7f).contains(byte), byte != 0x27, byte != 0x5c else {
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
      return String(UnicodeScalar(byte))
    }
    return "$'\(parts.joined())'"
  }
}
