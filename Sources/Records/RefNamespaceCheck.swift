package import Git
import Glibc

/// Finds out, before any work, whether the refs of ours can be made in a repository.
package enum RefNamespaceCheck {
  /// Where our refs are written, as prefixes of their names.
  package static let prefixes = [
    RefNames.branches, RefNames.runs, RefNames.queue, RefNames.claims, "refs/notes/",
  ]

  /// Looks for what stands where our refs go: git keeps no ref above or below another one.
  ///
  /// - Throws: ``RecordsError/nameTaken(_:)`` with a ref above or below one of ours, or a file that is
  ///   none; ``RecordsError/unreadableNotes(_:)`` when our notes ref is no commit.
  package static func check(in repository: borrowing Repository) throws(RecordsError) {
    for prefix in [RefNames.branches, RefNames.runs, RefNames.queue, RefNames.claims] {
      for name in folders(of: prefix) where try isTaken(name, in: repository) {
        throw .nameTaken(name)
      }
    }
    try checkNotes(in: repository)
  }

  /// The folders of a prefix from `refs/heads` on, outer ones first.
  private static func folders(of prefix: String) -> [String] {
    let parts = prefix.split(separator: "/")
    return (2...parts.count).map { parts[..<$0].joined(separator: "/") }
  }

  private static func isTaken(
    _ name: String, in repository: borrowing Repository
  ) throws(RecordsError) -> Bool {
    do { if try repository.hasReference(name) { return true } } catch { throw .git(error) }
    var status = stat()
    let isThere = stat("\(repository.commonDirectory)/\(name)", &status) == 0
    return isThere && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func checkNotes(in repository: borrowing Repository) throws(RecordsError) {
    let below: [String]
    do {
      below = try repository.references(withPrefix: RefNames.notes + "/").map(\.name)
    } catch { throw .git(error) }
    if let name = below.first { throw .nameTaken(name) }
    do {
      guard let tip = try repository.reference(RefNames.notes) else { return }
      _ = try repository.readCommit(tip)
    } catch { throw .unreadableNotes(RefNames.notes) }
  }
}
