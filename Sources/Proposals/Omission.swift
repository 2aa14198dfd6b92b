/// Something of the project's that looks like a setup or a test, and why it is not proposed.
package struct Omission: Hashable, Sendable {
  /// Where it stands.
  package let reason: Reason
  /// Its first line.
  package let text: String
  /// Why.
  package let cause: Cause

  /// Why a command is not proposed.
  package enum Cause: Hashable, Sendable {
    /// It deploys, publishes, pushes, or reaches an account somewhere.
    case reachesOut
    /// It uses a secret.
    case usesSecret
    /// It needs to be root.
    case needsRoot
    /// It runs what it downloads.
    case runsDownload
    /// This expression has no value outside of its service.
    case unresolved(String)
    /// It is a script of many commands that depend on one another.
    case isScript
    /// It is for another shell, or another system.
    case isForeign
    /// It holds characters that nobody sees.
    case isInvisible
    /// Its file cannot be read.
    case unreadable
  }

  /// Leaves out what stands at `reason`.
  package init(_ text: String, at reason: Reason, for cause: Cause) {
    (self.reason, self.text, self.cause) = (reason, text, cause)
  }
}
