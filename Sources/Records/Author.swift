package import Git

/// Who the commits of a run are by.
package struct Author: Hashable, Sendable {
  /// The name; never empty.
  package var name: String
  /// The address; never empty.
  package var email: String
  /// The committer's name, where it is another one; never empty.
  package var committerName: String
  /// The committer's address, where it is another one; never empty.
  package var committerEmail: String
  /// Lines such as `Change-Type: fix` that patches carry beside ours.
  package var trailers: [String] = []
  /// Whether patches say what assisted in them.
  package var namesAssistant = true
  /// By which records are known to be the user's own; `nil` for records that nobody will know again.
  package var key: RecordKey?

  /// An author of this name and address, who also commits unless another committer is given.
  package init(
    name: String, email: String, committerName: String? = nil, committerEmail: String? = nil
  ) {
    self.name = name
    self.email = email
    self.committerName = committerName ?? name
    self.committerEmail = committerEmail ?? email
  }

  /// Nobody, for what is only read.
  package static let nobody = Author(name: "-", email: "-")

  /// The author at `time`, seconds since 1970, in UTC: equal work gives equal commits anywhere.
  package func signature(at time: Int) -> Signature {
    Signature(name: name, email: email, time: time, offset: 0)
  }

  /// The committer at `time`, seconds since 1970, in UTC.
  package func committing(at time: Int) -> Signature {
    Signature(name: committerName, email: committerEmail, time: time, offset: 0)
  }
}
