package import Git
package import Proposals
package import Vocabulary

extension Repository {
  /// The largest file looked into to recognise how a project is set up and tested, in bytes.
  private static let fileLimit = 1 << 20

  /// The most entries of the base looked at, from above. What says how a project is tested stands high up.
  private static let entryLimit = 4000

  /// Folders that are looked into wherever they stand in that order.
  private static let folders = [
    ".github/workflows", ".forgejo/workflows", ".gitea/workflows", ".ci", ".devcontainer",
  ]

  /// The topmost files of `tree`.
  ///
  /// - Complexity: O(1) in the size of the project.
  func topmostFiles(ofTree tree: ObjectID) throws(GitError) -> [String] {
    try overview(ofTree: tree, limit: Repository.entryLimit)
      .filter { $0.entry.mode == .file || $0.entry.mode == .executable }.map(\.path)
  }

  /// The bytes of one of them; `nil` where it cannot be read.
  func topmostFile(_ path: String, ofTree tree: ObjectID) -> [UInt8]? {
    guard let entry = try? entry(at: path, inTree: tree) else { return nil }
    return try? readBlob(entry.id, limit: Repository.fileLimit)
  }

  /// How the project with the files of `tree` could be set up and tested, by its topmost files.
  ///
  /// - Throws: ``RunError/git(_:)``.
  package func proposals(forTree tree: ObjectID) throws(RunError) -> Proposals {
    do {
      var paths = try topmostFiles(ofTree: tree)
      for folder in Repository.folders {
        guard let entry = try entry(at: folder, inTree: tree), entry.mode == .tree else { continue }
        for (name, inner) in try entries(ofTree: entry.id)
        where inner.mode == .file || inner.mode == .executable {
          paths.append("\(folder)/\(name)")
        }
      }
      return Proposals(paths: paths) { topmostFile($0, ofTree: tree) }
    } catch { throw .git(error) }
  }
}
