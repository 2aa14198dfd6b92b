import Files
package import Git
import Glibc

/// The user's own list of config files of repositories whose guarded keys count.
///
/// It is the file `trust` in a folder of the user's alone, one line an entry, three words: which of the keys (see
/// ``GuardedConfig/Part``), the SHA-256 of them and their values, and the path of the config file, in which bytes that
/// are no visible ASCII, and `%`, are written as in URLs (RFC 3986, 2.1). The keys count as long as they and their values
/// are what they were.
package struct TrustStore: Hashable, Sendable {
  /// The folder; it may be missing.
  package let folder: String

  /// The list in the folder `folder`.
  package init(in folder: String) { self.folder = folder }

  /// The list of this process's user; `nil` without a home.
  package static var standard: TrustStore? { StateFolder.path.map { TrustStore(in: $0) } }

  /// One entry.
  package struct Entry: Hashable, Sendable {
    /// The config file, in a folder that is absolute and without links.
    package let file: String
    let part: GuardedConfig.Part
    let digest: String

    init(of config: GuardedConfig) {
      (file, part, digest) = (place(of: config.file), config.part, config.digest)
    }

    /// Reads a line; `nil` for one that is no entry.
    init?(_ line: Substring) {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 3, let part = GuardedConfig.Part(rawValue: String(words[0])),
        words[1].utf8.count == 64, let file = plain(words[2])
      else { return nil }
      (self.file, self.part, digest) = (file, part, String(words[1]))
    }

    /// The line, without its end.
    var line: String { "\(part.rawValue) \(digest) \(encoded(file))" }
  }

  private var file: String { folder + "/trust" }
  private static let limit = 1 << 22

  /// Whether `config` is in the list as it is.
  ///
  /// - Throws: ``TrustError``.
  package func trusts(
    _ config: GuardedConfig, in repository: borrowing Repository
  ) throws(TrustError) -> Bool {
    try check(outside: repository)
    return try entries().contains(Entry(of: config))
  }

  /// Puts `configs` on the list, each in the place of what was trusted of its file before.
  ///
  /// - Throws: ``TrustError``; the list is then what it was.
  package func trust(
    _ configs: [GuardedConfig], in repository: borrowing Repository
  ) throws(TrustError) {
    try check(outside: repository)
    let new = configs.map(Entry.init)
    try change { entries in
      entries.removeAll { old in new.contains { $0.file == old.file && $0.part == old.part } }
      entries += new
    }
  }

  /// Takes the config file `file` off the list; `false` when it is not there.
  ///
  /// - Throws: ``TrustError``; the list is then what it was.
  package func remove(_ file: String) throws(TrustError) -> Bool {
    let name = place(of: file)
    guard try entries().contains(where: { $0.file == name }) else { return false }
    try change { $0.removeAll { $0.file == name } }
    return true
  }

  /// All entries, in the order in which they were made; what is no entry is left out.
  ///
  /// - Throws: ``TrustError/notPrivate(_:)`` where somebody else has, or could have, written them.
  package func entries() throws(TrustError) -> [Entry] {
    guard try isThere() else { return [] }
    let opened: File
    do { opened = try File(reading: file, [.nonBlocking, .noFollow]) } catch {
      if case .system(ENOENT, _, _) = error { return [] }
      throw .file(error)
    }
    guard TrustStore.isPrivate(opened.descriptor, S_IFREG) else { throw .notPrivate(file) }
    let bytes: [UInt8]
    do { bytes = try opened.read(upTo: TrustStore.limit) } catch { throw .file(error) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap(Entry.init)
  }

  /// Whether the folder is there.
  ///
  /// - Throws: ``TrustError/notPrivate(_:)`` where it is not the user's alone.
  private func isThere() throws(TrustError) -> Bool {
    let opened = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard opened >= 0 else {
      guard errno == ENOENT else { throw .file(.system(errno, .open, folder)) }
      return false
    }
    defer { close(opened) }
    guard TrustStore.isPrivate(opened, S_IFDIR) else { throw .notPrivate(folder) }
    return true
  }

  /// Whether what is open is of this kind, the user's, and closed to everybody else.
  private static func isPrivate(_ descriptor: Int32, _ kind: mode_t) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == kind else { return false }
    return status.st_uid == geteuid() && status.st_mode & 0o077 == 0
  }

  /// Refuses a list among the files of `repository`, which could have brought it along.
  private func check(outside repository: borrowing Repository) throws(TrustError) {
    let place = canonical(folder)
    let tops = [
      repository.workingDirectory, repository.commonDirectory, repository.gitDirectory,
    ].compactMap(\.self).map(canonical)
    guard !tops.contains(where: { place == $0 || place.hasPrefix($0 == "/" ? "/" : $0 + "/") })
    else { throw .inRepository(folder) }
  }

  private func change(_ edit: (inout [Entry]) -> Void) throws(TrustError) {
    do { try StateFolder.make(at: folder) } catch {
      if case .foreign(let path) = error { throw .notPrivate(path) }
      throw .file(error)
    }
    let lock: FileLock?
    do {
      lock = try FileLock(folder + "/lock", .exclusive, isWaiting: true, making: 0o600)
    } catch { throw .file(error) }
    try lock?.hold { () throws(TrustError) in
      var entries = try self.entries()
      edit(&entries)
      let text = Array(entries.map { $0.line + "\n" }.joined().utf8)
      do throws(FileError) {
        try EditableFile.write(text, to: file, like: nil, mode: 0o600)
      } catch {
        throw .file(error)
      }
    }
  }
}

/// The file by the folder that it lies in. Where it is a link itself, what it leads to is another repository's.
private func place(of file: String) -> String {
  guard let slash = file.lastIndex(of: "/") else { return canonical(".") + "/" + file }
  return canonical(String(file[..<slash])) + file[slash...]
}

/// The path without links, as far as it is there.
private func canonical(_ path: String) -> String {
  var (there, rest) = (path, "")
  while true {
    if let found = realPath(there) {
      return found == "/" && !rest.isEmpty ? rest : found + rest
    }
    guard let slash = there.lastIndex(of: "/"), slash != there.startIndex else { return path }
    rest = there[slash...] + rest
    there = String(there[..<slash])
  }
}

/// `text` with each byte but visible ASCII, and `%`, as `%` and two hexadecimal digits.
private func encoded(_ text: String) -> String {
  text.utf8.map { byte in
    if (0x21...0x7e).contains(byte), byte != UInt8(ascii: "%") {
      return String(Unicode.Scalar(byte))
    }
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "%0" + digits : "%" + digits
  }.joined()
}

/// What ``encoded(_:)`` has made `text` of; `nil` where it has not.
private func plain(_ text: Substring) -> String? {
  var bytes: [UInt8] = []
  var rest = text.utf8
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
      rest.count >= 2
    else { return nil }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(validating: bytes, as: UTF8.self)
}
