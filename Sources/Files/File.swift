import Glibc
import SystemPackage

/// An open file, closed with its owner and inherited by no program.
package struct File: ~Copyable {
  /// The path it was opened by.
  package let path: String
  private let handle: FileDescriptor

  /// How a file is opened, beside `O_CLOEXEC`, which always holds.
  package struct Options: OptionSet, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// A symbolic link at the end of the path is an error (`O_NOFOLLOW`).
    package static let noFollow = Options(rawValue: O_NOFOLLOW)
    /// A pipe that nobody writes to is opened at once, and is empty (`O_NONBLOCK`).
    package static let nonBlocking = Options(rawValue: O_NONBLOCK)
    /// Each write goes to the end of the file (`O_APPEND`).
    package static let append = Options(rawValue: O_APPEND)
    /// The file is made where it is missing (`O_CREAT`).
    package static let create = Options(rawValue: O_CREAT)
    /// The file is made, and must not be there yet (`O_CREAT | O_EXCL`).
    package static let new = Options(rawValue: O_CREAT | O_EXCL)
  }

  /// Opens the file at `path` for reading.
  ///
  /// - Parameter mode: The permissions of a file that is made, less the umask.
  /// - Throws: ``FileError/system(_:_:_:)``, of reading.
  package init(
    reading path: String, _ options: Options = [], mode: UInt32 = 0o666
  ) throws(FileError) {
    try self.init(path, .readOnly, options, mode: mode, doing: .read)
  }

  /// Opens the file at `path` for writing.
  ///
  /// - Parameter mode: The permissions of a file that is made, less the umask.
  /// - Throws: ``FileError/system(_:_:_:)``, of writing.
  package init(
    writing path: String, _ options: Options = [], mode: UInt32 = 0o666
  ) throws(FileError) {
    try self.init(path, .writeOnly, options, mode: mode, doing: .write)
  }

  private init(
    _ path: String, _ access: FileDescriptor.AccessMode, _ options: Options, mode: UInt32,
    doing operation: FileError.Operation
  ) throws(FileError) {
    let flags = FileDescriptor.OpenOptions(rawValue: options.rawValue | O_CLOEXEC)
    let permissions = options.contains(.create) ? FilePermissions(rawValue: mode) : nil
    do {
      handle = try FileDescriptor.open(
        FilePath(path), access, options: flags, permissions: permissions)
    } catch {
      throw FileError(error, operation, path)
    }
    self.path = path
  }

  /// The descriptor; valid as long as the owner lives.
  package var descriptor: Int32 { handle.rawValue }

  /// The bytes from the present place to the end; where there are more than `limit`, some more than that.
  package func read(upTo limit: Int = .max) throws(FileError) -> [UInt8] {
    do { return try readAll(descriptor, upTo: limit) } catch { throw FileError(error, .read, path) }
  }

  /// Writes all of `bytes` at the present place.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    do { try writeAll(bytes, to: descriptor) } catch { throw FileError(error, .write, path) }
  }

  /// Writes the file's bytes to the device: fsync(2).
  package func sync() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw .system(errno, .write, path) }
  }

  deinit { try? handle.close() }
}
