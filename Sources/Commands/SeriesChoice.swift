import Git
import Records
import Vocabulary

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
    if let tip = try branch(text, in: repository) {
      let own = try? RunIndex.id(matching: text, in: repository)
      return try series(at: tip, named: text, ofRun: own, in: repository)
    }
    do {
      return try StoredSeries(of: RunIndex.id(matching: text, in: repository), in: repository)
    } catch {
      guard case .noSuchRun(text) = error, let tip = try? repository.resolve(text) else {
        throw error
      }
      return try series(at: tip, named: text, ofRun: nil, in: repository)
    }
  }

  /// The tip of the branch `text`, in full or without `refs/heads/`; `nil` where there is none.
  private static func branch(
    _ text: String, in repository: borrowing Repository
  ) throws -> ObjectID? {
    let name = text.hasPrefix("refs/heads/") ? text : "refs/heads/" + text
    return try? repository.reference(name)
  }

  /// The series that ends at `tip`, of the run whose branch it is, or that its last commit names.
  private static func series(
    at tip: ObjectID, named text: String, ofRun own: String?, in repository: borrowing Repository
  ) throws -> StoredSeries {
    let named = try repository.readCommit(tip).run
    guard let id = own ?? named, RunID.isValid(id) else { throw RecordsError.notOurs(text) }
    do {
      return try StoredSeries(of: id, at: tip, named: text, in: repository)
    } catch {
      guard case .noSuchRun = error else { throw error }
      let ref = RefNames.run(id)
      throw Failure(
        "'\(visible(text))' holds patches of run \(id), which is not in this repository",
        hint: "git fetch REMOTE \(ref):\(ref)", status: .nothingToDo)
    }
  }

  private static func newest(in repository: borrowing Repository) throws -> StoredSeries {
    var newest: (id: String, began: Int)?
    for id in try RunIndex.ids(in: repository) {
      guard let record = readableRun(id, in: repository)?.record, record.phase == .delivered
      else { continue }
      if record.run.began >= newest?.began ?? .min { newest = (id, record.run.began) }
    }
    guard let newest else {
      throw Failure(
        "no run in this repository has a series", hint: "git colleague runs", status: .nothingToDo)
    }
    return try StoredSeries(of: newest.id, in: repository)
  }
}
