package import Git

/// What tells a patch of ours from other people's commits.
package enum OwnPatch {
  /// The trailer that names the run a patch comes from.
  package static let trailer = "Colleague-Run"
}

extension Commit {
  /// The run that it is a patch of; `nil` for a commit that is none of ours.
  package var run: String? {
    message.split(separator: "\n").last { $0.hasPrefix(OwnPatch.trailer + ": ") }
      .map { String($0.dropFirst(OwnPatch.trailer.count + 2)) }
  }
}
