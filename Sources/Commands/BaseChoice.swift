import Git
import Records
import Vocabulary

/// The commit a run starts from, and how it was named.
struct BaseChoice {
  /// The commit.
  let commit: ObjectID
  /// Its tree.
  let tree: ObjectID
  /// The branch or revision, or the commit's id for a detached HEAD.
  let name: String

  /// Takes the first that is given: the option, the wish, the setting, HEAD.
  ///
  /// - Parameter remote: The remote whose branches, as they were last fetched, and whose HEAD count before
  ///   our own.
  /// - Throws: ``Failure`` when the revision does not exist or there is no commit yet.
  init(
    option: String?, wish: String?, setting: String?, remote: String? = nil,
    in repository: borrowing Repository
  ) throws {
    let named = option ?? wish ?? setting
    if let remote {
      let place = RemoteRefs(of: remote)
      let ref = named.map { place.branch($0) } ?? place.head
      if let found = try repository.reference(ref) {
        commit = try BaseChoice.resolve(found.description, in: repository)
        tree = try repository.readCommit(commit).tree
        name = named ?? "HEAD of \(remote)"
        return
      }
    }
    if named == nil, case .unborn(let branch) = try repository.headState() {
      throw Failure(
        "there is no commit on '\(visible(BaseChoice.short(branch)))' yet, so there is nothing to start from",
        hint: "make a first commit, or name a revision with --base")
    }
    commit = try BaseChoice.resolve(named ?? "HEAD", in: repository)
    tree = try repository.readCommit(commit).tree
    if let named {
      name = named
    } else if case .branch(let branch) = try repository.headState() {
      name = BaseChoice.short(branch)
    } else {
      name = commit.abbreviated()
    }
  }

  /// A branch's name as people say it.
  private static func short(_ branch: String) -> String {
    branch.hasPrefix("refs/heads/") ? String(branch.dropFirst(11)) : branch
  }

  private static func resolve(
    _ revision: String, in repository: borrowing Repository
  ) throws(Failure) -> ObjectID {
    do { return try repository.resolve(revision) } catch {
      guard case .notFound = error else { throw Failure(error) }
      throw Failure(
        "there is no commit '\(visible(revision))'",
        hint: "name an existing branch, tag or commit with --base")
    }
  }
}
