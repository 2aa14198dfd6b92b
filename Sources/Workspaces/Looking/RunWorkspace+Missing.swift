import Engine
import Git
import Vocabulary

extension RunWorkspace {
  /// Entries looked at in search of a path like one that is missing.
  private static let looked = 20_000

  /// The refusal of a path that is not there, with the paths it may have been meant for.
  func missing(_ path: TreePath) throws(WorkspaceFailure) -> Observation {
    refused(try missingSentence(path))
  }

  /// That there is no file `path`, and what it may have been meant for.
  func missingSentence(_ path: TreePath) throws(WorkspaceFailure) -> String {
    let nearest = try nearestPaths(to: path).map { "'\($0)'" }
    let hint = nearest.isEmpty ? "" : "; there is \(nearest.joined(separator: ", "))"
    return "there is no file '\(path.text)'\(hint)"
  }

  /// At most three paths of the tree that are like `path`: the same name elsewhere, then the names
  /// most like it in the innermost directory of it that exists.
  ///
  /// - Complexity: O(1): 20,000 entries are looked at at most, from the root down.
  func nearestPaths(to path: TreePath) throws(WorkspaceFailure) -> [String] {
    try wrapped { () throws(GitError) in
      var folder = (path: "", id: tree)
      for parent in path.parents {
        guard let entry = try repository.entry(at: parent, inTree: tree), entry.mode == .tree
        else { break }
        folder = (parent, entry.id)
      }
      let prefix = folder.path.isEmpty ? "" : folder.path + "/"
      let wanted = path.text.dropFirst(prefix.utf8.count).prefix { $0 != "/" }
      let most = min(max(2, wanted.utf8.count / 3), wanted.utf8.count - 1)
      let siblings = try repository.entries(ofTree: folder.id).prefix(RunWorkspace.looked)
        .map { (path: prefix + $0.name, distance: editDistance($0.name, wanted)) }
        .filter { $0.distance <= most }
      let found =
        nearby(try namesakes(of: path).map { ($0, editDistance($0, path.text)) })
        + nearby(siblings)
      var unique: [String] = []
      for path in found where !unique.containsExactly(path) { unique.append(path) }
      return Array(unique.prefix(3))
    }
  }

  private func nearby(_ paths: [(path: String, distance: Int)]) -> [String] {
    paths.sorted { ($0.distance, $0.path) < ($1.distance, $1.path) }.prefix(3).map(\.path)
  }

  /// The paths elsewhere whose last part is the same but for case, breadth first.
  private func namesakes(of path: TreePath) throws(GitError) -> [String] {
    let name = path.name.lowercased()
    var found: [String] = []
    var count = 0
    var folders = [(path: "", id: tree)][...]
    while let folder = folders.popFirst(), count < RunWorkspace.looked, found.count < 50 {
      for (entryName, entry) in try repository.entries(ofTree: folder.id) {
        count += 1
        let here = folder.path + entryName
        if entry.mode == .tree { folders.append((here + "/", entry.id)) }
        if entryName.lowercased() == name { found.append(here) }
      }
    }
    return found
  }
}
