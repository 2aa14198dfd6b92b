import Files
import Glibc

/// Whose files count as the user's own: git-config(1), `safe.directory`, and git-compat-util.h of git 2.39.
struct Ownership {
  private let user: uid_t
  /// Who has become root by sudo(8).
  private let caller: uid_t?
  private let isForeign: Bool

  /// Reads `SUDO_UID`, which counts for root alone, and `GIT_TEST_ASSUME_DIFFERENT_OWNER`, by which git's own tests
  /// make everything somebody else's.
  init(_ environment: [String: String]) {
    user = geteuid()
    caller = user == 0 ? environment["SUDO_UID"].flatMap(uid_t.init) : nil
    isForeign = ConfigFiles.isTrue(environment["GIT_TEST_ASSUME_DIFFERENT_OWNER"])
  }

  /// Whether what stands at `path`, which is not followed where it is a link, belongs to the user.
  func isOurs(_ path: String) -> Bool {
    var status = stat()
    guard !isForeign, lstat(path, &status) == 0 else { return false }
    return status.st_uid == user || status.st_uid == caller
  }
}

/// The config that no repository has a say in: that of the system, the user's, and the command line's.
struct ProtectedConfig: ~Copyable {
  private let handle: Handle
  private let overrides: ConfigOverrides
  private let environment: [String: String]

  /// Reads the files that `environment`, as of ``ConfigFiles``, leads to.
  init(_ environment: [String: String]) throws(GitError) {
    _ = Libgit2.start
    handle = try ConfigFiles.openDefault(environment: environment)
    overrides = ConfigOverrides(environment: environment)
    self.environment = environment
  }

  /// The value of `key` that counts most; `nil` where it is not set, or cannot be read.
  func value(_ key: String) -> String? { values(key).last?.text }

  /// Whether `safe.directory` lists `path`, which is absolute and without links, or everything.
  ///
  /// An empty value takes back what stands before it.
  func isSafe(_ path: String) -> Bool {
    var isSafe = false
    for value in values("safe.directory") {
      guard let text = value.given, !text.isEmpty else {
        isSafe = false
        continue
      }
      if text == "*" || interpolated(text) == path { isSafe = true }
    }
    return isSafe
  }

  private func values(_ key: String) -> [ConfigValue] {
    ((try? entries(of: key, in: handle.raw)) ?? []) + overrides.entries(key)
  }

  /// A path of a config with the place of its beginning: `~/`, `~NAME/` and `%(prefix)/`; git-config(1), "pathname".
  private func interpolated(_ text: String) -> String? {
    let mark = "%(prefix)/"
    if text.hasPrefix(mark) { return prefix.map { "\($0)/\(text.dropFirst(mark.count))" } }
    guard text.hasPrefix("~") else { return text }
    let name = text.dropFirst().prefix { $0 != "/" }
    let rest = text.dropFirst(1 + name.count)
    if name.isEmpty { return variable("HOME").map { $0 + rest } }
    return getpwnam(String(name)).flatMap { $0.pointee.pw_dir.map { String(cString: $0) + rest } }
  }

  /// Where git is installed: the folder above that of its program.
  private var prefix: String? {
    let folders = (variable("PATH") ?? "").split(separator: ":").lazy.map(String.init)
    let folder = folders.first { access($0 + "/git", X_OK) == 0 }.flatMap(realPath)
    return folder.flatMap { $0.hasSuffix("/bin") ? String($0.dropLast(4)) : nil }
  }

  private func variable(_ name: String) -> String? {
    environment[name] ?? getenv(name).map { String(cString: $0) }
  }
}
