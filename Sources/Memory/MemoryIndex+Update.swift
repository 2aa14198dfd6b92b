package import Git
import Records
package import Vocabulary

extension MemoryIndex {
  /// The share of an update's time that runs may take before commits are read.
  private static let runShare = 0.6

  /// Takes in what the refs have that the index has not: runs that have ended, archived ones too, with the newest merge
  /// status that is kept, and the commits that lead to `base`. The newest come first; what is left when the time is over
  /// is for the next update.
  ///
  /// Each run is read once, and again where its newest state is another one. All of it is one change of the file, so that
  /// one that is killed leaves the index as it was. Where another process is at it, nothing is done. An index that
  /// turns out to be damaged is made anew on the way.
  ///
  /// - Parameters:
  ///   - base: The newest commit of the history.
  ///   - seconds: How long this may take, about; at least one run and one commit are read.
  /// - Throws: ``MemoryError``; the index is as it was.
  /// - Complexity: O(*n*) in the runs with a ref of their own, and what is new.
  @discardableResult
  package mutating func update(
    from repository: borrowing Repository, at base: ObjectID, within seconds: Double
  ) throws(MemoryError) -> MemoryUpdate {
    guard !isReadOnly else { throw .readOnly(database.path) }
    do throws(MemoryError) {
      return try takeIn(from: repository, at: base, within: seconds)
    } catch {
      guard case .damaged = error else { throw error }
      try restart()
      return try takeIn(from: repository, at: base, within: seconds)
    }
  }

  private func takeIn(
    from repository: borrowing Repository, at base: ObjectID, within seconds: Double
  ) throws(MemoryError) -> MemoryUpdate {
    var update = MemoryUpdate()
    do throws(MemoryError) {
      try database.change { () throws(MemoryError) in
        let end = Deadline(in: seconds)
        let runs = try takeInRuns(
          from: repository, until: Deadline(in: seconds * MemoryIndex.runShare))
        let commits = try takeInHistory(from: repository, at: base, until: end)
        update.runs = runs.count
        update.commits = commits.count
        update.isComplete = runs.isComplete && commits.isComplete
      }
    } catch {
      guard case .locked = error else { throw error }
      return MemoryUpdate()
    }
    return update
  }

  /// The value kept under a name; `nil` where there is none.
  func meta(_ name: String) throws(MemoryError) -> String? {
    try database.first("SELECT value FROM meta WHERE name = ?", [.text(name)]) { $0.text(0) }
  }

  /// Keeps a value under a name.
  func keepMeta(_ name: String, _ value: String) throws(MemoryError) {
    try database.run(
      "INSERT INTO meta VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
      [.text(name), .text(value)])
  }
}
