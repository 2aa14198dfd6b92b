import Glibc

/// Where a bench works, and the program that it measures.
struct BenchPlace: Sendable {
  /// The folder for repositories, issues and layers, as an absolute path.
  let directory: String
  /// The built `git-colleague`, as an absolute path.
  let program: String

  /// The cache of layers, which the program and the bench itself share: `XDG_CACHE_HOME` is set to the folder above.
  var cache: String { directory + "/cache/colleague" }

  /// Makes a folder in `/var/tmp`, which commands of the sandbox can reach into, and sets `XDG_CACHE_HOME` and
  /// `XDG_STATE_HOME` to folders below it.
  ///
  /// - Parameter program: The program; the `git-colleague` beside this executable unless given.
  /// - Throws: ``BenchError`` where the folder cannot be made, or the program is not there.
  init(measuring program: String?) throws(BenchError) {
    let named = program ?? BenchPlace.ownFolder + "/git-colleague"
    guard let found = realpath(named, nil), access(found, X_OK) == 0 else {
      throw BenchError("there is no program at \(named): build the product git-colleague first")
    }
    defer { free(found) }
    self.program = String(cString: found)
    var template = Array("/var/tmp/colleague-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BenchError(system: "make a folder in /var/tmp") }
    directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(directory, 0o711)
    setenv("XDG_CACHE_HOME", directory + "/cache", 1)
    setenv("XDG_STATE_HOME", directory + "/state", 1)
    for folder in [directory + "/cache", cache, cache + "/runs"] { mkdir(folder, 0o711) }
  }

  /// Removes the folder and what lies in it.
  func remove() { _ = try? BenchProcess(["rm", "-rf", directory]).run() }

  /// The folder of this executable.
  private static var ownFolder: String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count - 1)
    let file = String(
      decoding: path.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
  }
}
