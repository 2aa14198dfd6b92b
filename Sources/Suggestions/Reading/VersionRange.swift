import Text

/// The versions that a manifest allows of a dependency, as its package manager writes them.
struct VersionRange {
  /// How ranges are written.
  enum Dialect {
    /// PEP 440: `==1.2`, `~=1.2`, `>=1,<2`; a bare number says nothing.
    case pip
    /// Poetry: as pip's, with `^1.2`, `~1.2`, and a bare number for that version.
    case poetry
    /// npm: `^1.2`, `1.x`, `1 - 2`, `1 || 2`; a bare number is that version.
    case npm
    /// Cargo: a bare number is `^`.
    case cargo
    /// RubyGems: `~> 1.2`; a bare number is that version.
    case gem
  }

  private struct Bound {
    let sign: String
    let version: Version
    let isWild: Bool
  }

  private let alternatives: [[Bound]]

  /// The range in `text`; `nil` for what is none that we read whole, such as a path, a tag or an address.
  init?(_ text: String, _ dialect: Dialect) {
    var alternatives: [[Bound]] = []
    let parts = dialect == .npm || dialect == .poetry ? VersionRange.split(text) : [text]
    for part in parts {
      guard let bounds = VersionRange.bounds(of: part, dialect) else { return nil }
      alternatives.append(bounds)
    }
    guard !alternatives.isEmpty else { return nil }
    self.alternatives = alternatives
  }

  private static func split(_ text: String) -> [String] {
    var parts: [String] = []
    var rest = text[...]
    while let found = rest.range(of: "||") {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }

  private static let signs = ["===", "~=", "==", "!=", ">=", "<=", "~>", ">", "<", "^", "~", "="]

  private static func bounds(of text: String, _ dialect: Dialect) -> [Bound]? {
    if dialect == .npm, text.range(of: " - ") != nil { return nil }
    // A sign may stand apart from its number.
    var joined = text.replacing(",", with: " ")
    for sign in signs { joined = joined.replacing(sign + " ", with: sign) }
    var bounds: [Bound] = []
    for word in joined.split(whereSeparator: \.isWhitespace) {
      let sign = signs.first { word.hasPrefix($0) } ?? ""
      var number = word.dropFirst(sign.count)
      if number == "*" || number == "x" || number == "latest" { continue }
      let isWild = [".*", ".x", ".X"].contains { number.hasSuffix($0) }
      while [".*", ".x", ".X"].contains(where: { number.hasSuffix($0) }) {
        number = number.dropLast(2)
      }
      guard number.first?.isNumber == true || number.first == "v",
        number.allSatisfy({ $0.isNumber || $0 == "." || $0 == "v" }), let version = Version(number)
      else { return nil }
      if sign.isEmpty, dialect == .pip { return nil }
      let meant = sign.isEmpty ? (dialect == .cargo ? "^" : "=") : sign
      bounds.append(
        Bound(
          sign: meant, version: version,
          isWild: isWild || dialect == .npm && sign.isEmpty && version.numbers.count < 3))
    }
    return bounds
  }

  /// Whether the range allows `version`.
  func allows(_ version: Version) -> Bool {
    alternatives.contains { bounds in bounds.allSatisfy { VersionRange.holds($0, version) } }
  }

  /// Whether it allows one version alone.
  var isExact: Bool {
    alternatives.allSatisfy { $0.contains { ["=", "==", "==="].contains($0.sign) && !$0.isWild } }
  }

  private static func holds(_ bound: Bound, _ version: Version) -> Bool {
    let wanted = bound.version
    func shares(_ count: Int) -> Bool {
      (0..<count).allSatisfy { wanted.number($0) == version.number($0) }
    }
    let isFromThere = !(version < wanted)
    switch bound.sign {
    case "=", "==", "===":
      return bound.isWild ? shares(wanted.numbers.count) : version.equals(wanted)
    case "!=": return bound.isWild ? !shares(wanted.numbers.count) : !version.equals(wanted)
    case ">=": return isFromThere
    case "<=": return !(wanted < version)
    case ">": return wanted < version
    case "<": return version < wanted
    case "^":
      let place = wanted.numbers.firstIndex { $0 != 0 } ?? wanted.numbers.count - 1
      return isFromThere && shares(place + 1)
    case "~": return isFromThere && shares(max(1, min(2, wanted.numbers.count)))
    case "~=", "~>": return isFromThere && shares(max(1, wanted.numbers.count - 1))
    default: return true
    }
  }
}
