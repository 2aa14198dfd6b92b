import Files
import Git
import Glibc
import Threads
import Vocabulary

/// Writes whole trees into empty layers: first all folders, then the files, by several threads where there are many.
///
/// Each folder is opened once or a few times, and what git's filters would leave as it is goes past them.
struct TreeWriter {
  /// The layer, empty.
  let layer: LayerFolder
  /// Whose attributes say how files look in a working tree.
  let commit: ObjectID

  /// Files of one folder, which one thread writes.
  struct Part: Sendable {
    /// The folder's path in the layer; empty for the layer itself.
    let folder: String
    /// What the folder shows.
    let tree: ObjectID
    /// Which of the tree's entries.
    let entries: Range<Int>
    /// Whether attributes hold there.
    let hasAttributes: Bool
  }

  /// Entries of a tree that several threads do not share.
  private static let fewest = 256
  /// Parts of a folder at most: each reads the tree anew.
  private static let mostParts = 16
  /// Files that one thread writes as fast as several, which open the repository first.
  private static let alone = 1000
  /// Threads at most.
  private static let mostThreads = 4

  /// Writes `tree`; gives the files of it that Git LFS keeps.
  ///
  /// - Complexity: O(*n*) in its files; memory for its folders, and a file a thread.
  func write(
    _ tree: ObjectID, from repository: borrowing Repository
  ) throws(LayerError) -> [LargeFile] {
    let parts = try makeFolders(of: tree, from: repository)
    let writing = PartsWriting(of: parts, into: layer, attributesFrom: commit)
    guard parts.reduce(0, { $0 + $1.entries.count }) > TreeWriter.alone else {
      writing.work(from: repository)
      return try writing.pointers()
    }
    // What was kept of the folders is not needed again.
    do { try repository.reopenObjects(apart: 0) } catch { throw .git(error) }
    let place = repository.place
    let count = min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), TreeWriter.mostThreads)
    // Where one cannot be started, or cannot open the repository, the others write the rest.
    let threads = (1...max(1, count)).compactMap { number in
      Thread {
        guard let own = try? Repository(at: place) else { return }
        writing.work(from: own, apart: number)
      }
    }
    for thread in threads { thread.join() }
    writing.work(from: repository)
    return try writing.pointers()
  }

  /// Makes all folders; gives the files that are to be written into them.
  private func makeFolders(
    of tree: ObjectID, from repository: borrowing Repository
  ) throws(LayerError) -> [Part] {
    var parts: [Part] = []
    let isPlain: Bool
    do { isPlain = try repository.hasPlainWorkingForm() } catch { throw .git(error) }
    var waiting = [(path: "", tree: tree, hasAttributes: !isPlain)]
    while let next = waiting.popLast() {
      let entries: [(name: String, entry: TreeEntry)]
      do { entries = try repository.entries(ofTree: next.tree) } catch { throw .git(error) }
      let hasAttributes =
        next.hasAttributes || entries.contains { $0.name == ".gitattributes" }
      let below = entries.filter { $0.entry.mode == .tree }
      if !below.isEmpty {
        let folder = try layer.opened(next.path)
        for (name, entry) in below {
          let path = next.path.isEmpty ? name : "\(next.path)/\(name)"
          try layer.failing("making", path) { () throws(SystemError) in
            try ConfinedFolder.checkName(name)
            _ = try folder.makeFolder(.text(name), mode: 0o755, owner: layer.owner)
          }
          waiting.append((path, entry.id, hasAttributes))
        }
      }
      guard below.count < entries.count else { continue }
      let size = max(
        TreeWriter.fewest, entries.count / TreeWriter.mostParts + 1)
      for start in stride(from: 0, to: entries.count, by: size) {
        parts.append(
          Part(
            folder: next.path, tree: next.tree,
            entries: start..<min(start + size, entries.count), hasAttributes: hasAttributes))
      }
    }
    return parts
  }
}

extension LayerFolder {
  /// Opens the folder at a path below; the layer's own for an empty one.
  func opened(_ path: String) throws(LayerError) -> ConfinedFolder {
    try failing("opening", path) { () throws(SystemError) in
      path.isEmpty ? folder : try folder.folder(path)
    }
  }
}
