import CLibgit2

/// Settings given for one call of git: `git -c KEY=VALUE`, and `GIT_CONFIG_COUNT` with its pairs.
///
/// libgit2 does not know them. Formats: git(1), and config.c's two ways of quoting
/// `GIT_CONFIG_PARAMETERS`: `'key=value'` and `'key'='value'`.
package struct ConfigOverrides: Hashable, Sendable {
  /// Keys in lower case, as far as git ignores case, with their values, the last one last.
  package private(set) var values: [(key: String, value: String)] = []

  /// Reads the overrides out of `environment`; what cannot be understood is skipped.
  package init(environment: [String: String]) {
    if let count = environment["GIT_CONFIG_COUNT"].flatMap(Int.init), count > 0, count < 10_000 {
      for index in 0..<count {
        guard let key = environment["GIT_CONFIG_KEY_\(index)"] else { continue }
        add(key, environment["GIT_CONFIG_VALUE_\(index)"] ?? "")
      }
    }
    var rest = Substring(environment["GIT_CONFIG_PARAMETERS"] ?? "").utf8
    while let word = ConfigOverrides.quoted(&rest) {
      if rest.first == UInt8(ascii: "=") {
        rest.removeFirst()
        add(word, ConfigOverrides.quoted(&rest) ?? "")
      } else if let equals = word.firstIndex(of: "=") {
        add(String(word[..<equals]), String(word[word.index(after: equals)...]))
      } else {
        add(word, "true")
      }
    }
  }

  package static func == (left: ConfigOverrides, right: ConfigOverrides) -> Bool {
    left.values.elementsEqual(right.values, by: ==)
  }

  package func hash(into hasher: inout Hasher) {
    for (key, value) in values {
      hasher.combine(key)
      hasher.combine(value)
    }
  }

  /// The values of `key`, the last one last.
  func entries(_ key: String) -> [ConfigValue] {
    let wanted = canonical(key)
    return values.filter { $0.key == wanted }.map { ConfigValue(given: $0.value, scope: .command) }
  }

  /// The addresses of remotes that they give.
  var remoteAddresses: [String] {
    values.filter { $0.key.hasPrefix("remote.") && $0.key.hasSuffix(".url") }.map(\.value)
  }

  private mutating func add(_ key: String, _ value: String) {
    values.append((canonical(key), value))
  }

  /// Takes one `'…'` off the front, with `'\''` for a quote inside; `nil` where none begins.
  ///
  /// Byte by byte, as git reads it: a mark that combines with a quote changes nothing.
  private static func quoted(_ text: inout Substring.UTF8View) -> String? {
    let (quote, backslash) = (UInt8(ascii: "'"), UInt8(ascii: "\\"))
    text = text.drop { $0 == UInt8(ascii: " ") }
    guard text.first == quote else { return nil }
    text.removeFirst()
    var word: [UInt8] = []
    while let byte = text.popFirst() {
      guard byte == quote else {
        word.append(byte)
        continue
      }
      guard text.first == backslash, let escaped = text.dropFirst().first,
        escaped == quote || escaped == UInt8(ascii: "!")
      else { break }
      word.append(escaped)
      text = text.dropFirst(2)
      guard text.popFirst() == quote else { break }
    }
    return String(decoding: word, as: UTF8.self)
  }
}

/// `key` with its section and its last part in lower case, as git compares them.
private func canonical(_ key: String) -> String {
  let parts = key.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count > 2, let first = parts.first, let last = parts.last else {
    return key.lowercased()
  }
  let middle = parts[1..<(parts.count - 1)].joined(separator: ".")
  return "\(first.lowercased()).\(middle).\(last.lowercased())"
}

extension Repository {
  /// The user's own config as it is now.
  package func config() throws(GitError) -> Config {
    let config = Handle(
      try make("config") { git_repository_config_snapshot(&$0, raw) }, freedBy: git_config_free)
    let includes = try RemoteIncludes(
      in: config.raw, of: raw, files: configFiles, home: home,
      addresses: overrides.remoteAddresses)
    return Config(config, overrides, includes)
  }

  /// Sets `key` in the repository's own config file; for repositories made by ourselves.
  package func setConfigValue(_ value: String, of key: String) throws(GitError) {
    let config = Handle(
      try make("config") { git_repository_config(&$0, raw) }, freedBy: git_config_free)
    try check(git_config_set_string(config.raw, key, value), key)
  }

  /// Adds a value of `key` to the repository's own config file, after those it has there.
  package func addConfigValue(_ value: String, of key: String) throws(GitError) {
    let config = Handle(
      try make("config") { git_repository_config(&$0, raw) }, freedBy: git_config_free)
    // A pattern that no value meets, so that none is replaced.
    try check(git_config_set_multivar(config.raw, key, "a^", value), key)
  }
}

/// Which of git's scopes a value of a config comes from; git-config(1), "SCOPES".
///
/// What a file includes is of the scope of that file.
package enum ConfigScope: Hashable, Sendable {
  /// The system's file.
  case system
  /// A file of the user's.
  case global
  /// The file of the repository, which all its worktrees share.
  case local
  /// The file of one worktree.
  case worktree
  /// The command line, and the variables of the environment that stand for it.
  case command

  /// Whether the repository has no say in it: what git calls protected configuration.
  package var isProtected: Bool { self != .local && self != .worktree }

  init(_ level: git_config_level_t) {
    self =
      switch level {
      case GIT_CONFIG_LEVEL_LOCAL: .local
      case GIT_CONFIG_LEVEL_APP: .worktree
      case GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_XDG: .global
      default: .system
      }
  }
}

/// One value of a config.
package struct ConfigValue: Hashable, Sendable {
  /// The value; `nil` for a key without one, which is git's word for true.
  package let given: String?
  /// Where it comes from.
  package let scope: ConfigScope

  /// The value, a key without one being `true`.
  package var text: String { given ?? "true" }
}

/// The user's own config at one moment: system, global, the repository's, `-c`; each file is read once.
package struct Config: ~Copyable {
  private let handle: Handle
  private let overrides: ConfigOverrides
  private let includes: RemoteIncludes?

  fileprivate init(
    _ handle: consuming Handle, _ overrides: ConfigOverrides, _ includes: RemoteIncludes?
  ) {
    self.handle = handle
    self.overrides = overrides
    self.includes = includes
  }

  /// The value of `key` that counts most.
  package func value(_ key: String) throws(GitError) -> String? { try values(key).last }

  /// All values of `key`, the one that counts most last.
  package func values(_ key: String) throws(GitError) -> [String] {
    try entries(key).map(\.text)
  }

  /// All values of `key` with their scopes, the one that counts most last.
  package func entries(_ key: String) throws(GitError) -> [ConfigValue] {
    guard let includes else {
      return try Git.entries(of: key, in: handle.raw) + overrides.entries(key)
    }
    let wanted = canonical(key)
    return includes.settings.filter { $0.key == wanted }.map(\.value) + overrides.entries(key)
  }

  /// What begins git's own comments in a message that is edited: `core.commentString`, as git calls it since 2.45, or
  /// `core.commentChar`; `#` unless set.
  package func commentMark() throws(GitError) -> String {
    if let mark = try value("core.commentstring") { return mark }
    return try value("core.commentchar") ?? "#"
  }

  /// Whether `key` is set to one of git's words for true.
  package func isTrue(_ key: String) throws(GitError) -> Bool {
    ConfigFiles.isTrue(try value(key))
  }

  /// The remote that objects are fetched from only when they are needed; `nil` where there is none.
  func promisor() throws(GitError) -> String? {
    let pattern = "^remote\\..*\\.(promisor|partialclonefilter)$"
    let iterator = Handle(
      try make("config") { git_config_iterator_glob_new(&$0, handle.raw, pattern) },
      freedBy: git_config_iterator_free)
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator.raw) == 0, let found = entry {
      let key = String(cString: found.pointee.name)
      let value = found.pointee.value.map { String(cString: $0) } ?? "true"
      guard !key.hasSuffix(".promisor") || ConfigFiles.isTrue(value) else { continue }
      return key.split(separator: ".").dropFirst().dropLast().joined(separator: ".")
    }
    return nil
  }
}

/// All values of `key` in `config`, in the order of their weight; a key without a value is `true`.
func values(of key: String, in config: OpaquePointer) throws(GitError) -> [String] {
  try entries(of: key, in: config).map(\.text)
}

/// All values of `key` in `config` with their scopes, in the order of their weight.
func entries(of key: String, in config: OpaquePointer) throws(GitError) -> [ConfigValue] {
  guard
    let raw = try find(key, { git_config_multivar_iterator_new(&$0, config, key, nil) })
  else { return [] }
  let iterator = Handle(raw, freedBy: git_config_iterator_free)
  var values: [ConfigValue] = []
  var entry: UnsafeMutablePointer<git_config_entry>?
  while git_config_next(&entry, iterator.raw) == 0, let found = entry {
    values.append(
      ConfigValue(
        given: found.pointee.value.map { String(cString: $0) },
        scope: ConfigScope(found.pointee.level)))
  }
  return values
}
