import Digests
package import Git
import Records

/// What one of a repository's own config files, with what it includes, says under guarded keys.
package struct GuardedConfig: Hashable, Sendable {
  /// The file.
  package let file: String
  /// Which of the keys these are.
  package let part: Part
  /// The keys with their values, by the order of ``GuardedKey``, those of one key in their own order; never empty.
  package let settings: [Setting]

  /// Keys that are trusted together.
  package enum Part: String, Hashable, Sendable, CaseIterable {
    /// The test command, which is guarded where commands would run without a sandbox.
    case test
    /// All others.
    case settings

    var keys: [GuardedKey] { GuardedKey.allCases.filter { ($0 == .test) == (self == .test) } }
  }

  /// One value.
  package struct Setting: Hashable, Sendable {
    /// The key.
    package let key: GuardedKey
    /// The value.
    package let value: String

    /// `key` with `value`.
    package init(key: GuardedKey, value: String) { (self.key, self.value) = (key, value) }
  }

  /// The SHA-256 of keys and values: 64 hexadecimal digits.
  var digest: String {
    SHA256.digits(of: settings.map { "\($0.key.rawValue)\u{0}\($0.value)\u{0}" }.joined())
  }

  /// What the file of `scope` says under the keys of `part`; `nil` where that is nothing to be guarded.
  fileprivate init?(
    _ scope: ConfigScope, _ part: Part, of repository: borrowing Repository,
    _ guarded: [GuardedKey: [ConfigValue]]
  ) {
    let settings = part.keys.flatMap { key in
      (guarded[key] ?? []).filter { $0.scope == scope && !key.isHarmless($0.text) }
        .map { Setting(key: key, value: $0.text) }
    }
    guard !settings.isEmpty else { return nil }
    (self.settings, self.part) = (settings, part)
    file =
      scope == .worktree
      ? repository.gitDirectory + "/config.worktree" : repository.commonDirectory + "/config"
  }
}

/// Guarded keys in one of a repository's own config files that do not count, since the user does not trust it.
package struct PassedOver: Hashable, Sendable {
  /// The file.
  package let file: String
  /// The keys, each once.
  package let keys: [GuardedKey]

  /// Describes keys that are passed over in `file`.
  package init(file: String, keys: [GuardedKey]) {
    self.file = file
    self.keys = keys
  }

  /// One for each file that `configs` are of.
  fileprivate static func all(_ configs: [GuardedConfig]) -> [PassedOver] {
    Dictionary(grouping: configs, by: \.file).map { file, parts in
      let set = Set(parts.flatMap(\.settings).map(\.key))
      return PassedOver(file: file, keys: GuardedKey.allCases.filter(set.contains))
    }.sorted { $0.file < $1.file }
  }
}

/// The config of a repository, of whose own files guarded keys count where the user trusts these.
package struct SettingsConfig: ~Copyable {
  /// The config as git reads it.
  package let config: Config
  /// What the repository's own files say under guarded keys.
  package let own: [GuardedConfig]
  /// What of ``own`` does not count.
  package let passedOver: [PassedOver]
  /// The guarded keys that are set anywhere, with their values.
  private let guarded: [GuardedKey: [ConfigValue]]
  private let untrusted: Set<Place>

  private struct Place: Hashable {
    let scope: ConfigScope
    let part: GuardedConfig.Part
  }

  /// Reads the config of `repository`, and what of it `trust` has.
  ///
  /// - Parameter trust: The user's list; `nil` trusts nothing. A list that cannot be read, or is not the user's alone,
  ///   trusts nothing either.
  package init(
    of repository: borrowing Repository, trust: TrustStore?
  ) throws(GitError) {
    let config = try repository.config()
    var guarded: [GuardedKey: [ConfigValue]] = [:]
    for key in GuardedKey.allCases {
      let values = try config.entries(key.name)
      if !values.isEmpty { guarded[key] = values }
    }
    var (own, untrusted) = ([Place: GuardedConfig](), Set<Place>())
    let isUnconfined = SettingsConfig.isUnconfined(guarded[.sandbox]?.last?.text)
    for scope in [ConfigScope.local, .worktree] {
      for part in GuardedConfig.Part.allCases where part != .test || isUnconfined {
        let place = Place(scope: scope, part: part)
        guard let found = GuardedConfig(scope, part, of: repository, guarded) else { continue }
        own[place] = found
        let isTrusted = try? trust?.trusts(found, in: repository)
        if isTrusted != true { untrusted.insert(place) }
      }
    }
    let all = own.values.sorted { ($0.file, $0.part.rawValue) < ($1.file, $1.part.rawValue) }
    let sandbox = SettingsConfig.values(.sandbox, in: guarded, untrusted).last
    // Where what counts confines commands, the test command counts as well.
    let counts = SettingsConfig.isUnconfined(sandbox) ? nil : GuardedConfig.Part.test
    self.passedOver = PassedOver.all(
      own.filter { untrusted.contains($0.key) && $0.key.part != counts }.map(\.value))
    (self.guarded, self.untrusted, self.own) = (guarded, untrusted, all)
    self.config = config
  }

  /// The value of `key` that counts most of those that count.
  package func value(_ key: String) throws(GitError) -> String? { try values(key).last }

  /// All values of `key` that count, the one that counts most last.
  package func values(_ key: String) throws(GitError) -> [String] {
    guard let key = GuardedKey(named: key) else { return try config.values(key) }
    let sandbox = SettingsConfig.values(.sandbox, in: guarded, untrusted).last
    guard key != .test || SettingsConfig.isUnconfined(sandbox) else {
      return (guarded[key] ?? []).map(\.text)
    }
    return SettingsConfig.values(key, in: guarded, untrusted)
  }

  /// The values of `key` that count and are not taken back: an empty one takes back those before it, as in git's own lists.
  package func list(_ key: String) throws(GitError) -> [String] {
    try values(key).reduce(into: []) { list, value in
      if value.allSatisfy(\.isWhitespace) { list = [] } else { list.append(value) }
    }
  }

  private static func values(
    _ key: GuardedKey, in guarded: [GuardedKey: [ConfigValue]], _ untrusted: Set<Place>
  ) -> [String] {
    let part: GuardedConfig.Part = key == .test ? .test : .settings
    return (guarded[key] ?? []).filter { value in
      !untrusted.contains(Place(scope: value.scope, part: part)) || key.isHarmless(value.text)
    }.map(\.text)
  }

  private static func isUnconfined(_ sandbox: String?) -> Bool {
    sandbox.map { !Settings.confiningWords.contains($0) } ?? false
  }
}
