import Git
package import Vocabulary

extension Queue {
  /// Makes our entry of `key` what a remote says it is: its commit `theirs`.
  ///
  /// Ours stays where it goes on from theirs. Where both have changed, theirs counts: that is the one which all
  /// workers see.
  ///
  /// - Parameter place: The ref that says so.
  /// - Returns: Whether ours goes on from theirs, and has to be pushed to be seen.
  @discardableResult
  package func adopt(
    _ key: String, at theirs: ObjectID, of place: String
  ) throws(RecordsError) -> Bool {
    let ref = RefNames.queued(key)
    let present = try git { () throws(GitError) in try repository.reference(ref) }
    if present == theirs { return false }
    if present == nil, let known = try entry(key), known.isOver { return false }
    _ = try entry(key, at: theirs, of: place)
    do {
      if let present, try repository.mergeBase(of: present, theirs) == theirs { return true }
      try repository.apply(
        RefEdit(name: ref, expected: present ?? .zero, new: theirs, reason: "fetched"),
        durable: true)
      return false
    } catch GitError.moved {
      // Somebody else in this repository has changed it just now; the next look sees both.
      return false
    } catch { throw .git(error) }
  }
}
