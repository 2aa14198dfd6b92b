import CLibgit2
import Files
import Glibc

extension Repository {
  /// Refuses what cannot be served, before any work: formats libgit2 opens but reads wrongly, and,
  /// where something is to be written, a repository with folders that are read-only.
  ///
  /// - Parameters:
  ///   - isWriting: Whether something is to be written.
  ///   - prefixes: Where refs are going to be written: `refs/heads/x/` and the like.
  /// - Throws: ``GitError/unsupported(_:)``, or ``GitError/system(errno:doing:)`` with `EROFS` or
  ///   `EACCES` for one that is read-only.
  package func preflight(
    forWriting isWriting: Bool = true, refsBelow prefixes: [String] = []
  ) throws(GitError) {
    let config = try config()
    if try config.value("extensions.partialclone") != nil {
      throw .unsupported(.partialClone(remote: nil))
    }
    if let remote = try config.promisor() { throw .unsupported(.partialClone(remote: remote)) }
    if try config.isTrue("core.sparsecheckout") { throw .unsupported(.sparseCheckout) }
    if try config.isTrue("core.splitindex") || hasSplitIndex() { throw .unsupported(.splitIndex) }
    guard isWriting else { return }
    for directory in writtenFolders(refsBelow: prefixes) {
      // With the dot, what is no directory gives ENOTDIR; that is for others to say.
      guard access(directory + "/.", W_OK | X_OK) != 0, errno != ENOENT, errno != ENOTDIR else {
        continue
      }
      throw .system(errno: errno, doing: "writing to \(directory)")
    }
  }

  /// The folders that writing refs below `prefixes` would write to, as far as they exist.
  private func writtenFolders(refsBelow prefixes: [String]) -> [String] {
    let objects = commonDirectory + "/objects"
    var folders = [commonDirectory, objects, commonDirectory + "/refs"]
    folders += names(inDirectory: objects).filter { $0.utf8.count == 2 }.map { "\(objects)/\($0)" }
    for prefix in prefixes {
      for top in ["", "logs/"] {
        var path = commonDirectory + "/" + top
        for part in prefix.split(separator: "/") {
          path += part + "/"
          folders.append(String(path.dropLast()))
        }
      }
    }
    return folders
  }

  /// Whether the index is split.
  private func hasSplitIndex() -> Bool {
    names(inDirectory: gitDirectory).contains { $0.hasPrefix("sharedindex.") }
  }

  /// Says plainly what libgit2 means by not opening a repository.
  static func explained(_ error: GitError, at path: String) -> GitError {
    switch error {
    case .notFound: return .notARepository(path)
    case .libgit2(_, _, let message):
      guard let range = message.firstRange(of: "extensions.") else { return error }
      let name = message[range.upperBound...].prefix { $0.isLetter || $0.isNumber }
      switch name {
      case "objectformat": return .unsupported(.sha256)
      case "refstorage": return .unsupported(.reftable)
      case "partialclone": return .unsupported(.partialClone(remote: nil))
      default: return .unsupported(.formatExtension(String(name)))
      }
    default: return error
    }
  }
}
