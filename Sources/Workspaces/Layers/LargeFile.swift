import Git

/// A file of a tree whose content Git LFS keeps.
struct LargeFile: Hashable, Sendable {
  /// Its path.
  let path: String
  /// What stands for its content in the tree.
  let pointer: LargeFilePointer
  /// Whether it can be run.
  let isExecutable: Bool

  /// `files` as they are kept in a file: each with its digest, size, kind and path, and a zero at its end.
  static func list(_ files: [LargeFile]) -> [UInt8] {
    files.flatMap { file in
      let kind = file.isExecutable ? "x" : "-"
      return Array("\(file.pointer.digest) \(file.pointer.size) \(kind) \(file.path)".utf8) + [0]
    }
  }

  /// The files of such a list; `nil` for what is none.
  static func read(_ bytes: [UInt8]) -> [LargeFile]? {
    guard bytes.isEmpty || bytes.last == 0 else { return nil }
    var files: [LargeFile] = []
    for record in bytes.split(separator: 0) {
      let parts = record.split(separator: 0x20, maxSplits: 3)
      guard parts.count == 4, let size = Int(String(decoding: parts[1], as: UTF8.self)),
        let pointer = LargeFilePointer(
          digest: String(decoding: parts[0], as: UTF8.self), size: size)
      else { return nil }
      files.append(
        LargeFile(
          path: String(decoding: parts[3], as: UTF8.self), pointer: pointer,
          isExecutable: parts[2].elementsEqual("x".utf8)))
    }
    return files
  }
}
