package import Vocabulary

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

  /// Holds one ref a lease.
  package static let claims = "refs/colleague/claims/"
  /// The index of issues that are no longer in the queue.
  package static let settled = "refs/colleague/settled"
  /// The finished runs.
  package static let archive = "refs/colleague/archive"
  /// Which of those have resolved an issue, by the text.
  package static let resolved = "refs/colleague/resolved"

  /// What was learned here.
  package static let lessons = "refs/colleague/lessons"

  /// The suggestions, one file each.
  package static let suggestions = "refs/colleague/suggestions"

  /// The ref of the lease on the issue with this key.
  package static func claim(_ key: String) -> String { claims + key }

  /// The ref of the issue with this key in the queue.
  package static func queued(_ key: String) -> String { queue + key }

  /// The remote whose ref is kept at `ref`, and the name that it has there; `nil` for a ref of our own.
  package static func atRemote(_ ref: String) -> (remote: String, name: String)? {
    let parts = ref.split(separator: "/", maxSplits: 4)
    guard ref.hasPrefix(RemoteRefs.all), parts.count == 5 else { return nil }
    return (String(parts[3]), "refs/colleague/" + parts[4])
  }

  /// Whether `ref` is the full name of a branch that can hold a series: below `refs/heads/colleague/`, of letters,
  /// digits and `-_./`.
  package static func isBranch(_ ref: String) -> Bool {
    let name = ref.dropFirst(branches.count)
    return ref.hasPrefix(branches) && !name.isEmpty && !name.hasPrefix("/") && !name.hasSuffix("/")
      && !name.hasSuffix(".lock") && !name.hasSuffix(".") && !name.contains("..")
      && !name.contains("//") && !name.contains("/.") && !name.hasPrefix(".")
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
  }

  /// Whether a ref of this name may be pushed: what is ours, and nothing else of a remote's.
  package static func isPushed(_ ref: String) -> Bool {
    ref.hasPrefix("refs/colleague/") || isBranch(ref) || ref == notes || ref == "refs/notes/ai"
  }

  /// What people call a branch: its ref's name without `refs/heads/`.
  package static func branchName(_ ref: String) -> String {
    ref.hasPrefix("refs/heads/") ? String(ref.dropFirst("refs/heads/".count)) : ref
  }

  /// The ref that holds the whole state of the run `id`.
  package static func run(_ id: RunID) -> String { "\(runs)\(id)" }

  /// The branch of a run's series: `refs/heads/colleague/<slug>-<id8>`.
  package static func branch(of id: RunID) -> String { branches + id.branchSuffix }
}

/// Where the refs of one remote are kept as they were last fetched.
///
/// The user's own `refs/remotes/` are not touched.
package struct RemoteRefs: Hashable, Sendable {
  /// Holds the refs of all remotes.
  package static let all = "refs/colleague/remotes/"

  /// Everything of the remote's lies below it; ends with a slash.
  package let prefix: String

  /// The place of the remote `name`.
  package init(of name: String) { prefix = "\(RemoteRefs.all)\(name)/" }

  /// The commit that the remote's HEAD pointed at.
  package var head: String { prefix + "HEAD" }

  /// A branch of the remote's.
  package func branch(_ name: String) -> String {
    prefix + "heads/" + RefNames.branchName(name)
  }

  /// Where a ref of the remote's is kept: `refs/colleague/queue/…` as `queue/…`, `refs/issues/…` as
  /// `issues/…`.
  package func kept(_ ref: String) -> String {
    for start in ["refs/colleague/", "refs/"] where ref.hasPrefix(start) {
      return prefix + ref.dropFirst(start.count)
    }
    return prefix + ref
  }
}

extension Run {
  /// The branch that the series is meant for, by its full name: that of the version before, or one of its own.
  package var seriesBranch: String { reroll?.branch ?? RefNames.branch(of: id) }
}
