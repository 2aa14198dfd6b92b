import CLibgit2
import Glibc

/// The config files git itself would read: system, global, the repository's and the worktree's.
///
/// libgit2 1.5 knows neither `GIT_CONFIG_SYSTEM`, `GIT_CONFIG_NOSYSTEM` and `GIT_CONFIG_GLOBAL`, nor
/// the file `config.worktree` of a worktree; so the files are put together here.
enum ConfigFiles {
  /// A file, and the level that its settings have.
  typealias File = (level: git_config_level_t, path: String)

  /// The files of the system and of the user that may be there, those that count less first.
  ///
  /// - Parameter environment: The variables that say where they are; those that it lacks are looked for in the
  ///   environment of the process.
  static func ofUser(_ environment: [String: String] = [:]) -> [File] {
    _ = Libgit2.start
    func variable(_ name: String) -> String? {
      environment[name] ?? getenv(name).map { String(cString: $0) }
    }
    var files: [File] = []
    func add(_ level: git_config_level_t, _ path: String?) {
      if let path { files.append((level, path)) }
    }
    if !isTrue(variable("GIT_CONFIG_NOSYSTEM")) {
      add(GIT_CONFIG_LEVEL_SYSTEM, variable("GIT_CONFIG_SYSTEM") ?? found(git_config_find_system))
    }
    if let file = variable("GIT_CONFIG_GLOBAL") {
      add(GIT_CONFIG_LEVEL_GLOBAL, file)
      return files
    }
    let home = environment["HOME"]
    let folder = variable("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 }
    let other = home.map { (folder ?? $0 + "/.config") + "/git/config" }
    add(GIT_CONFIG_LEVEL_XDG, other ?? found(git_config_find_xdg))
    add(GIT_CONFIG_LEVEL_GLOBAL, home.map { $0 + "/.gitconfig" } ?? found(git_config_find_global))
    return files
  }

  /// The settings of the system and of the user, for nothing or for the repository whose conditions (`includeIf`) count.
  ///
  /// - Parameter environment: As of ``ofUser(_:)``.
  static func openDefault(
    for repository: OpaquePointer? = nil, environment: [String: String] = [:]
  ) throws(GitError) -> Handle {
    let config = Handle(try make("config") { git_config_new(&$0) }, freedBy: git_config_free)
    for file in ofUser(environment) { try add(file.path, file.level, to: config, repository) }
    return config
  }

  /// Gives an open repository all its files, in the place of those libgit2 would read.
  ///
  /// - Parameter environment: As of ``ofUser(_:)``.
  static func set(
    on repository: OpaquePointer, environment: [String: String]
  ) throws(GitError) {
    let config = try openDefault(for: repository, environment: environment)
    for file in own(by: repository) {
      let isWorktree = file.level == GIT_CONFIG_LEVEL_APP
      if isWorktree, try !isTrue(values(of: "extensions.worktreeconfig", in: config.raw).last) {
        continue
      }
      try add(file.path, file.level, to: config, repository)
    }
    try check(git_repository_set_config(repository, config.raw), "config")
  }

  /// The files of a repository that may be there: its own, and that of its worktree.
  private static func own(by repository: OpaquePointer) -> [File] {
    [
      (
        GIT_CONFIG_LEVEL_LOCAL,
        String(cString: git_repository_commondir(repository)) + "config"
      ),
      (
        GIT_CONFIG_LEVEL_APP, String(cString: git_repository_path(repository)) + "config.worktree"
      ),
    ]
  }

  /// All files whose settings a repository may have, by the level that these have.
  static func places(
    of repository: OpaquePointer, environment: [String: String]
  ) -> [Int32: String] {
    Dictionary(
      (ofUser(environment) + own(by: repository)).map { ($0.level.rawValue, $0.path) },
      uniquingKeysWith: { $1 })
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
