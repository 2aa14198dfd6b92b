/// What one kind of secret looks like: a rule in the form of gitleaks' configuration.
struct SecretRule: Sendable {
  /// Its name.
  let id: String
  /// What a secret of this kind matches; the first capture, where there is one, is the secret.
  let pattern: LazyPattern
  /// Words of which one is near each secret, in small letters.
  let keywords: [String]
  /// The least entropy of the secret in bits a byte.
  let entropy: Double
  /// What the secret must not match.
  let allowed: [LazyPattern]
  /// Whether each match begins with the keyword, or a boundary before it.
  let beginsWithKeyword: Bool
  /// Whether a match may go on over ends of lines.
  let isMultiline: Bool
  /// Whether a match begins where a word does.
  let beginsWord: Bool
  /// What has to follow a keyword, by which most places are passed over; `nil` where nothing is known.
  let hint: Hint?
  /// Whether a match may as well be something else, so that it is taken out of what is shown, and stops no patch.
  let isGuess: Bool

  /// What has to follow a keyword; quickly told.
  enum Hint: String, Sendable {
    /// The rest of a name, and `=` or `:`.
    case assigned
    /// An `@` before the next white space.
    case address

    /// Whether it follows at `place`.
    func holds(after place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
      let rest = bytes[place..<min(bytes.count, place + 256)]
      switch self {
      case .address: return rest.first { $0 <= 0x20 || $0 == 0x40 } == 0x40
      case .assigned:
        let next = rest.prefix(40).first {
          !ByteSet.word.contains($0) && !ByteSet.gap.contains($0)
        }
        return next == 0x3d || next == 0x3a
      }
    }
  }

  /// Whether all of its patterns can be read.
  var isWhole: Bool { ([pattern] + allowed).allSatisfy { $0.pattern != nil } }

  /// The rule in a table of TOML; `nil` where it lacks something.
  init?(_ table: TOMLTable, allowing others: [LazyPattern]) {
    guard let id = table["id"]?.first, let regex = table["regex"]?.first,
      let keywords = table["keywords"], !keywords.isEmpty
    else { return nil }
    let tags = table["tags"] ?? []
    self.id = id
    pattern = LazyPattern(regex)
    self.keywords = keywords.map { $0.lowercased() }
    entropy = table["entropy"]?.first.flatMap(Double.init) ?? 0
    allowed = (table["allowlist.regexes"] ?? []).map { LazyPattern($0) } + others
    beginsWithKeyword = tags.contains("prefix")
    isMultiline = tags.contains("multiline")
    beginsWord = beginsWithKeyword && regex.hasPrefix(#"\b"#)
    hint = tags.lazy.compactMap(Hint.init).first
    isGuess = tags.contains("guess")
  }
}

/// The rules that are kept with the program.
enum SecretRules {
  /// The rules, and how many tables for rules there are; the same number, unless one lacks something.
  static let standard: (rules: [SecretRule], tables: Int) = {
    let text = String(decoding: PackageResources.secrets_toml, as: UTF8.self)
    let tables = TOMLTable.all(in: text)
    let own = tables.filter { $0.name == "rules" }
    let allowed = tables.filter { $0.name == "allowlist" }.flatMap { $0["regexes"] ?? [] }
      .map { LazyPattern($0) }
    return (own.compactMap { SecretRule($0, allowing: allowed) }, own.count)
  }()
}
