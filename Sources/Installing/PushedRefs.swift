/// What a push has changed, as git tells post-receive on its standard input. Pure.
package struct PushedRefs: Hashable, Sendable {
  /// The full names of the refs that got a new value.
  package private(set) var names: [String] = []
  /// The full names of the refs that are gone.
  package private(set) var removed: [String] = []

  /// Reads lines of `OLD NEW NAME`; others are skipped.
  package init(_ text: String) {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 2)
      guard fields.count == 3 else { continue }
      let isGone = fields[1].allSatisfy { $0 == "0" }
      if isGone { removed.append(String(fields[2])) } else { names.append(String(fields[2])) }
    }
  }

  /// Whether there may be issues in what was pushed.
  ///
  /// That is so for the branch that runs start from, for issues kept in git, and for the queue; never for what a
  /// worker of ours pushes: its claims, runs and series.
  ///
  /// - Parameter base: The full name of the branch that runs start from; `nil` for any branch.
  package func mayHoldIssues(base: String?) -> Bool {
    let isWorkers = (names + removed).contains { name in
      name.hasPrefix("refs/colleague/claims/") || name.hasPrefix("refs/colleague/runs/")
    }
    if isWorkers { return false }
    return names.contains { name in
      if name.hasPrefix("refs/heads/colleague/") { return false }
      if name.hasPrefix("refs/heads/") { return base == nil || name == base }
      return name.hasPrefix("refs/issues/") || name.hasPrefix("refs/colleague/queue/")
    }
  }
}
