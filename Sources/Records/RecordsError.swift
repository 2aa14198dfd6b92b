package import Git
package import Vocabulary

/// Why something kept in git could not be read or written.
package enum RecordsError: Error {
  /// No run has this name, or none begins with it.
  case noSuchRun(String)
  /// Several runs begin with this text.
  case ambiguousRun(String, candidates: [String])
  /// No issue in the queue has this key, or none begins with it.
  case noSuchIssue(String)
  /// Several keys begin with this text.
  case ambiguousIssue(String, candidates: [String])
  /// No lesson has this name, or none begins with it.
  case noSuchLesson(String)
  /// Several names of lessons begin with this text.
  case ambiguousLesson(String, candidates: [String])
  /// A file is no lesson that can be believed.
  case badLesson(path: String, LessonFault)
  /// No suggestion has this id, or none begins with it.
  case noSuchSuggestion(String)
  /// Several ids begin with this text.
  case ambiguousSuggestion(String, candidates: [String])
  /// The text of the issue of this key is not kept any more.
  case textGone(String)
  /// The run has no step of this number.
  case noSuchStep(Int, of: String)
  /// One record cannot be read: a file of a run's state, or a ref of the queue or of a claim.
  case unreadable(path: String, cause: any Error)
  /// Nothing is known of a run, or not all: what its ref, or its entry in the archive, leads to cannot be read.
  indirect case unreadableRun(RunID, isArchived: Bool, cause: RecordsError)
  /// The index at this ref cannot be read, and so nothing that is in it.
  case unreadableIndex(String, cause: GitError)
  /// A file of a run's state was written by a newer version of this program.
  case newerFormat(path: String, version: Int)
  /// A value could not be encoded.
  case unwritable(cause: any Error)
  /// Another process has moved the run's ref.
  case moved(run: String, expected: ObjectID, actual: ObjectID?)
  /// The series' branch is not ours any more.
  case branchTaken(String)
  /// The series' branch is checked out somewhere, and the run waits with its delivery.
  case checkedOut(String, run: RunID)
  /// The run has delivered no series; perhaps not yet.
  case noSeries(of: String, isDelivering: Bool)
  /// The commits of the run's series are not in the repository any more.
  case seriesGone(String)
  /// A merge in what this names changes more than what it joins, which no patch holds; and the name of the base.
  case mergeOfItsOwn(ObjectID, in: String, base: String)
  /// What this names ends in no patch of ours.
  case notOurs(String)
  /// A series does not fit onto another base at these paths, where no file can hold both sides.
  case doesNotFit(paths: [String])
  /// Something of this name stands where one of our refs would have to be.
  case nameTaken(String)
  /// Our notes ref, by its name, points at no commit.
  case unreadableNotes(String)
  /// The run's series is not delivered because of what is in it.
  case withheld(run: RunID, [PatchFinding])
  /// Git itself failed.
  case git(GitError)

  /// Whether it concerns one record alone, so that the others can still be read.
  package var isOfOneRecord: Bool {
    switch self {
    case .unreadable, .unreadableRun, .newerFormat, .badLesson: true
    default: false
    }
  }
}

/// Runs `work` and throws its ``GitError`` as ``RecordsError/git(_:)``.
package func git<Value>(_ work: () throws(GitError) -> Value) throws(RecordsError) -> Value {
  do { return try work() } catch { throw .git(error) }
}
