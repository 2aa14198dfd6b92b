import Models
import Vocabulary

/// What a call of another agent's means here, before the project's files are looked at.
enum Meaning: Hashable {
  /// A shell command; `directory` is where the agent's shell stood: below the project, or absolute.
  case run(String, directory: Place)
  /// Looking at a file or folder.
  case read(String, lines: ClosedRange<Int>?)
  /// Looking for a text below paths.
  case search(String, paths: [String], isPattern: Bool)
  /// A file's whole content.
  case write(String, content: String)
  /// The one place where a text stands, or all; the nearest to `line` where it stands at several and a window was open.
  case replace(String, old: String, new: String, isEverywhere: Bool, line: Int?)
  /// Several such, one after the other.
  case replaceEach(String, [Replacement])
  /// Lines, counted from 1, replaced by others.
  case replaceLines(String, first: Int, last: Int, text: String)
  /// Lines put in after a line, 0 for the start; `nil` for the end of the file.
  case insert(String, after: Int?, text: String)
  /// A file goes.
  case delete(String)
  /// What the agent is going to do.
  case plan(String)
  /// The agent says that it is through.
  case finish(String)
  /// Only said.
  case think(String)
  /// Nothing here is like it, or it must not be carried out; the clause says why.
  case keep(String)

  /// A text in the place of another.
  struct Replacement: Hashable {
    var old: String
    var new: String
    var isEverywhere: Bool
  }

  /// A folder, as the agent's shell stood in it.
  enum Place: Hashable {
    /// Below the project, relative to it; empty for the project itself.
    case project(String)
    /// Elsewhere, absolute.
    case elsewhere(String)
  }

  /// Whether it writes to the project's files by an editor of the agent's.
  var isEdit: Bool {
    switch self {
    case .write, .replace, .replaceEach, .replaceLines, .insert, .delete: true
    default: false
    }
  }
}
