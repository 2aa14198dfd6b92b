import Files
import Git
import Glibc
import Vocabulary

/// Writes whole trees into empty layers: folder by folder, so that each is opened once, and what git's filters would leave as
/// it is goes past them.
struct TreeWriter {
  /// The layer, empty.
  let layer: LayerFolder
  /// Whose attributes say how files look in a working tree.
  let commit: ObjectID

  /// A folder that is still to be written.
  private struct Waiting {
    let path: String
    let tree: ObjectID
    /// Whether attributes hold there that a folder above names.
    let hasAttributes: Bool
  }

  /// Writes `tree`; gives the files of it that Git LFS keeps.
  ///
  /// - Complexity: O(*n*) in its files; memory for the folders that wait, and one file.
  func write(
    _ tree: ObjectID, from repository: borrowing Repository
  ) throws(LayerError) -> [LargeFile] {
    var pointers: [LargeFile] = []
    let isPlain: Bool
    do { isPlain = try repository.hasPlainWorkingForm() } catch { throw .git(error) }
    var waiting = [Waiting(path: "", tree: tree, hasAttributes: !isPlain)]
    while let next = waiting.popLast() {
      let entries: [(name: String, entry: TreeEntry)]
      do { entries = try repository.entries(ofTree: next.tree) } catch { throw .git(error) }
      let hasAttributes =
        next.hasAttributes || entries.contains { $0.name == ".gitattributes" }
      let folder = try layer.failing("opening", next.path) { () throws(SystemError) in
        next.path.isEmpty ? layer.folder : try layer.folder.folder(next.path)
      }
      for (name, entry) in entries {
        let path = next.path.isEmpty ? name : "\(next.path)/\(name)"
        guard entry.mode != .tree else {
          try makeFolder(name, in: folder, path)
          waiting.append(Waiting(path: path, tree: entry.id, hasAttributes: hasAttributes))
          continue
        }
        let pointer = try write(
          entry, name, in: folder, path, filtering: hasAttributes, repository)
        if let pointer { pointers.append(pointer) }
      }
    }
    return pointers
  }

  private func makeFolder(
    _ name: String, in folder: ConfinedFolder, _ path: String
  ) throws(LayerError) {
    try layer.failing("making", path) { () throws(SystemError) in
      _ = try ConfinedFolder.split(name)
      _ = try folder.makeFolder(.text(name), mode: 0o755, owner: layer.owner)
    }
  }

  private func write(
    _ entry: TreeEntry, _ name: String, in folder: ConfinedFolder, _ path: String,
    filtering isFiltered: Bool, _ repository: borrowing Repository
  ) throws(LayerError) -> LargeFile? {
    var stored: [UInt8] = []
    var pointer: LargeFile?
    if isFiltered || entry.mode != .file && entry.mode != .executable {
      switch try repository.workingFile(of: entry, at: path, attributesFrom: commit) {
      case .folder:
        try layer.makeDirectory(path)
        return nil
      case .plain(let bytes): stored = bytes
      case .large(let large, let bytes):
        stored = bytes
        pointer = LargeFile(path: path, pointer: large, isExecutable: entry.mode == .executable)
      }
    } else {
      do { stored = try repository.readBlob(entry.id) } catch { throw .git(error) }
    }
    guard entry.mode != .symlink else {
      try layer.write(stored, to: path, mode: entry.mode)
      return pointer
    }
    let mode: UInt32 = entry.mode == .executable ? 0o755 : 0o644
    try layer.failing("writing", path) { () throws(SystemError) in
      _ = try ConfinedFolder.split(name)
      try folder.make(.text(name), stored, mode: mode, owner: layer.owner)
    }
    return pointer
  }
}
