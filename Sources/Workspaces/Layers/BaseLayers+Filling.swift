import Git
import Vocabulary

extension BaseLayers {
  /// Writes what `changes` says; gives the files among it that Git LFS keeps.
  func fill(
    _ folder: LayerFolder, with changes: [TreeChange], _ commit: ObjectID,
    _ repository: borrowing Repository
  ) throws(LayerError) -> [LargeFile] {
    var pointers: [LargeFile] = []
    for change in changes where change.new == nil { try folder.hide(change.path, isBelow: true) }
    for change in changes {
      guard let entry = change.new else { continue }
      let pointer = try place(entry, at: change.path, in: folder, commit, repository)
      if let pointer { pointers.append(pointer) }
    }
    return pointers
  }

  private func place(
    _ entry: TreeEntry, at path: String, in folder: LayerFolder, _ commit: ObjectID,
    _ repository: borrowing Repository
  ) throws(LayerError) -> LargeFile? {
    switch try repository.workingFile(of: entry, at: path, attributesFrom: commit) {
    case .folder: try folder.makeDirectory(path)
    case .plain(let bytes): try folder.write(bytes, to: path, mode: entry.mode)
    case .large(let pointer, let bytes):
      try folder.write(bytes, to: path, mode: entry.mode)
      return LargeFile(path: path, pointer: pointer, isExecutable: entry.mode == .executable)
    }
    return nil
  }
}
