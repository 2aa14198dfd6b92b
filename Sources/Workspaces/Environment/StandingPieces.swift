import Text
import Vocabulary

/// What stands in a workspace though the base's own objects do not hold it, and what is lacking of that: submodules, and the
/// content of files that Git LFS keeps.
package struct StandingPieces: Hashable, Sendable {
  /// A submodule whose folder is empty.
  package struct EmptySubmodule: Hashable, Sendable {
    /// Its path.
    package let path: String
    /// The commit that is recorded.
    package let commit: String
    /// Why it is empty.
    package let reason: Reason
  }

  /// Why a submodule's folder is empty.
  package enum Reason: Hashable, Sendable {
    /// Its commit is not on this machine.
    case notAtHand
    /// Objects of it are missing or damaged.
    case incomplete
    /// There are too many, or they lie too deep in one another.
    case tooMany
    /// Overlays cannot be mounted here.
    case noOverlays
  }

  /// Paths of submodules that stand at their recorded commits, the outer ones first, and of those that a setup has filled.
  package internal(set) var submodules: [String] = []
  /// Submodules that are empty.
  package internal(set) var emptySubmodules: [EmptySubmodule] = []
  /// How many files have the content that Git LFS keeps.
  package internal(set) var largeFiles = 0
  /// Paths of files of which the pointer alone stands there.
  package internal(set) var absentLargeFiles: [String] = []
  /// Whether the repository has a checkout, in which git can fetch what is lacking.
  package internal(set) var hasCheckout = true

  /// Nothing.
  package init() {}

  /// Whether nothing is to be said.
  package var isEmpty: Bool {
    submodules.isEmpty && emptySubmodules.isEmpty && largeFiles == 0 && absentLargeFiles.isEmpty
  }

  /// What is recorded of submodules; `nil` where there is none.
  var submodulesRecord: EnvironmentRecord.Pieces? {
    EnvironmentRecord.Pieces(
      there: submodules.count, naming: submodules, lacking: emptySubmodules.map(\.path))
  }

  /// What is recorded of files that Git LFS keeps; `nil` where there is none.
  var largeFilesRecord: EnvironmentRecord.Pieces? {
    EnvironmentRecord.Pieces(there: largeFiles, naming: [], lacking: absentLargeFiles)
  }
}

extension StandingPieces {
  /// What brings the objects of the submodule at `path` onto this machine.
  package func mend(forSubmodule path: String) -> String {
    guard hasCheckout else {
      return "git config colleague.setup COMMAND, one that puts its files into \(shellQuoted(path))"
    }
    // Git knows one that lies in another by that one alone.
    let outer = submodules.first { path.hasPrefix($0 + "/") }
    let named = outer.map { "--recursive \(shellQuoted($0))" } ?? shellQuoted(path)
    return "git submodule update --init \(named) in the checkout, so that its objects are at hand"
  }

  /// What brings the content that Git LFS keeps onto this machine.
  package var mendForLargeFiles: String {
    hasCheckout
      ? "git lfs pull in the checkout, so that the content is at hand"
      : "git lfs fetch --all in the repository, so that the content is at hand"
  }
}
