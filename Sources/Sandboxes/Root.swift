/// The folder a command works in, and what is shown in it and in the command's home.
package struct Root: Hashable, Sendable {
  /// Where its files are.
  package enum Files: Hashable, Sendable {
    /// An overlay, mounted for as long as the command runs. Paths are relative to the sandbox's
    /// directory; `lowers` has the uppermost layer first.
    case overlay(lowers: [String], upper: String, work: String)
    /// A folder used as it is; relative to the sandbox's directory.
    case folder(String)
  }

  /// A folder that the command sees with what it writes there kept apart: an overlay of its own.
  package struct Addition: Hashable, Sendable {
    /// Where a command sees it.
    package enum Target: Hashable, Sendable {
      /// At a path of the workspace, where a folder is; elsewhere it is left out.
      case workspace(String)
      /// As its home.
      case home
      /// As the folder for caches in its home, `.cache`; a command that is not confined goes without it.
      case cache
    }

    /// Where it is shown.
    package var target: Target
    /// What is shown, the uppermost first: absolute, or relative to the sandbox's directory. Empty where `upper` is shown
    /// as it is, which a cache can be.
    package var lowers: [String]
    /// Where what is written goes, relative to the sandbox's directory.
    package var upper: String
    /// A folder beside it, for the overlay's own use.
    package var work: String

    /// Shows `lowers` at `target`; what is written goes to `upper`.
    package init(_ target: Target, lowers: [String] = [], upper: String, work: String = "") {
      (self.target, self.lowers, self.upper, self.work) = (target, lowers, upper, work)
    }
  }

  /// Where its files are.
  package var files: Files
  /// What is shown beside them; it needs overlays.
  package var additions: [Addition]

  /// The folder with these files, and nothing beside them unless told.
  package init(_ files: Files, additions: [Addition] = []) {
    self.files = files
    self.additions = additions
  }

  /// An overlay; see ``Files``.
  package static func overlay(lowers: [String], upper: String, work: String) -> Root {
    Root(.overlay(lowers: lowers, upper: upper, work: work))
  }

  /// A folder; see ``Files``.
  package static func folder(_ path: String) -> Root { Root(.folder(path)) }

  /// The folders that a command writes to, relative to the sandbox's directory.
  var written: [String] {
    let own =
      switch files {
      case .folder(let path): path
      case .overlay(_, let upper, _): upper
      }
    return [own] + additions.map(\.upper)
  }
}
