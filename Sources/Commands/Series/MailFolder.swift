import Files
import Glibc
import Mail
import Records
import Text
import Runs

/// A folder of the user's that mails are written to, one file each.
struct MailFolder {
  /// The folder, as the user names it.
  let path: String

  /// Writes the mails and returns the paths of their files, below ``path``.
  ///
  /// A file that has the same content already stays. Order: the folder, with those above it where they are
  /// missing; then every file is looked at; then they are written, each in one move.
  ///
  /// - Parameter isForced: Whether files with another content are written over.
  /// - Throws: ``Failure`` when something else stands in the way; no file is written then, unless the system
  ///   refuses one in the middle.
  func write(_ mails: [MailFile], overwriting isForced: Bool) throws(Failure) -> [String] {
    try make()
    var missing: [(path: String, mail: MailFile)] = []
    var paths: [String] = []
    for mail in mails {
      let path = path.hasSuffix("/") ? path + mail.name : "\(path)/\(mail.name)"
      paths.append(path)
      switch content(of: path, atMost: mail.bytes.count) {
      case nil: missing.append((path, mail))
      case mail.bytes: continue
      case _?:
        guard isForced else {
          throw Failure(
            "\(visible(path)) is there already, with other content",
            hint: "give another folder, or --force")
        }
        missing.append((path, mail))
      }
    }
    for (path, mail) in missing {
      try inWords { try EditableFile.write(mail.bytes, to: path, like: nil, mode: 0o666) }
    }
    return paths
  }

  private func make() throws(Failure) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw Failure(
          "\(visible(path)) is no folder", hint: "name a folder; it is made where it is missing")
      }
      return
    }
    guard !path.isEmpty else {
      throw Failure("--output is empty", hint: "name a folder", kind: .usage)
    }
    try inWords {
      try EditableFile.makeFolders(path.hasPrefix("/") ? path : MailFolder.current + "/" + path)
    }
  }

  private static var current: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  /// What is in the file, and one byte more than `limit` at most; `nil` where nothing stands there. What cannot be
  /// read has a content that is no mail's.
  private func content(of path: String, atMost limit: Int) -> [UInt8]? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG else { return [] }
    return (try? InputFile.read(path, limit: limit)) ?? []
  }
}
