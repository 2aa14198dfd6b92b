import CLibgit2
import Files
import Glibc

/// The user's own config file, read for all of their repositories: the one `git config --global` writes to.
package struct UserConfig: Hashable, Sendable {
  /// Its path; the file may be missing.
  package let path: String

  /// Finds it as git does: `GIT_CONFIG_GLOBAL`, else `~/.gitconfig` where it is, else the file in the XDG
  /// folder where that is, else `~/.gitconfig`; `nil` without a home.
  package init?(environment: [String: String]) {
    if let named = environment["GIT_CONFIG_GLOBAL"], !named.isEmpty {
      path = named
      return
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    let own = home + "/.gitconfig"
    let folder = environment["XDG_CONFIG_HOME"] ?? ""
    let other = (folder.hasPrefix("/") ? folder : home + "/.config") + "/git/config"
    path = access(own, F_OK) != 0 && access(other, F_OK) == 0 ? other : own
  }

  /// All values of `key` outside of any repository, the system's files included, in the order of their weight.
  package static func values(_ key: String) throws(GitError) -> [String] {
    let config = try ConfigFiles.openDefault()
    return try Git.values(of: key, in: config.raw)
  }

  /// All values of `key` in it, and in the files it includes.
  package func values(of key: String) throws(GitError) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
    _ = Libgit2.start
    let config = Handle(
      try make(path) { git_config_open_ondisk(&$0, path) }, freedBy: git_config_free)
    return try Git.values(of: key, in: config.raw)
  }

  /// Adds `value` to those of `key`, unless it is among them; `false` when it is.
  ///
  /// - Throws: ``GitError/locked(path:ageInSeconds:)``; ``GitError/notAFile(_:)``;
  ///   ``GitError/system(errno:doing:)``. The file is then what it was.
  package func add(_ value: String, to key: String) throws(GitError) -> Bool {
    guard try !values(of: key).contains(value) else { return false }
    // A pattern that nothing matches adds instead of replacing. libgit2 finds the place but escapes nothing, so
    // the value's own text is put in afterwards.
    let mark = "colleague-\(UInt64.random(in: 0 ... .max))"
    let text = Array(UserConfig.quoted(value).utf8)
    try edit { config in
      git_config_set_multivar(config, key, "a^", mark)
    } rewriting: { bytes in
      bytes.firstRange(of: Array(mark.utf8)).map { bytes.replaceSubrange($0, with: text) }
    }
    return true
  }

  /// Takes `value` from those of `key`; `false` when the file does not have it.
  ///
  /// A section that becomes empty goes, and a file that becomes empty.
  ///
  /// - Throws: As ``add(_:to:)``.
  package func remove(_ value: String, from key: String) throws(GitError) -> Bool {
    guard try values(of: key).contains(value) else { return false }
    let pattern = "^" + value.map { ".[]{}()*+?^$|\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    return try edit { config in
      git_config_delete_multivar(config, key, pattern + "$")
    } rewriting: { bytes in
      bytes = UserConfig.tidied(bytes, key.prefix { $0 != "." })
    }
  }

  /// `value` as a config file writes it.
  private static func quoted(_ value: String) -> String {
    var text = ""
    for character in value {
      switch character {
      case "\\", "\"": text += "\\\(character)"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      default: text.append(character)
      }
    }
    let isPlain = !value.contains { ";#".contains($0) } && value.first != " " && value.last != " "
    return isPlain ? text : "\"\(text)\""
  }

  /// Changes a copy by libgit2, which would not keep the file's mode, and puts it in the file's place under
  /// git's own lock; `false` when there was nothing to change.
  @discardableResult
  private func edit(
    _ change: (OpaquePointer) -> Int32, rewriting rewrite: (inout [UInt8]) -> Void
  ) throws(GitError) -> Bool {
    _ = Libgit2.start
    // The file itself where the path is a link.
    let file = realPath(path) ?? path
    var status = stat()
    let isThere = stat(file, &status) == 0
    guard !isThere || status.st_mode & S_IFMT == S_IFREG else {
      throw .notAFile(path)
    }
    let lock = file + ".lock"
    let draft = try UserConfig.take(lock, isThere ? status.st_mode & 0o7777 : 0o666)
    var isDone = false
    defer { if !isDone { unlink(lock) } }
    let before = isThere ? try UserConfig.read(file) : []
    var after: [UInt8]
    do { after = try UserConfig.changed(before, change) } catch .notFound { return false }
    rewrite(&after)
    guard after != before else { return false }
    if after.isEmpty {
      guard unlink(file) == 0 else { throw .system(errno: errno, doing: "removing \(file)") }
      return true
    }
    if isThere {
      fchmod(draft.descriptor, status.st_mode & 0o7777)
      if status.st_uid != geteuid() { _ = fchown(draft.descriptor, status.st_uid, status.st_gid) }
    }
    try UserConfig.write(after, to: draft)
    guard rename(lock, file) == 0 else { throw .system(errno: errno, doing: "writing \(file)") }
    isDone = true
    return true
  }

  /// Makes git's own lock file, which is the draft as well.
  private static func take(_ lock: String, _ mode: mode_t) throws(GitError) -> File {
    do { return try File(writing: lock, .new, mode: mode) } catch {
      guard case .system(EEXIST, _, _) = error else { throw GitError(error) }
      var status = stat()
      let age = stat(lock, &status) == 0 ? max(0, time(nil) - status.st_mtim.tv_sec) : nil
      throw .locked(path: lock, ageInSeconds: age.map { Int($0) })
    }
  }

  /// `text` after libgit2 has changed it, in a folder that nobody else can look into.
  private static func changed(
    _ text: [UInt8], _ change: (OpaquePointer) -> Int32
  ) throws(GitError) -> [UInt8] {
    let folder: TemporaryFolder
    do { folder = try TemporaryFolder() } catch { throw GitError(error) }
    let copy = folder.path + "/config"
    let file: File
    do { file = try File(writing: copy, .new, mode: 0o600) } catch { throw GitError(error) }
    try write(text, to: file)
    let config = Handle(
      try make(copy) { git_config_open_ondisk(&$0, copy) }, freedBy: git_config_free)
    try check(change(config.raw), "config")
    return try read(copy)
  }

  /// `text` without those headers of `section` that nothing follows before the next header or the end.
  static func tidied(_ text: [UInt8], _ section: Substring) -> [UInt8] {
    let header = Array("[\(section)]".utf8)
    var lines = text.split(separator: 0x0a, omittingEmptySubsequences: false)
    for index in lines.indices.reversed() where lines[index].elementsEqual(header) {
      let next = lines[(index + 1)...].first { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
      if next == nil || next?.first == UInt8(ascii: "[") { lines.remove(at: index) }
    }
    return Array(lines.joined(separator: [0x0a]))
  }

  private static func read(_ file: String) throws(GitError) -> [UInt8] {
    do { return try FileReading.bytes(of: file) } catch { throw GitError(error) }
  }

  /// Writes `bytes` to an empty file, and the file to its device.
  private static func write(_ bytes: [UInt8], to file: borrowing File) throws(GitError) {
    do {
      try file.write(bytes)
      try file.sync()
    } catch {
      throw GitError(error)
    }
  }
}

extension GitError {
  /// The error of a file of the user's, met while it was read or written.
  init(_ error: FileError) {
    switch error {
    case .system(let errno, .read, let path): self = .system(errno: errno, doing: "reading \(path)")
    case .system(let errno, .make, let path): self = .system(errno: errno, doing: "making \(path)")
    case .system(let errno, _, let path): self = .system(errno: errno, doing: "writing \(path)")
    case .notAFile(let path), .tooLarge(let path), .foreign(let path): self = .notAFile(path)
    }
  }
}
