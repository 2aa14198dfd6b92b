import CLinux
import Files
import Glibc
import Text

/// The folder of an export while it is written: beside the place it is meant for, under another name, until all is there.
///
/// Order: the files, one sync of their file system, then one rename. What breaks off before leaves nothing under the final
/// name, and the folder beside it goes with its owner.
struct ExportFolder: ~Copyable {
  /// The final name, absolute or relative to the current folder, without a slash at its end.
  let path: String
  private let draft: String
  private var folders: Set<String> = []
  private var buffers: [String: [UInt8]] = [:]
  private var isDone = false

  /// Bytes of a file that are gathered before they are written.
  private static let bufferBytes = 1 << 18

  /// Begins an export at `path`.
  ///
  /// - Throws: ``ExportError/occupied(_:)`` where something stands there that is no empty folder.
  init(at path: String) throws {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    var status = stat()
    if lstat(path, &status) == 0 {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      guard isFolder, names(inDirectory: path).isEmpty else { throw ExportError.occupied(path) }
    }
    let draft = "\(path).colleague-\(UInt64.random(in: 0 ... .max))"
    guard mkdir(draft, 0o777) == 0 else { throw FileError.system(errno, .make, draft) }
    (self.path, self.draft) = (path, draft)
  }

  /// Adds a line to a file; the folders above it are made.
  mutating func append(_ line: Redacted<[UInt8]>, to file: String) throws(FileError) {
    buffers[file, default: []] += line.value
    buffers[file]?.append(0x0a)
    if let bytes = buffers[file], bytes.count > ExportFolder.bufferBytes {
      buffers[file] = []
      try put(bytes, to: file, [.create, .append])
    }
  }

  /// Writes a whole file, with a line feed at its end; the folders above it are made.
  mutating func write(_ bytes: Redacted<[UInt8]>, to file: String) throws(FileError) {
    try put(bytes.value + [0x0a], to: file, .new)
  }

  /// Puts the folder into its place; nothing can be written afterwards.
  mutating func finish() throws(FileError) {
    for (file, bytes) in buffers { try put(bytes, to: file, [.create, .append]) }
    buffers = [:]
    guard colleague_syncfs(draft) == 0, rename(draft, path) == 0 else {
      throw .system(errno, .write, path)
    }
    isDone = true
  }

  private mutating func put(
    _ bytes: [UInt8], to file: String, _ options: File.Options
  ) throws(FileError) {
    var folder = draft
    for part in file.split(separator: "/").dropLast() {
      folder += "/\(part)"
      guard folders.insert(folder).inserted else { continue }
      guard mkdir(folder, 0o777) == 0 else { throw .system(errno, .make, folder) }
    }
    try File(writing: "\(draft)/\(file)", options).write(bytes)
  }

  deinit {
    guard !isDone else { return }
    try? ConfinedFolder(at: draft).clear()
    rmdir(draft)
  }
}
