package import Git
package import Vocabulary

/// Finds runs by their names.
package enum RunIndex {
  /// The ids of the runs with a ref of their own, oldest first: by date, then by name.
  ///
  /// - Complexity: O(*n*) in the runs that are not archived.
  package static func ids(in repository: borrowing Repository) throws(RecordsError) -> [RunID] {
    do {
      return try repository.references(withPrefix: RefNames.runs)
        .compactMap { RunID($0.name.dropFirst(RefNames.runs.count)) }.sorted()
    } catch { throw .git(error) }
  }

  /// The names of refs among those of runs that are no run's.
  package static func strays(in repository: borrowing Repository) throws(RecordsError) -> [String] {
    try git { () throws(GitError) in
      try repository.references(withPrefix: RefNames.runs).map(\.name)
        .filter { RunID($0.dropFirst(RefNames.runs.count)) == nil }
    }
  }

  /// The one run that `text` means: its id, the start of it, or its branch. The archive is looked through when
  /// no run with a ref of its own is meant.
  package static func id(
    matching text: String, in repository: borrowing Repository
  ) throws(RecordsError) -> RunID {
    var matches = matches(of: text, among: try ids(in: repository))
    if matches.isEmpty {
      if let id = RunID(text), try Archive.run(id, in: repository) != nil { return id }
      matches = self.matches(of: text, among: try Archive.ids(in: repository))
    }
    guard let first = matches.first, !text.isEmpty else { throw .noSuchRun(text) }
    guard matches.count == 1 else {
      throw .ambiguousRun(text, candidates: matches.map(\.description))
    }
    return first
  }

  private static func matches(of text: String, among ids: [RunID]) -> [RunID] {
    if let id = RunID(text), ids.contains(id) { return [id] }
    var branch = text
    for prefix in ["refs/heads/", "colleague/"] where branch.hasPrefix(prefix) {
      branch.removeFirst(prefix.count)
    }
    return ids.filter {
      $0.description.hasPrefix(text) || RefNames.branch(of: $0) == RefNames.branches + branch
        || (text.count >= 4 && $0.digits.hasPrefix(text))
    }
  }
}
