import Git
import Records
import Text
import Vocabulary

/// The commit a run starts from, and how it was named.
struct BaseChoice {
  /// The commit.
  let commit: ObjectID
  /// Its tree.
  let tree: ObjectID
  /// The branch or revision, or the commit's id for a detached HEAD.
  let name: String
  /// The full name of the ref it was read from; `nil` when it was named otherwise.
  let ref: String?

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
        commit = try BaseChoice.resolve(found.description, namedBy: "", in: repository)
        tree = try repository.readCommit(commit).tree
        name = named ?? "HEAD of \(remote)"
        self.ref = ref
        return
      }
    }
    if named == nil, case .unborn(let branch) = try repository.headState() {
      throw Failure(
        "there is no commit on '\(visible(RefNames.branchName(branch)))' yet, so there is nothing to start from",
        hint: "make a first commit, or name another branch: git config colleague.base BRANCH")
    }
    let place =
      option != nil
      ? " with --base"
      : wish != nil ? " as the issue's 'base:'" : ": git config colleague.base BRANCH"
    commit = try BaseChoice.resolve(named ?? "HEAD", namedBy: place, in: repository)
    tree = try repository.readCommit(commit).tree
    if let named {
      name = named
      let branch = "refs/heads/" + RefNames.branchName(named)
      // A revision such as main~3 names no ref, and git would say so in many words.
      ref = (try? repository.reference(branch)) == .some(.some(commit)) ? branch : nil
    } else if case .branch(let branch) = try repository.headState() {
      name = RefNames.branchName(branch)
      ref = branch
    } else {
      name = commit.abbreviated()
      ref = nil
    }
  }

  private static func resolve(
    _ revision: String, namedBy place: String, in repository: borrowing Repository
  ) throws(Failure) -> ObjectID {
    do { return try repository.resolve(revision) } catch {
      guard case .notFound = error else { throw Failure(error) }
      throw Failure(
        "there is no commit '\(visible(revision))'",
        hint: "name an existing branch, tag or commit\(place)")
    }
  }
}
