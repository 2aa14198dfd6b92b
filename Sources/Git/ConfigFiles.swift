import CLibgit2
import Glibc

/// The config files git itself would read: system, global, the repository's and the worktree's.
///
/// libgit2 1.5 knows neither `GIT_CONFIG_SYSTEM`, `GIT_CONFIG_NOSYSTEM` and `GIT_CONFIG_GLOBAL`, nor
/// the file `config.worktree` of a worktree; so the files are put together here.
enum ConfigFiles {
  /// The files of the system and of the user, for nothing or for the repository whose conditions
  /// (`includeIf`) count.
  ///
  /// - Parameter environment: The variables that say where they are; those that it lacks are looked for in the
  ///   environment of the process.
  static func openDefault(
    for repository: OpaquePointer? = nil, environment: [String: String] = [:]
  ) throws(GitError) -> Handle {
    func variable(_ name: String) -> String? {
      environment[name] ?? getenv(name).map { String(cString: $0) }
    }
    let config = Handle(try make("config") { git_config_new(&$0) }, freedBy: git_config_free)
    if !isTrue(variable("GIT_CONFIG_NOSYSTEM")) {
      let file = variable("GIT_CONFIG_SYSTEM") ?? found(git_config_find_system)
      try add(file, GIT_CONFIG_LEVEL_SYSTEM, to: config, repository)
    }
    if let file = variable("GIT_CONFIG_GLOBAL") {
      try add(file, GIT_CONFIG_LEVEL_GLOBAL, to: config, repository)
      return config
    }
    let home = environment["HOME"]
    let folder = variable("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 }
    let other = home.map { (folder ?? $0 + "/.config") + "/git/config" }
    try add(other ?? found(git_config_find_xdg), GIT_CONFIG_LEVEL_XDG, to: config, repository)
    let own = home.map { $0 + "/.gitconfig" } ?? found(git_config_find_global)
    try add(own, GIT_CONFIG_LEVEL_GLOBAL, to: config, repository)
    return config
  }

  /// Gives an open repository all its files, in the place of those libgit2 would read.
  ///
  /// - Parameter environment: As of ``openDefault(for:environment:)``.
  static func set(
    on repository: OpaquePointer, environment: [String: String]
  ) throws(GitError) {
    let config = try openDefault(for: repository, environment: environment)
    let common = String(cString: git_repository_commondir(repository))
    try add(common + "config", GIT_CONFIG_LEVEL_LOCAL, to: config, repository)
    if isTrue(try values(of: "extensions.worktreeconfig", in: config.raw).last) {
      let own = String(cString: git_repository_path(repository))
      try add(own + "config.worktree", GIT_CONFIG_LEVEL_APP, to: config, repository)
    }
    try check(git_repository_set_config(repository, config.raw), "config")
  }

  /// Whether `word` is one of git's words for true.
  static func isTrue(_ word: String?) -> Bool {
    guard let word = word?.lowercased() else { return false }
    return ["true", "yes", "on"].contains(word) || Int(word).map { $0 != 0 } ?? false
  }

  private static func add(
    _ file: String?, _ level: git_config_level_t, to config: borrowing Handle,
    _ repository: OpaquePointer?
  ) throws(GitError) {
    var status = stat()
    guard let file, stat(file, &status) == 0 else { return }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .notAFile(file) }
    try check(git_config_add_file_ondisk(config.raw, file, level, repository, 1), file)
  }

  /// The file that one of libgit2's own searches finds; `nil` when it finds none.
  private static func found(_ search: (UnsafeMutablePointer<git_buf>?) -> Int32) -> String? {
    var path = git_buf()
    guard search(&path) == 0 else { return nil }
    defer { git_buf_dispose(&path) }
    return path.ptr.map { String(cString: $0) }
  }
}
