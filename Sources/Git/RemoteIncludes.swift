import CLibgit2
import Glibc
import Vocabulary

/// The files of settings that are included where a remote has a certain address: `[includeIf "hasconfig:remote.*.url:…"]`
/// of git-config(1), which libgit2 passes over.
struct RemoteIncludes {
  /// All settings in git's order, those of the included files where they are included.
  let settings: [(key: String, value: ConfigValue)]

  private static let start = "includeif.hasconfig:remote.*.url:"

  /// The settings of `config` with those that its conditions on remotes include; `nil` where there is no such
  /// condition that holds.
  ///
  /// - Parameters:
  ///   - files: The file of each of libgit2's levels, from whose folder a relative path counts.
  ///   - home: The folder that `~` means.
  ///   - repository: The repository that other conditions in what is included are about.
  ///   - addresses: Addresses of remotes that are not in `config`.
  /// - Complexity: O(*n*) in the settings.
  init?(
    in config: OpaquePointer, of repository: OpaquePointer, files: [Int32: String], home: String?,
    addresses others: [String]
  ) throws(GitError) {
    let plain = try Self.settings(in: config)
    guard plain.contains(where: { $0.key.hasPrefix(Self.start) }) else { return nil }
    let addresses =
      others
      + plain.filter { $0.key.hasPrefix("remote.") && $0.key.hasSuffix(".url") }
      .map(\.value.text)
    var all: [(key: String, value: ConfigValue)] = []
    for setting in plain {
      all.append((setting.key, setting.value))
      guard setting.key.hasPrefix(Self.start), setting.key.hasSuffix(".path"),
        let pattern = Wildmatch(String(setting.key.dropFirst(Self.start.count).dropLast(5))),
        addresses.contains(where: pattern.matches),
        let file = Self.file(setting.value.text, from: files[setting.level], home),
        access(file, R_OK) == 0
      else { continue }
      let included = Handle(try make("config") { git_config_new(&$0) }, freedBy: git_config_free)
      try check(
        git_config_add_file_ondisk(
          included.raw, file, git_config_level_t(rawValue: setting.level), repository, 1), file)
      all += try Self.settings(in: included.raw).map { ($0.key, $0.value) }
    }
    settings = all
  }

  /// All settings, the ones that count most last.
  private static func settings(
    in config: OpaquePointer
  ) throws(GitError) -> [(key: String, value: ConfigValue, level: Int32)] {
    let iterator = Handle(
      try make("config") { git_config_iterator_new(&$0, config) }, freedBy: git_config_iterator_free
    )
    var found: [(key: String, value: ConfigValue, level: Int32)] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator.raw) == 0, let setting = entry?.pointee {
      let value = ConfigValue(
        given: setting.value.map { String(cString: $0) }, scope: ConfigScope(setting.level))
      found.append((String(cString: setting.name), value, setting.level.rawValue))
    }
    return found
  }

  /// The file that `path` names in the file `origin`; `nil` where that cannot be told.
  private static func file(_ path: String, from origin: String?, _ home: String?) -> String? {
    if path.hasPrefix("~/") { return home.map { $0 + path.dropFirst() } }
    if path.hasPrefix("/") { return path }
    return origin.map { $0.folderPath + "/" + path }
  }
}
