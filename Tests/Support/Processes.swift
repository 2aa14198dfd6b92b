import Glibc

/// The processes of the machine, as `/proc` shows them.
package enum Processes {
  /// The processes, but for the caller, that have `text` in their arguments, joined by spaces, or whose current folder's
  /// path begins with it.
  ///
  /// Bytes are compared, since tests look again and again while they wait.
  package static func naming(_ text: String) -> [Int32] {
    let path = Array(text.utf8)
    return all.filter { id in
      id != getpid() && (has(text, in: "/proc/\(id)/cmdline") || works(id, below: path))
    }
  }

  /// The processes in whose mount namespace something below `path` is mounted.
  package static func mounting(_ path: String) -> [Int32] {
    all.filter { has(path, in: "/proc/\($0)/mounts") }
  }

  private static var all: [Int32] {
    guard let stream = opendir("/proc") else { return [] }
    defer { closedir(stream) }
    var found: [Int32] = []
    while let entry = readdir(stream) {
      let id = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { atoi($0) }
      }
      if id > 0 { found.append(id) }
    }
    return found
  }

  /// Whether the file at `path` can be read and has `text` in it, where a NUL counts as a space.
  private static func has(_ text: String, in path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var content: [CChar] = []
    var piece = [CChar](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &piece, piece.count)
      guard count > 0 else { break }
      content += piece[..<count]
    }
    content.append(0)
    return content.withUnsafeMutableBufferPointer { content in
      guard let base = content.baseAddress else { return false }
      let end = content.count - 1
      var place = strlen(base)
      while place < end {
        base[place] = 0x20
        place += strlen(base + place)
      }
      return strstr(base, text) != nil
    }
  }

  private static func works(_ id: Int32, below path: [UInt8]) -> Bool {
    var folder = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/\(id)/cwd", &folder, folder.count)
    return count >= path.count && memcmp(folder, path, path.count) == 0
  }
}
