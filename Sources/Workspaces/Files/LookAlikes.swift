/// Characters that look alike and that a language model does not tell apart: the same text in another normal form,
/// blanks of other kinds, curly quotes, dashes.
enum LookAlikes {
  /// What each of them is taken for.
  private static let plain: [Unicode.Scalar: Character] = [
    "\u{a0}": " ", "\u{2002}": " ", "\u{2003}": " ", "\u{2007}": " ", "\u{2009}": " ",
    "\u{200a}": " ", "\u{202f}": " ", "\u{3000}": " ", "\u{2018}": "'", "\u{2019}": "'",
    "\u{201a}": "'", "\u{201b}": "'", "\u{201c}": "\"", "\u{201d}": "\"", "\u{201e}": "\"",
    "\u{201f}": "\"", "\u{2010}": "-", "\u{2011}": "-", "\u{2012}": "-", "\u{2013}": "-",
    "\u{2014}": "-", "\u{2212}": "-",
  ]

  /// The characters of a text, each as what it is taken for; two of one normal form are equal.
  static func characters(of text: some StringProtocol) -> [Character] { text.map(plainer) }

  private static func plainer(_ character: Character) -> Character {
    let scalars = character.unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return character }
    return plain[first] ?? character
  }

  /// What of the kind stands in `text` and not in `other`, such as `U+00A0`, in order and each once.
  static func names(in text: String, butNotIn other: String) -> [String] {
    let known = Set(other.unicodeScalars)
    var names: [String] = []
    for scalar in text.unicodeScalars where !known.contains(scalar) {
      let isAlike =
        plain[scalar] != nil || scalar.properties.isGraphemeExtend
        || scalar.properties.isDefaultIgnorableCodePoint
      let name = "U+" + hexadecimal(scalar)
      if isAlike, !names.contains(name) { names.append(name) }
    }
    return names
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// `present`, which looks like `search`, with what `replacement` changes of that; all else in it stays as it is.
  ///
  /// - Returns: `nil` where they do not look alike.
  static func replaced(
    _ search: String, by replacement: String, in present: some StringProtocol
  ) -> String? {
    let (there, wanted, new) = (Array(present), Array(search), Array(replacement))
    guard characters(of: present) == characters(of: search) else { return nil }
    let start = zip(wanted, new).prefix { $0 == $1 }.count
    let most = min(wanted.count, new.count) - start
    let end = zip(wanted.reversed(), new.reversed()).prefix { $0 == $1 }.prefix(most).count
    return String(there[..<start]) + String(new[start..<(new.count - end)])
      + String(there[(there.count - end)...])
  }
}
