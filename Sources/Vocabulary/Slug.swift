/// The part of a run's or branch's name that people read: 1 to 40 characters of `[a-z0-9-]`, without a dash at either
/// end or two in a row.
package struct Slug: Hashable, Sendable, CustomStringConvertible {
  /// The text.
  package let description: String

  /// What is left of `text`; `issue` when nothing is.
  package init(_ text: String) {
    var slug = ""
    for scalar in text.unicodeScalars {
      let letters = scalar.isASCII ? String(scalar) : Slug.plain[scalar] ?? "-"
      for character in letters.lowercased() {
        if character.isASCII && (character.isLetter || character.isNumber) {
          slug.append(character)
        } else if !slug.isEmpty && slug.last != "-" {
          slug.append("-")
        }
      }
    }
    slug = String(slug.prefix(40))
    while slug.last == "-" { slug.removeLast() }
    description = slug.isEmpty ? "issue" : slug
  }

  /// Letters that Latin alphabets add to ASCII, by what stands for them in names.
  private static let plain: [Unicode.Scalar: String] = [
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue", "ß": "ss", "æ": "ae",
    "ø": "o", "å": "a", "é": "e", "è": "e", "ê": "e", "ë": "e", "á": "a", "à": "a", "â": "a",
    "ã": "a", "ç": "c", "í": "i", "ì": "i", "î": "i", "ï": "i", "ñ": "n", "ó": "o", "ò": "o",
    "ô": "o", "õ": "o", "ú": "u", "ù": "u", "û": "u", "ý": "y",
  ]
}
