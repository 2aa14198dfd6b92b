import Git
import Vocabulary

/// What a checkout would have at the path of a tree's entry.
enum WorkingFile {
  /// An empty folder, in which a submodule's files are to stand.
  case folder
  /// A file with these bytes, or a link to them.
  case plain([UInt8])
  /// A file whose content Git LFS keeps; the bytes are those of the pointer, which stand there where the content is not at
  /// hand.
  case large(LargeFilePointer, [UInt8])
}

extension Repository {
  /// What a checkout would have of `entry` at `path`; no external filter is run.
  ///
  /// - Complexity: O(*n*) in the bytes; attributes are asked for pointers of Git LFS alone.
  func workingFile(
    of entry: TreeEntry, at path: String, attributesFrom commit: ObjectID
  ) throws(LayerError) -> WorkingFile {
    do {
      switch entry.mode {
      case .submodule, .tree: return .folder
      case .symlink: return .plain(try readBlob(entry.id))
      case .file, .executable:
        let stored = try readBlob(entry.id)
        let bytes = try filtered(stored, at: path, attributesFrom: commit)
        guard let pointer = LargeFilePointer(stored),
          try isLarge(path, attributesFrom: commit)
        else { return .plain(bytes) }
        return .large(pointer, bytes)
      }
    } catch { throw .git(error) }
  }

  /// Whether the attributes of `path` give its content to Git LFS.
  func isLarge(_ path: String, attributesFrom commit: ObjectID) throws(GitError) -> Bool {
    try externalFilter(at: path, attributesFrom: commit) == "lfs"
  }
}
