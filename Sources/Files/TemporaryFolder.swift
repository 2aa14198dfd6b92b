import Glibc

/// A directory that nobody else can look into, removed with the files in it when its owner goes.
package struct TemporaryFolder: ~Copyable {
  /// Where it is, absolute.
  package let path: String

  /// Makes one in `TMPDIR`, or in `/tmp`.
  package init() throws(FileError) {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/colleague-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system(errno, .make, base) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for name in names(inDirectory: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
