import Files
import Git
import Glibc

extension LayerFolder {
  /// Makes `path` a further name of the file `name` of another folder of the cache, for a layer that nothing writes to; a copy
  /// where the file has as many names as it can.
  func link(_ name: FileName, of other: ConfinedFolder, to path: String) throws(LayerError) {
    let (folder, last) = try folder(of: path, making: true)
    let isLinked = try failing("linking", path) { () throws(SystemError) in
      try folder.remove(last)
      do throws(SystemError) { try other.link(name, into: folder, as: last) } catch {
        guard error.errno == EMLINK else { throw error }
        return false
      }
      return true
    }
    guard !isLinked else { return }
    let source = try failing("opening", path) { () throws(SystemError) in
      try other.open(name, O_RDONLY)
    }
    defer { close(source) }
    var status = stat()
    fstat(source, &status)
    try write(from: source, to: path, mode: status.st_mode & 0o777)
  }

  /// Writes a file with what is still to come from an open one; what stands in the way is removed.
  func write(from source: Int32, to path: String, mode: UInt32) throws(LayerError) {
    let (folder, name) = try folder(of: path, making: true)
    try failing("writing", path) { () throws(SystemError) in
      try folder.remove(name)
      let file = try folder.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
      defer { close(file) }
      while true {
        let bytes = try readAll(source, upTo: 1 << 20)
        if bytes.isEmpty { break }
        try writeAll(bytes, to: file)
      }
      guard fchmod(file, mode) == 0, owner.map({ fchown(file, $0, $0) }) ?? 0 == 0 else {
        throw SystemError(errno: errno)
      }
    }
  }

  /// Whether the regular file at `path` is what `pointer` stands for.
  ///
  /// - Complexity: O(*n*) in its bytes, where its size is the pointer's.
  func holds(_ pointer: LargeFilePointer, at path: String) -> Bool {
    guard let file = try? folder.open(.text(path), O_RDONLY | O_NONBLOCK) else { return false }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      Int(status.st_size) == pointer.size
    else { return false }
    let content = ContentDigest()
    while let bytes = try? readAll(file, upTo: 1 << 20), !bytes.isEmpty { content.take(bytes) }
    return content.digits() == pointer.digest
  }
}
