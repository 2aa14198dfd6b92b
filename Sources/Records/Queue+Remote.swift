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
    let there = try entry(key, at: theirs, of: place)
    if present == nil, let known = try entry(key), known.isClosed {
      // Somebody has asked for a new run since the one that settled it, as far as we know.
      guard there.anew != nil, there.run == known.run else { return false }
    }
    do {
      if let present, try repository.mergeBase(of: present, theirs) == theirs { return true }
      try repository.apply(
        .move(ref, from: present, to: theirs, reason: "fetched"),
        durable: true)
      return false
    } catch GitError.moved {
      // Somebody else in this repository has changed it just now; the next look sees both.
      return false
    } catch { throw .git(error) }
  }
}
