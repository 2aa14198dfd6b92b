/// Makes and recognises the names of runs: `YYYYMMDD-<slug>-<12 hex>`.
package enum RunID {
  /// A new name.
  ///
  /// - Parameters:
  ///   - slug: Of `[a-z0-9-]`, at most 40 characters.
  ///   - time: Seconds since 1970; the date is that of UTC.
  ///   - generator: Gives the twelve digits; two runs meet with a chance of one in 2⁴⁸.
  package static func make(
    slug: String, time: Int, using generator: inout some RandomNumberGenerator
  ) -> String {
    let number = UInt64.random(in: 0..<(1 << 48), using: &generator)
    let digits = String(number, radix: 16)
    let padded = String(repeating: "0", count: 12 - digits.count) + digits
    return "\(date(of: time))-\(slug)-\(padded)"
  }

  /// Whether `text` has the form of a run's name.
  package static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count >= 23, bytes.count <= 80 else { return false }
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
    let isHexadecimal: (UInt8) -> Bool = { isDigit($0) || (0x61...0x66).contains($0) }
    let isSlug: (UInt8) -> Bool = { isDigit($0) || (0x61...0x7a).contains($0) || $0 == 0x2d }
    return bytes[..<8].allSatisfy(isDigit) && bytes[8] == 0x2d
      && bytes[9..<(bytes.count - 13)].allSatisfy(isSlug) && bytes[bytes.count - 13] == 0x2d
      && bytes[(bytes.count - 12)...].allSatisfy(isHexadecimal)
  }

  /// `YYYYMMDD` in UTC, by Howard Hinnant's civil-from-days algorithm.
  static func date(of time: Int) -> String {
    let days = (time - ((time % 86400) + 86400) % 86400) / 86400 + 719468
    let era = (days >= 0 ? days : days - 146096) / 146097
    let dayOfEra = days - era * 146097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return String(year * 10000 + month * 100 + day)
  }
}
