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

  /// Writes `tree`.
  ///
  /// - Complexity: O(*n*) in its files; memory for the folders that wait, and one file.
  func write(_ tree: ObjectID, from repository: borrowing Repository) throws(LayerError) {
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
        try write(entry, name, in: folder, path, filtering: hasAttributes, repository)
      }
    }
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
  ) throws(LayerError) {
    guard entry.mode == .file || entry.mode == .executable else {
      // A link, or a submodule's empty folder.
      let bytes = try repository.workingBytes(of: entry, at: path, attributesFrom: commit)
      guard let bytes else { return try layer.makeDirectory(path) }
      return try layer.write(bytes, to: path, mode: entry.mode)
    }
    let bytes: [UInt8]
    if isFiltered {
      bytes = try repository.workingBytes(of: entry, at: path, attributesFrom: commit) ?? []
    } else {
      do { bytes = try repository.readBlob(entry.id) } catch { throw .git(error) }
    }
    try layer.failing("writing", path) { () throws(SystemError) in
      _ = try ConfinedFolder.split(name)
      let mode: UInt32 = entry.mode == .executable ? 0o755 : 0o644
      try folder.make(.text(name), bytes, mode: mode, owner: layer.owner)
    }
  }
}
