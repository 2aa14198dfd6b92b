package import Git
import Records
package import Vocabulary

extension Base {
  /// Resolves the first revision that is given: the option, the issue's wish, the setting, HEAD.
  ///
  /// - Parameter remote: The remote whose branches, as they were last fetched, and whose HEAD count before
  ///   our own.
  /// - Throws: ``RunError/noSuchRevision(_:source:)``, ``RunError/unbornBranch(_:)``, or an error of git.
  package static func choice(
    option: String?, wish: String?, setting: String?, remote: String? = nil,
    in repository: borrowing Repository
  ) throws(RunError) -> Base {
    let named = option ?? wish ?? setting
    do {
      if let remote, let base = try remoteBase(named, at: remote, in: repository) { return base }
      if named == nil, case .unborn(let branch) = try repository.headState() {
        throw RunError.unbornBranch(branch)
      }
      let source: BaseSource = option != nil ? .option : wish != nil ? .issue : .setting
      let commit = try resolve(named ?? "HEAD", source, in: repository)
      let tree = try repository.readCommit(commit).tree
      if let named {
        let branch = "refs/heads/" + RefNames.branchName(named)
        // A revision such as main~3 names no ref, and git would say so in many words.
        let isRef = (try? repository.reference(branch)) == .some(.some(commit))
        return Base(commit: commit, tree: tree, ref: isRef ? branch : nil, name: named)
      }
      if case .branch(let branch) = try repository.headState() {
        return Base(commit: commit, tree: tree, ref: branch, name: RefNames.branchName(branch))
      }
      return Base(commit: commit, tree: tree, ref: nil, name: commit.abbreviated())
    } catch { throw RunError(error) }
  }

  /// The base that a remote has, as it was last fetched; `nil` where it has no such branch.
  private static func remoteBase(
    _ named: String?, at remote: String, in repository: borrowing Repository
  ) throws -> Base? {
    let place = RemoteRefs(of: remote)
    let ref = named.map { place.branch($0) } ?? place.head
    guard let found = try repository.reference(ref) else { return nil }
    let commit = try resolve(found.description, .remote, in: repository)
    return Base(
      commit: commit, tree: try repository.readCommit(commit).tree, ref: ref,
      name: named ?? "HEAD of \(remote)")
  }

  private static func resolve(
    _ revision: String, _ source: BaseSource, in repository: borrowing Repository
  ) throws(RunError) -> ObjectID {
    do { return try repository.resolve(revision) } catch {
      guard case .notFound = error else { throw .git(error) }
      throw .noSuchRevision(revision, source: source)
    }
  }
}
