package import Git
package import Vocabulary

extension MemoryIndex {
  /// What became here of the built-in policy's edits, and where faults were mended, for the policy to begin with.
  ///
  /// Of the kinds of edits: how many series of each people merged as they were, merged with changes, rejected; what was
  /// rejected for a later version of itself does not count. Of the files that are in `base`, and of functions: how many
  /// commits of the history mend something there, by their subject or as the merged series of a run.
  ///
  /// - Throws: ``MemoryError``.
  /// - Complexity: O(*r*) in the merged runs of the policy, and O(1) beside that.
  package func repairPriors(
    at base: ObjectID, in repository: borrowing Repository
  ) throws(MemoryError) -> RepairPriors {
    var priors = RepairPriors.none
    try database.each(
      """
      SELECT template, status, count(*) FROM repairs JOIN runs ON number = run
        WHERE isTold = 1 AND status IN ('merged', 'edited', 'rejected') AND coalesce(how, '') <> 'superseded'
        GROUP BY template, status
      """
    ) { row in
      guard let template = row.text(0), let word = row.text(1).flatMap(MergeStatus.Word.init) else {
        return true
      }
      priors.count(word, of: template, times: row.integer(2))
      return true
    }
    let tree = try reading { () throws(GitError) in try repository.readCommit(base).tree }
    let files = try database.all(
      "SELECT path, fixes FROM paths WHERE fixes > 0 ORDER BY fixes DESC, path LIMIT ?",
      [.integer(2 * RepairPriors.placeLimit)]
    ) { row in row.text(0).map { RepairPriors.Place(path: $0, fixes: row.integer(1)) } }
    let functions = try database.all(
      """
      SELECT paths.path, name, heads.fixes FROM heads JOIN paths ON number = heads.path
        WHERE heads.fixes > 1 ORDER BY heads.fixes DESC, paths.path, name LIMIT ?
      """, [.integer(2 * RepairPriors.placeLimit)]
    ) { row in
      row.text(0).map {
        RepairPriors.Place(path: $0, function: row.text(1), fixes: row.integer(2))
      }
    }
    for place in files + functions
    where (try? repository.entry(at: place.path, inTree: tree)) != nil { priors.add(place) }
    return priors
  }
}
