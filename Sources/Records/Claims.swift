package import Git
import Text
package import Vocabulary

/// The leases on issues, in git: one ref each, only ever moved by compare-and-swap.
///
/// `refs/colleague/claims/<key>` is one commit on the empty tree, without a parent, with the trailers
/// `Worker`, `Run` and `Expires`; a renewed or taken claim is another such commit in its place.
package struct Claims: ~Copyable {
  private let repository: Repository
  private let author: Author
  private let worker: Worker

  /// The claims in `repository`, as `worker` takes and renews them.
  package init(in repository: consuming Repository, author: Author, worker: Worker) {
    self.repository = repository
    self.author = author
    self.worker = worker
  }

  /// The claim on the issue `key`; `nil` when there is none.
  ///
  /// - Throws: ``RecordsError/unreadable(path:cause:)`` for a ref that is no claim.
  package func claim(on key: String) throws(RecordsError) -> Claim? {
    let ref = RefNames.claim(key)
    guard let id = try git({ () throws(GitError) in try repository.reference(ref) }) else {
      return nil
    }
    return try claim(on: key, saidBy: id, at: ref)
  }

  /// The claim that the commit `id` makes on the issue `key`, see ``Claim/bounded(from:)`` where the author's key does
  /// not vouch for it.
  ///
  /// - Parameter ref: Where it stands.
  /// - Throws: ``RecordsError/unreadable(path:cause:)`` for what is no commit.
  package func claim(
    on key: String, saidBy id: ObjectID, at ref: String
  ) throws(RecordsError) -> Claim {
    let commit: Commit
    do { commit = try repository.readCommit(id) } catch {
      throw .unreadable(path: ref, cause: error)
    }
    let claim = Claim(key: key, id: id, message: commit.message)
    let isOwn = try author.key?.vouches(for: id, at: RefNames.claim(key), in: repository) ?? false
    return isOwn ? claim : claim.bounded(from: commit.committer.time)
  }

  /// All claims, by key.
  ///
  /// - Parameter tell: Receives each that cannot be read; it is skipped.
  package func all(
    passingOver tell: (RecordsError) -> Void = { _ in }
  ) throws(RecordsError) -> [Claim] {
    let refs = try git { () throws(GitError) in
      try repository.references(withPrefix: RefNames.claims)
    }
    var claims: [Claim] = []
    for ref in refs {
      let key = String(ref.name.dropFirst(RefNames.claims.count))
      do { claims.append(try claim(on: key, saidBy: ref.id, at: ref.name)) } catch { tell(error) }
    }
    return claims
  }

  /// Takes or renews the claim on an issue for the run `run`: writes the commit, moves the ref.
  ///
  /// - Parameters:
  ///   - known: The claim as it was seen, which it replaces; `nil` where there was none.
  ///   - expires: Until when it is to hold, in seconds since 1970.
  /// - Returns: The claim; `nil` when somebody else was first, and nothing has changed.
  package func take(
    _ key: String, over known: Claim?, for run: RunID, until expires: Int, at time: Int
  ) throws(RecordsError) -> Claim? {
    let message = Claim.message(worker: worker, run: run, expires: expires)
    let id = try git { () throws(GitError) in
      let tree = try repository.editTree(nil, [])
      let id = try repository.commitRecord(
        at: RefNames.claim(key), tree: tree, parents: [], by: author, at: time,
        message: Redactor()(Outgoing(format: message)))
      try repository.sync()
      return id
    }
    let edit = RefEdit.move(RefNames.claim(key), from: known?.id, to: id, reason: "claim: \(run)")
    do { try repository.apply(edit, durable: true) } catch GitError.moved {
      return nil
    } catch { throw .git(error) }
    return Claim(key: key, id: id, message: message)
  }

  /// Gives a claim up; one that somebody else has taken over in the meantime stays theirs.
  package func release(_ claim: Claim) throws(RecordsError) {
    let edit = RefEdit.delete(RefNames.claim(claim.key), ifAt: claim.id, reason: "released")
    do { try repository.apply(edit, durable: true) } catch GitError.moved {
      return
    } catch { throw .git(error) }
  }
}
