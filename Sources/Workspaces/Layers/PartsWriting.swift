import Files
import Git
import Synchronization
import Vocabulary

/// Parts of a tree that several threads write, each the next that nobody has taken.
final class PartsWriting: Sendable {
  private let parts: [TreeWriter.Part]
  private let layer: LayerFolder
  private let commit: ObjectID
  private let taken = Atomic(0)
  private let outcome = Mutex(Outcome())

  private struct Outcome {
    var pointers: [LargeFile] = []
    var failure: LayerError?
  }

  /// Nothing is written yet; folders are there.
  ///
  /// - Parameter commit: Whose attributes say how files look in a working tree.
  init(of parts: [TreeWriter.Part], into layer: LayerFolder, attributesFrom commit: ObjectID) {
    (self.parts, self.layer, self.commit) = (parts, layer, commit)
  }

  /// Writes parts until none is left, or one has failed.
  ///
  /// - Parameter number: Which of the threads it is, whose repository is nobody else's: its objects are then read apart
  ///   from the other threads'.
  func work(from repository: borrowing Repository, apart number: Int? = nil) {
    var read = number == nil ? 0 : Int.max
    while true {
      let next = taken.add(1, ordering: .relaxed).oldValue
      guard next < parts.count else { return }
      do throws(LayerError) {
        if let number, read > PartsWriting.mostRead {
          do { try repository.reopenObjects(apart: number) } catch { throw .git(error) }
          read = 0
        }
        let pointers = try write(parts[next], from: repository, &read)
        if !pointers.isEmpty { outcome.withLock { $0.pointers += pointers } }
      } catch {
        taken.store(parts.count, ordering: .relaxed)
        outcome.withLock { if $0.failure == nil { $0.failure = error } }
      }
    }
  }

  /// Bytes that a thread reads before it gives back what libgit2 keeps of them.
  private static let mostRead = 2 << 20

  /// The files that Git LFS keeps, in no order, once all threads have ended.
  func pointers() throws(LayerError) -> [LargeFile] {
    let outcome = outcome.withLock { $0 }
    if let failure = outcome.failure { throw failure }
    return outcome.pointers
  }

  private func write(
    _ part: TreeWriter.Part, from repository: borrowing Repository, _ read: inout Int
  ) throws(LayerError) -> [LargeFile] {
    let entries: [(name: String, entry: TreeEntry)]
    do { entries = try repository.entries(ofTree: part.tree) } catch { throw .git(error) }
    let folder = try layer.opened(part.folder)
    var pointers: [LargeFile] = []
    for (name, entry) in entries[part.entries] where entry.mode != .tree {
      let isPlain = !part.hasAttributes && (entry.mode == .file || entry.mode == .executable)
      if isPlain {
        let bytes: [UInt8]
        do { bytes = try repository.readBlob(entry.id) } catch { throw .git(error) }
        read += bytes.count
        try write(bytes, entry.mode, name, in: folder, part)
      } else if let pointer = try place(entry, name, in: folder, part, repository, &read) {
        pointers.append(pointer)
      }
    }
    return pointers
  }

  private func write(
    _ bytes: [UInt8], _ mode: FileMode, _ name: String, in folder: ConfinedFolder,
    _ part: TreeWriter.Part
  ) throws(LayerError) {
    do throws(SystemError) {
      try ConfinedFolder.checkName(name)
      try folder.make(
        .text(name), bytes, mode: mode == .executable ? 0o755 : 0o644, owner: layer.owner)
    } catch {
      try layer.failing("writing", part.path(of: name)) { () throws(SystemError) in throw error }
    }
  }

  /// Writes what is a link, a submodule's folder, or may have to be filtered; gives a file that Git LFS keeps.
  private func place(
    _ entry: TreeEntry, _ name: String, in folder: ConfinedFolder, _ part: TreeWriter.Part,
    _ repository: borrowing Repository, _ read: inout Int
  ) throws(LayerError) -> LargeFile? {
    let path = part.path(of: name)
    switch try repository.workingFile(of: entry, at: path, attributesFrom: commit) {
    case .folder: try layer.makeDirectory(path)
    case .plain(let bytes) where entry.mode == .symlink:
      try layer.write(bytes, to: path, mode: .symlink)
    case .plain(let bytes):
      read += bytes.count
      try write(bytes, entry.mode, name, in: folder, part)
    case .large(let pointer, let bytes):
      try write(bytes, entry.mode, name, in: folder, part)
      return LargeFile(path: path, pointer: pointer, isExecutable: entry.mode == .executable)
    }
    return nil
  }
}

extension TreeWriter.Part {
  /// The path of the entry `name`.
  fileprivate func path(of name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
}
