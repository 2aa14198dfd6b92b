package import Git
package import Lessons
package import Vocabulary

extension LessonKeeping {
  /// How much the files that lessons speak of have changed up to the commit `base`.
  ///
  /// What cannot be read counts as changed whole, and so does a file that is larger than is compared. Beyond
  /// ``compared`` files nothing is said to have changed.
  ///
  /// - Complexity: O(*n*) in those files that are others now, each read once.
  package func freshness(
    of lessons: [Lesson], at base: ObjectID, in repository: borrowing Repository
  ) -> LessonFreshness {
    guard let tree = try? repository.readCommit(base).tree else { return .whole }
    var shares: [Lesson.Evidence.File: Double] = [:]
    for file in lessons.flatMap(\.spokenOf) where shares[file] == nil {
      guard shares.count < LessonKeeping.compared.files else { break }
      shares[file] = share(of: file, in: tree, repository)
    }
    return LessonFreshness(shares)
  }

  private func share(
    of file: Lesson.Evidence.File, in tree: ObjectID, _ repository: borrowing Repository
  ) -> Double {
    guard let entry = try? repository.entry(at: file.path, inTree: tree) else { return 1 }
    if entry.id == file.blob { return 0 }
    let limit = LessonKeeping.compared.bytes
    guard let old = (try? repository.readBlob(file.blob, limit: limit)) ?? nil,
      let new = (try? repository.readBlob(entry.id, limit: limit)) ?? nil
    else { return 1 }
    return LessonFreshness.share(from: old, to: new)
  }
}
