import CLibgit2
import Glibc

extension Repository {
  /// Refuses what cannot be served, before any work: formats libgit2 opens but reads wrongly, and,
  /// where something is to be written, a repository that is read-only.
  ///
  /// - Throws: ``GitError/unsupported(_:)``, or ``GitError/system(errno:doing:)`` with `EROFS` or
  ///   `EACCES` for one that is read-only.
  package func preflight(forWriting isWriting: Bool = true) throws(GitError) {
    let config = try config()
    if try config.value("extensions.partialclone") != nil { throw .unsupported(.partialClone) }
    if try config.isTrue("core.sparsecheckout") { throw .unsupported(.sparseCheckout) }
    if try config.isTrue("core.splitindex") || hasSplitIndex() { throw .unsupported(.splitIndex) }
    guard isWriting else { return }
    for directory in [commonDirectory, commonDirectory + "/objects", commonDirectory + "/refs"]
    where access(directory, W_OK) != 0 {
      throw .system(errno: errno, doing: "writing to \(directory)")
    }
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
      case "partialclone": return .unsupported(.partialClone)
      default: return .unsupported(.formatExtension(String(name)))
      }
    default: return error
    }
  }

  /// Whether the global or system config lists `path`, or everything, under `safe.directory`.
  ///
  /// libgit2 1.5 knows the exact path only; git knows `*` and `DIR/*` too, and so do we.
  static func isListedAsSafe(_ path: String) -> Bool {
    guard let absolute = realpath(path, nil) else { return false }
    defer { free(absolute) }
    let place = String(cString: absolute)
    guard let raw = try? make("config", { git_config_open_default(&$0) }) else { return false }
    let config = Handle(raw, freedBy: git_config_free)
    var isSafe = false
    for value in (try? values(of: "safe.directory", in: config.raw)) ?? [] {
      if value.isEmpty { isSafe = false }
      let folder = value.hasSuffix("/*") ? String(value.dropLast(1)) : nil
      let matches = value == "*" || value == place || folder.map { place.hasPrefix($0) } ?? false
      if matches || place == value + "/.git" { isSafe = true }
    }
    return isSafe
  }
}
