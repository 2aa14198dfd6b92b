/// What the user's own config says outside of any repository: the system's and the user's files.
package enum UserConfig {
  /// All values of `key`, in the order of their weight.
  package static func values(_ key: String) throws(GitError) -> [String] {
    let config = try ConfigFiles.openDefault()
    return try Git.values(of: key, in: config.raw)
  }
}
