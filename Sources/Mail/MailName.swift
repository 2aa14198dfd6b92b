/// The names of mails' files.
package enum MailName {
  /// The most bytes before `.patch`.
  private static let limit = 57

  /// The name of the mail `number` with this title, cut as git cuts it.
  package static func patch(_ number: Int, _ title: String, version: Int) -> String {
    whole(number, slug(of: title), version: version)
  }

  /// The name of the cover letter.
  package static func cover(version: Int) -> String { whole(0, "cover-letter", version: version) }

  private static func whole(_ number: Int, _ words: String, version: Int) -> String {
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let name = (version > 1 ? "v\(version)-" : "") + padded + "-" + words
    return name.prefix(limit) + ".patch"
  }

  /// Letters, digits, dots and underscores of ASCII; a dash for everything between, one dot for several.
  private static func slug(of title: String) -> String {
    var slug = ""
    var hasGap = false
    for scalar in title.unicodeScalars {
      let isWord =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789._".contains(Character(scalar)))
      guard isWord else {
        hasGap = true
        continue
      }
      if hasGap && !slug.isEmpty { slug += "-" }
      if scalar == "." && !hasGap && slug.hasSuffix(".") { continue }
      hasGap = false
      slug.unicodeScalars.append(scalar)
    }
    while slug.hasSuffix(".") || slug.hasSuffix("-") { slug.removeLast() }
    return slug
  }
}
