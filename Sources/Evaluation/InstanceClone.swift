import Files
import Git
import Glibc
import Processes
import Vocabulary

/// The clone of an instance, open, and what the instance calls by name in the repository that it is of.
struct InstanceClone: ~Copyable {
  /// The clone: bare, without a ref but those of its run, and sharing the objects of its repository.
  let repository: Repository
  /// The commit to start from.
  let base: ObjectID
  /// The commit that has solved it; `nil` where none is named.
  let fix: ObjectID?
  /// The problem in words.
  let words: String

  /// Opens the clone, which is made where it is missing.
  ///
  /// - Throws: ``EvaluationError``; a clone that is half made has another name.
  init(
    for instance: Instance, from source: InstanceSource, in folder: EvaluationFolder,
    digest: String,
    given: [String: String]
  ) throws(EvaluationError) {
    let from = try source.open(instance.repository)
    let base = try InstanceClone.resolve(instance.base, of: instance, in: from)
    let fix = try instance.fix.map { name throws(EvaluationError) in
      try InstanceClone.resolve(name, of: instance, in: from)
    }
    let words = try InstanceClone.words(of: instance, fix: fix, in: from)
    let place = folder.clone(of: instance.id, digest: digest)
    try InstanceClone.make(at: place, from: from, in: folder)
    let opened = try InstanceClone.opened(place, given)
    (self.base, self.fix, self.words) = (base, fix, words)
    repository = opened
  }

  private static func words(
    of instance: Instance, fix: ObjectID?, in repository: borrowing Repository
  ) throws(EvaluationError) -> String {
    if let problem = instance.problem { return problem }
    guard let fix else { return "" }
    do { return CommitWords.problem(of: try repository.readCommit(fix).message) } catch {
      throw .git(error)
    }
  }

  private static func make(
    at place: String, from source: borrowing Repository, in folder: EvaluationFolder
  ) throws(EvaluationError) {
    guard access(place, F_OK) != 0 else { return }
    let draft = place + ".draft"
    remove(draft, in: folder)
    do { try source.makeSharing(at: draft) } catch { throw .git(error) }
    guard rename(draft, place) == 0 else { throw .folder(.system(errno, .make, place)) }
  }

  private static func opened(
    _ place: String, _ given: [String: String]
  ) throws(EvaluationError) -> Repository {
    let variables = Environment.all.merging(given) { _, given in given }
    do { return try Repository(gitDirectory: place, environment: variables) } catch {
      throw .git(error)
    }
  }

  /// The repository alone.
  consuming func intoRepository() -> Repository { repository }

  private static func resolve(
    _ name: String, of instance: Instance, in repository: borrowing Repository
  ) throws(EvaluationError) -> ObjectID {
    do { return try repository.resolve(name) } catch {
      throw .noSuchCommit(name: name, repository: instance.repository)
    }
  }
}
