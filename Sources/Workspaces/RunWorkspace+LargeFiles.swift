import Git
import Vocabulary

extension RunWorkspace {
  /// The edit of a file that Git LFS keeps: that its content is one which the base has at this or another path, as after a
  /// move, and that it can be run or not; of a file that is as it was the edit is `nil`. The outer `nil` says that Git LFS keeps
  /// nothing there.
  ///
  /// - Throws: ``Refusal`` where the content is another: it would come to stand in the place of a pointer.
  /// - Complexity: O(*n*) in the bytes, for each file of the base of that size.
  func largeEdit(
    _ path: String, _ stamp: LayerFolder.Stamp?, _ entry: TreeEntry?, _ overlay: OverlayFilesystem
  ) throws -> TreeEdit?? {
    guard let stamp, stamp.kind == .file,
      try repository.isLarge(path, attributesFrom: run.base)
    else { return nil }
    guard let id = try pointer(toContentOf: path, stamp, entry, overlay) else {
      guard entry == nil else { throw Refusal(sentence: Refusal.keptByLFS(path)) }
      throw Refusal(
        sentence: "Git LFS would keep '\(path)', and a run adds nothing to what it keeps")
    }
    do { try pathGuard.check(path) } catch { throw Refusal(sentence: error.sentence(about: path)) }
    let now = TreeEntry(id: id, mode: stamp.isExecutable ? .executable : .file)
    return .some(entry == now ? nil : TreeEdit(path, .put(now.id, now.mode)))
  }

  /// The blob that stands for what lies at `path` of the layer; `nil` where the project has none for it.
  private func pointer(
    toContentOf path: String, _ stamp: LayerFolder.Stamp, _ entry: TreeEntry?,
    _ overlay: OverlayFilesystem
  ) throws -> ObjectID? {
    if let entry, entry.mode == .file || entry.mode == .executable,
      let stored = try repository.readBlob(entry.id, limit: LargeFilePointer.limit)
    {
      if let pointer = LargeFilePointer(stored), overlay.layer.holds(pointer, at: path) {
        return entry.id
      }
      // Where the content is not at hand, the pointer stands there.
      if stamp.size == stored.count, try overlay.layer.contents(of: path) == stored {
        return entry.id
      }
    }
    let known = overlay.tree.largeFiles.first { file in
      file.pointer.size == stamp.size && overlay.layer.holds(file.pointer, at: path)
    }
    return try known.flatMap { file in
      try repository.entry(at: file.path, inTree: run.baseTree)?.id
    }
  }
}
