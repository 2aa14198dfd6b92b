package import Vocabulary

/// Why commands cannot have the root that the user's config names.
package struct RootError: Error, Hashable, Sendable {
  /// The root, as the setting names it.
  package let root: String
  /// What is wrong with it.
  package let cause: Cause

  /// Says what is wrong with `root`.
  package init(root: String, cause: Cause) { (self.root, self.cause) = (root, cause) }

  /// What is wrong with a root.
  package enum Cause: Hashable, Sendable {
    /// Commands are not confined, and see the machine's own file system.
    case unconfined
    /// There is nothing at its path.
    case missing
    /// A folder is wanted, and it is none.
    case notAFolder
    /// It holds what commands must not see.
    case tooWide(holds: String)
    /// It is no image layout.
    case notALayout
    /// The image has no such name, but these.
    case noSuchTag(String, tags: [String])
    /// It holds several images, of these names, and none is chosen.
    case severalTags([String])
    /// What is named so of an image is not there or cannot be read.
    case unreadable(String)
    /// It is for another system or architecture than this machine's.
    case foreign(String, machine: String)
    /// It has no program `/bin/sh`.
    case noShell
    /// The program that unpacks it is not installed.
    case noProgram(String)
    /// The program that unpacks it ended so, after these last lines.
    case notUnpacked(String, Observation.Ending, lines: [String])
  }
}

/// What is told while a root is made ready.
package enum RootEvent: Hashable, Sendable {
  /// Another process unpacks the same image.
  case waiting(String)
  /// The image is being unpacked.
  case began(String)
  /// It is unpacked.
  case ended
}
