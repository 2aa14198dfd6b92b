package import Git

extension TrustStore {
  /// Sets `key` in the own config of `repository`, and has the user trust what that config says then, unless something
  /// that it said before was not trusted; returns whether it counts.
  ///
  /// - Throws: ``GitError``, and nothing has changed; ``TrustError``, and the key is set, but does not count.
  package func set(
    _ value: String, of key: GuardedKey, in repository: borrowing Repository
  ) throws -> Bool {
    let wasTrusted = try SettingsConfig(of: repository, trust: self).passedOver.isEmpty
    try repository.setConfigValue(value, of: key.name)
    guard wasTrusted else { return false }
    try trust(try SettingsConfig(of: repository, trust: self).own, in: repository)
    return true
  }

  /// Adds the values of `settings` to the own config of `repository`, and has the user trust what that config says then,
  /// unless something that it said before was not trusted; returns whether they count.
  ///
  /// - Throws: ``GitError``, and the values before the one that could not be added are there; ``TrustError``, and all are
  ///   there, but do not count.
  package func add(
    _ settings: [GuardedConfig.Setting], in repository: borrowing Repository
  ) throws -> Bool {
    let wasTrusted = try SettingsConfig(of: repository, trust: self).passedOver.isEmpty
    for setting in settings {
      try repository.addConfigValue(setting.value, of: setting.key.name)
    }
    guard wasTrusted else { return false }
    try trust(try SettingsConfig(of: repository, trust: self).own, in: repository)
    return true
  }
}
