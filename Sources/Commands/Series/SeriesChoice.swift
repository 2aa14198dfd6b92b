import Delivery
import Git
import Records
import Text
import Vocabulary
import Runs

/// Which series a word of the user's means.
enum SeriesChoice {
  /// The series that `text` means: a run's as it was delivered, or what a branch or any other revision that ends
  /// in a patch of ours holds now. The newest series when left out.
  ///
  /// - Throws: ``Failure`` with the status `nothingToDo` where there is none; ``RecordsError``.
  static func series(
    _ text: String?, in repository: borrowing Repository
  ) throws -> StoredSeries {
    guard let text else { return try newest(in: repository) }
    if let (tip, isOwn) = branch(text, in: repository) {
      return try series(at: tip, named: text, lookingBelow: isOwn, in: repository)
    }
    do {
      return try StoredSeries(of: RunIndex.id(matching: text, in: repository), in: repository)
    } catch {
      guard case .noSuchRun(text) = error, let tip = try? repository.resolve(text) else {
        throw error
      }
      return try series(at: tip, named: text, lookingBelow: false, in: repository)
    }
  }

  /// The tip of the branch `text`, in full or without `refs/heads/`, and whether it is named as ours are; `nil`
  /// where there is none.
  private static func branch(
    _ text: String, in repository: borrowing Repository
  ) -> (tip: ObjectID, isOwn: Bool)? {
    let name = text.hasPrefix("refs/heads/") ? text : "refs/heads/" + text
    guard let tip = try? repository.reference(name) else { return nil }
    return (tip, name.hasPrefix(RefNames.branches))
  }

  /// The series that ends at `tip`, of the run that its last commit names.
  ///
  /// - Parameter isOwn: Whether what people have put upon the last patch is skipped to find it.
  private static func series(
    at tip: ObjectID, named text: String, lookingBelow isOwn: Bool,
    in repository: borrowing Repository
  ) throws -> StoredSeries {
    var commit = try repository.readCommit(tip)
    for _ in 0..<(isOwn ? 100 : 0) where commit.run == nil {
      guard let parent = commit.parents.first else { break }
      commit = try repository.readCommit(parent)
    }
    guard let id = commit.run else { throw RecordsError.notOurs(text) }
    do {
      return try StoredSeries(of: id, at: tip, named: text, in: repository)
    } catch {
      guard case .noSuchRun = error else { throw error }
      let ref = RefNames.run(id)
      throw Failure(
        "'\(visible(text))' holds patches of run \(id), which is not in this repository",
        hint: "git fetch REMOTE \(ref):\(ref)", kind: .nothingToDo)
    }
  }

  private static func newest(in repository: borrowing Repository) throws -> StoredSeries {
    var newest: (id: RunID, began: Int)?
    for id in try RunIndex.ids(in: repository) {
      guard let record = readableRun(id, in: repository)?.record, record.phase == .delivered
      else { continue }
      if record.run.began >= newest?.began ?? .min { newest = (id, record.run.began) }
    }
    guard let newest else {
      throw Failure(
        "no run in this repository has a series", hint: "git colleague runs", kind: .nothingToDo)
    }
    return try StoredSeries(of: newest.id, in: repository)
  }
}
