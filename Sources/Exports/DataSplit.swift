import Digests

/// How runs are divided into parts, such as `train` and `test`, so that what belongs together is never in two of them.
///
/// The part depends on a hash of the key alone: more runs, another order and another machine change nothing.
package struct DataSplit: Hashable, Sendable {
  /// The parts with their shares, in the order given; the shares are above nothing.
  package let parts: [Part]
  /// What belongs together.
  package let key: Key

  /// One part.
  package struct Part: Hashable, Sendable {
    /// Its name, of letters, digits, `-` and `_`.
    package let name: String
    /// Its share, relative to those of the others.
    package let share: Int
  }

  /// What belongs together.
  package enum Key: String, Hashable, Sendable, CaseIterable {
    /// Runs on the same issue by its text.
    case issue
    /// Runs in the same repository: all that share its first commit.
    case repository
  }

  /// The split that a text such as `train=90,test=10` means; `nil` for another text, a name that is there twice, and a
  /// share that is no whole number from 1 to 1,000,000.
  package init?(_ text: String, by key: Key) {
    var parts: [Part] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = piece.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, let share = Int(pair[1]), (1...1_000_000).contains(share),
        !pair[0].isEmpty, pair[0].utf8.count <= 64,
        pair[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }),
        !parts.contains(where: { $0.name == pair[0] })
      else { return nil }
      parts.append(Part(name: String(pair[0]), share: share))
    }
    guard !parts.isEmpty else { return nil }
    self.parts = parts
    self.key = key
  }

  /// The part that `key` belongs to: the first 13 hexadecimal digits of its SHA-256, modulo the sum of the shares, lie
  /// within the share of it. Pure.
  package func part(of key: String) -> String {
    let sum = parts.reduce(0) { $0 + $1.share }
    var place = (Int(SHA256.digits(of: key).prefix(13), radix: 16) ?? 0) % sum
    for part in parts {
      if place < part.share { return part.name }
      place -= part.share
    }
    return parts[parts.count - 1].name
  }
}
