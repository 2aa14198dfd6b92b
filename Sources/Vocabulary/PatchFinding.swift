/// Something in a patch that keeps it from being delivered, or that a reader has to know first.
package struct PatchFinding: Hashable, Sendable {
  /// What it is.
  package var kind: Kind
  /// The file.
  package var path: String
  /// The line in the file as it is now, from 1; `nil` for what concerns the file as a whole.
  package var line: Int?

  /// Something at `path`.
  package init(_ kind: Kind, in path: String, line: Int? = nil) {
    self.kind = kind
    self.path = path
    self.line = line
  }

  /// What may be found.
  package enum Kind: Hashable, Sendable {
    /// A secret that the base does not have, by the name of the rule that it matches.
    case secret(rule: String)
    /// A character that no reader sees, or that changes the order of reading; spelled in digits.
    case invisible(String)
    /// What may be a secret, or stand for one.
    case possibleSecret
    /// A word that mixes letters of scripts which look alike.
    case mixedScript
    /// A symbolic link out of the project or into its repository.
    case outwardLink(target: String)
    /// A file by which git shows other names for authors.
    case mailmap
    /// A file that can be run now and could not before.
    case newlyExecutable
    /// A file of another kind or mode than before.
    case otherMode
    /// Says anew what counts as equal, or speaks of what tests are run by.
    case decidesChecks
    /// A file that runs later and elsewhere.
    case runsLater

    /// Whether a patch with it is not delivered.
    package var blocks: Bool {
      switch self {
      case .secret, .invisible: true
      default: false
      }
    }
  }
}
