/// Where everything is kept in git, by name.
package enum RefNames {
  /// Holds one ref a run.
  package static let runs = "refs/colleague/runs/"
  /// The rationale for people.
  package static let notes = "refs/notes/colleague"
  /// Holds one branch a series.
  package static let branches = "refs/heads/colleague/"

  /// Holds one ref an issue that waits.
  package static let queue = "refs/colleague/queue/"

  /// The ref of the issue with this key in the queue.
  package static func queued(_ key: String) -> String { queue + key }

  /// The ref that holds the whole state of the run `id`.
  package static func run(_ id: String) -> String { runs + id }

  /// The branch of a run's series: `refs/heads/colleague/<slug>-<id8>`.
  ///
  /// - Parameter id: A run's id, `YYYYMMDD-<slug>-<12 hex>`.
  package static func branch(of id: String) -> String {
    branches + id.dropFirst(9).dropLast(4)
  }
}
