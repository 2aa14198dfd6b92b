import CLibgit2

/// Settings given for one call of git: `git -c KEY=VALUE`, and `GIT_CONFIG_COUNT` with its pairs.
///
/// libgit2 does not know them. Formats: git(1), and config.c's two ways of quoting
/// `GIT_CONFIG_PARAMETERS`: `'key=value'` and `'key'='value'`.
package struct ConfigOverrides: Hashable, Sendable {
  /// Keys in lower case, as far as git ignores case, with their values, the last one last.
  package private(set) var values: [(key: String, value: String)] = []

  /// Reads the overrides out of `environment`; what cannot be understood is passed over.
  package init(environment: [String: String]) {
    if let count = environment["GIT_CONFIG_COUNT"].flatMap(Int.init), count > 0, count < 10_000 {
      for index in 0..<count {
        guard let key = environment["GIT_CONFIG_KEY_\(index)"] else { continue }
        add(key, environment["GIT_CONFIG_VALUE_\(index)"] ?? "")
      }
    }
    var rest = Substring(environment["GIT_CONFIG_PARAMETERS"] ?? "")
    while let word = ConfigOverrides.quoted(&rest) {
      if rest.first == "=" {
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

  private mutating func add(_ key: String, _ value: String) {
    values.append((canonical(key), value))
  }

  /// Takes one `'…'` off the front, with `'\''` for a quote inside; `nil` where none begins.
  private static func quoted(_ text: inout Substring) -> String? {
    text = text.drop { $0 == " " }
    guard text.first == "'" else { return nil }
    text.removeFirst()
    var word = ""
    while let character = text.popFirst() {
      if character != "'" {
        word.append(character)
      } else if text.hasPrefix("\\'") || text.hasPrefix("\\!") {
        word.append(text[text.index(after: text.startIndex)])
        text = text.dropFirst(2)
        guard text.first == "'" else { return word }
        text.removeFirst()
      } else {
        return word
      }
    }
    return nil
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
  /// The last value of `key` in the user's own config: system, global, the repository's, `-c`.
  package func configValue(_ key: String) throws(GitError) -> String? {
    try configValues(key).last
  }

  /// Sets `key` in the repository's own config file; for repositories made by ourselves.
  package func setConfigValue(_ value: String, of key: String) throws(GitError) {
    let config = Handle(
      try make("config") { git_repository_config(&$0, raw) }, freedBy: git_config_free)
    try check(git_config_set_string(config.raw, key, value), key)
  }

  /// All values of `key`, the one that counts most last.
  package func configValues(_ key: String) throws(GitError) -> [String] {
    let raw = try make("config") { git_repository_config_snapshot(&$0, self.raw) }
    let config = Handle(raw, freedBy: git_config_free)
    let wanted = canonical(key)
    return try values(of: key, in: config.raw)
      + overrides.values.filter { $0.key == wanted }.map(\.value)
  }
}

/// All values of `key` in `config`, in the order of their weight; a key without a value is `true`.
func values(of key: String, in config: OpaquePointer) throws(GitError) -> [String] {
  guard
    let raw = try find(key, { git_config_multivar_iterator_new(&$0, config, key, nil) })
  else { return [] }
  let iterator = Handle(raw, freedBy: git_config_iterator_free)
  var values: [String] = []
  var entry: UnsafeMutablePointer<git_config_entry>?
  while git_config_next(&entry, iterator.raw) == 0, let found = entry {
    values.append(found.pointee.value.map { String(cString: $0) } ?? "true")
  }
  return values
}
