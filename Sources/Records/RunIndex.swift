package import Git

/// Finds runs by their names.
package enum RunIndex {
  /// The ids of all runs, oldest first: by date, then by name.
  ///
  /// - Complexity: O(*n*) in the runs that are not archived.
  package static func ids(in repository: borrowing Repository) throws(RecordsError) -> [String] {
    do {
      return try repository.references(withPrefix: RefNames.runs)
        .map { String($0.name.dropFirst(RefNames.runs.count)) }.sorted()
    } catch { throw .git(error) }
  }

  /// The one run that `text` means: its id, the start of its id, or its branch.
  package static func id(
    matching text: String, in repository: borrowing Repository
  ) throws(RecordsError) -> String {
    let all = try ids(in: repository)
    if all.contains(text) { return text }
    var branch = text
    for prefix in ["refs/heads/", "colleague/"] where branch.hasPrefix(prefix) {
      branch.removeFirst(prefix.count)
    }
    let matches = all.filter {
      $0.hasPrefix(text) || RefNames.branch(of: $0) == RefNames.branches + branch
        || (text.count >= 4 && $0.suffix(12).hasPrefix(text))
    }
    guard let first = matches.first, !text.isEmpty else { throw .noSuchRun(text) }
    guard matches.count == 1 else { throw .ambiguousRun(text, candidates: matches) }
    return first
  }
}
