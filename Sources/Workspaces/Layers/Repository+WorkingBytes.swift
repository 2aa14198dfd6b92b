import Git
import Vocabulary

extension Repository {
  /// A tree entry's bytes as a checkout would have them; `nil` for a submodule, which is an empty
  /// directory.
  func workingBytes(
    of entry: TreeEntry, at path: String, attributesFrom commit: ObjectID
  ) throws(LayerError) -> [UInt8]? {
    do {
      switch entry.mode {
      case .submodule, .tree: return nil
      case .symlink: return try readBlob(entry.id)
      case .file, .executable:
        return try filtered(
          try readBlob(entry.id), at: path, .intoWorkingTree, attributesFrom: commit)
      }
    } catch { throw .git(error) }
  }
}
