import Vocabulary
import Engine

/// A source tree in memory.
struct MemoryTree: SourceTree {
  let files: [String: String]

  func paths() throws(WorkspaceFailure) -> [String] { files.keys.sorted() }

  func contents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    files[path].map { Array($0.utf8) }
  }

  func baseContents(of path: String, limit: Int) throws(WorkspaceFailure) -> [UInt8]? {
    try contents(of: path, limit: limit)
  }

  func baseOverview(limit: Int) throws(WorkspaceFailure) -> [String] {
    Array(try paths().prefix(limit))
  }

  func patch(limit: Int) throws(WorkspaceFailure) -> String { "" }
  func hunks(limit: Int) throws(WorkspaceFailure) -> [(hunk: Hunk, text: String)] { [] }
}
