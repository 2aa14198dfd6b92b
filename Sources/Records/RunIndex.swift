package import Git

/// Finds runs by their names.
package enum RunIndex {
  /// The ids of the runs with a ref of their own, oldest first: by date, then by name.
  ///
  /// - Complexity: O(*n*) in the runs that are not archived.
  package static func ids(in repository: borrowing Repository) throws(RecordsError) -> [String] {
    do {
      return try repository.references(withPrefix: RefNames.runs)
        .map { String($0.name.dropFirst(RefNames.runs.count)) }.sorted()
    } catch { throw .git(error) }
  }

  /// The one run that `text` means: its id, the start of it, or its branch. The archive is looked through when
  /// no run with a ref of its own is meant.
  package static func id(
    matching text: String, in repository: borrowing Repository
  ) throws(RecordsError) -> String {
    var matches = matches(of: text, among: try ids(in: repository))
    if matches.isEmpty {
      if try Archive.run(text, in: repository) != nil { return text }
      matches = self.matches(of: text, among: try Archive.ids(in: repository))
    }
    guard let first = matches.first, !text.isEmpty else { throw .noSuchRun(text) }
    guard matches.count == 1 else { throw .ambiguousRun(text, candidates: matches) }
    return first
  }

  private static func matches(of text: String, among ids: [String]) -> [String] {
    if ids.contains(text) { return [text] }
    var branch = text
    for prefix in ["refs/heads/", "colleague/"] where branch.hasPrefix(prefix) {
      branch.removeFirst(prefix.count)
    }
    return ids.filter {
      $0.hasPrefix(text) || RefNames.branch(of: $0) == RefNames.branches + branch
        || (text.count >= 4 && $0.suffix(12).hasPrefix(text))
    }
  }
}
