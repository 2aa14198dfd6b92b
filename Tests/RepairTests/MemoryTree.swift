import Engine

/// A source tree in memory.
struct MemoryTree: SourceTree {
  let files: [String: String]

  func paths() throws(WorkspaceFailure) -> [String] { files.keys.sorted() }

  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    files[path].map { Array($0.utf8) }
  }
}
