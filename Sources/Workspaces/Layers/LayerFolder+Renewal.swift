import Git
import Vocabulary

extension LayerFolder {
  /// Writes the files of the tree `now` that differ from those of `then` anew, over layers that show them already.
  ///
  /// What was built from the files of `then` is told to be old by the times of files alone: one that came to stand in a
  /// layer before that was built, of another version, would pass for the one that it was built from.
  ///
  /// - Parameter commit: Whose attributes say how files look in a working tree.
  /// - Complexity: O(*n*) in the files that differ; in those of `now` where `then` is not at hand.
  func renew(
    from then: ObjectID, to now: ObjectID, attributesFrom commit: ObjectID,
    in repository: borrowing Repository
  ) throws(LayerError) {
    guard then != now else { return }
    var changes: [TreeChange] = []
    do { changes = try repository.changes(from: then, to: now) } catch {
      do { changes = try repository.changes(from: nil, to: now) } catch { throw .git(error) }
    }
    for change in changes {
      // What Git LFS keeps, and submodules, have layers of their own.
      guard let entry = change.new,
        case .plain(let bytes) = try repository.workingFile(
          of: entry, at: change.path, attributesFrom: commit)
      else { continue }
      try write(bytes, to: change.path, mode: entry.mode)
    }
  }
}
