package import Git
package import Records
package import Vocabulary

/// Why nothing is exported, or a run is left out.
package enum ExportError: Error {
  /// Something stands where the folder of the export is to be.
  case occupied(String)
  /// No run was named, and there is none.
  case noRuns
  /// No run is as the selection wants them.
  case nothingSelected
  /// Each run that was selected had to be left out; why was said of each.
  case noneWhole
  /// A run is left out, since a record of it cannot be read.
  case unreadable(RunID, cause: RecordsError)
  /// A run is left out, since an object that this format needs is not in the repository any more.
  case gone(RunID, cause: GitError)
  /// A run is left out of this format, as it has nothing of what the format holds.
  case empty(RunID, lacks: String)

  /// Why a run is left out, in the words of the datasheet.
  var reason: String {
    switch self {
    case .unreadable(_, .newerFormat): "its records are of a newer format"
    case .unreadable: "its records cannot be read"
    case .gone: "objects of it are gone"
    case .empty(_, let lacks): "it has not \(lacks)"
    case .occupied, .noRuns, .nothingSelected, .noneWhole: "nothing was exported"
    }
  }
}
