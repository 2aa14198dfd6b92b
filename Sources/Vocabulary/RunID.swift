/// The name of a run: `YYYYMMDD-<slug>-<12 hex>`, 23 to 80 bytes of `[a-z0-9-]`.
///
/// Whatever the text came from, a value can be a part of a path or of a ref's name: it leads nowhere else.
package struct RunID: Hashable, Sendable {
  /// The name.
  package let description: String

  /// The run that `text` names; `nil` where it has not the form of such a name.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 23, bytes.count <= 80 else { return nil }
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
    let isHexadecimal: (UInt8) -> Bool = { isDigit($0) || (0x61...0x66).contains($0) }
    let isSlug: (UInt8) -> Bool = { isDigit($0) || (0x61...0x7a).contains($0) || $0 == 0x2d }
    guard
      bytes[..<8].allSatisfy(isDigit) && bytes[8] == 0x2d
        && bytes[9..<(bytes.count - 13)].allSatisfy(isSlug) && bytes[bytes.count - 13] == 0x2d
        && bytes[(bytes.count - 12)...].allSatisfy(isHexadecimal)
    else { return nil }
    description = String(text)
  }

  /// A new name.
  ///
  /// - Parameters:
  ///   - slug: What people read in it.
  ///   - time: Seconds since 1970, before the year 10000; the date is that of UTC.
  ///   - generator: Gives the twelve digits; two runs meet with a chance of one in 2⁴⁸.
  package init(
    slug: Slug, time: Int, using generator: inout some RandomNumberGenerator
  ) {
    let number = UInt64.random(in: 0..<(1 << 48), using: &generator)
    let digits = String(number, radix: 16)
    let padded = String(repeating: "0", count: 12 - digits.count) + digits
    description = "\(RunID.date(of: time))-\(slug)-\(padded)"
  }

  /// The twelve digits at its end, by which people name it for short.
  package var digits: Substring { description.suffix(12) }

  /// The eight digits at its start: year, month, day.
  package var date: Substring { description.prefix(8) }

  /// What the branch of its series is named by: its slug and the first eight of its twelve digits.
  package var branchSuffix: Substring { description.dropFirst(9).dropLast(4) }

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

extension RunID: CustomStringConvertible, Comparable {
  /// Runs by their date, then by the rest of their names.
  package static func < (one: RunID, other: RunID) -> Bool { one.description < other.description }
}

extension RunID: Codable {
  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    let text = try value.decode(String.self)
    guard let id = RunID(text) else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "\"\(text)\" is no run's name")
    }
    self = id
  }

  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(description)
  }
}
