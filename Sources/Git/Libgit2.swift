import CLibgit2
import Glibc

/// The library itself: started once, before the first repository is opened.
package enum Libgit2 {
  /// Starts libgit2; it stays up until the process ends.
  ///
  /// Takes 6 to 9 ms, since its TLS library reads the certificate bundle; so it is worth beginning
  /// early, on a thread of its own. Whoever asks while it starts waits.
  package static let start: Void = {
    git_libgit2_init()
    // Blobs and trees are read once and kept as values; a small cache is enough for all open repositories together.
    _ = colleague_git_set_cache_limit(1 << 20)
    // Whom a repository belongs to is looked at by Ownership, with all of git's own words on it.
    _ = colleague_git_set_owner_validation(0)
    // A worktree's own config is read by ConfigFiles.
    "worktreeconfig".withCString { name in
      var names: [UnsafePointer<CChar>?] = [name]
      _ = colleague_git_set_extensions(&names, names.count)
    }
  }()
}

/// Turns a negative result into an error with libgit2's own words, read on the spot: they are kept by
/// thread and the next call replaces them.
@discardableResult
func check(_ code: Int32, _ subject: @autoclosure () -> String) throws(GitError) -> Int32 {
  guard code < 0 else { return code }
  throw error(of: code, subject())
}

/// The error libgit2 has just reported with `code` about `subject`.
func error(of code: Int32, _ subject: String) -> GitError {
  let cause = errno
  let last = git_error_last()
  let message = last.flatMap { $0.pointee.message.map { String(cString: $0) } } ?? "unknown error"
  let category = last?.pointee.klass ?? 0
  switch code {
  case GIT_ENOTFOUND.rawValue: return .notFound(subject)
  case GIT_EINVALIDSPEC.rawValue: return .invalid(subject)
  case GIT_ELOCKED.rawValue: return .locked(path: subject, ageInSeconds: nil)
  default:
    if category == GIT_ERROR_OS.rawValue,
      [ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO, EMFILE].contains(cause)
    {
      let words = ": " + String(cString: strerror(cause))
      return .system(
        errno: cause,
        doing: deed(message.hasSuffix(words) ? message.dropLast(words.count) : message[...]))
    }
    // Where the cause got lost on the way, libgit2 has still put its words at the end.
    for known in [ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO, EMFILE, ENFILE] {
      let words = ": " + String(cString: strerror(known))
      guard message.hasSuffix(words) else { continue }
      return .system(errno: known, doing: deed(message.dropLast(words.count)))
    }
    return .libgit2(code: code, category: Int32(category), message: message)
  }
}

/// What libgit2 was about, out of its words on how that went.
private func deed(_ words: Substring) -> String {
  words.hasPrefix("failed to ") ? String(words.dropFirst("failed to ".count)) : String(words)
}

/// Calls a libgit2 function that makes a handle, and returns the handle.
func make(
  _ subject: @autoclosure () -> String, _ call: (inout OpaquePointer?) -> Int32
) throws(GitError) -> OpaquePointer {
  var handle: OpaquePointer?
  let code = call(&handle)
  guard code >= 0, let handle else { throw error(of: code, subject()) }
  return handle
}

/// Asks libgit2 for a handle that may not exist; `nil` for "not found".
func find(
  _ subject: @autoclosure () -> String, _ call: (inout OpaquePointer?) -> Int32
) throws(GitError) -> OpaquePointer? {
  var handle: OpaquePointer?
  let code = call(&handle)
  if code == GIT_ENOTFOUND.rawValue { return nil }
  guard code >= 0 else { throw error(of: code, subject()) }
  return handle
}

/// Owns one libgit2 handle and frees it once.
struct Handle: ~Copyable {
  /// The handle itself; valid as long as the owner lives.
  let raw: OpaquePointer
  private let free: @convention(c) (OpaquePointer?) -> Void

  /// Takes `raw` over, to be freed by `free`.
  init(_ raw: OpaquePointer, freedBy free: @escaping @convention(c) (OpaquePointer?) -> Void) {
    self.raw = raw
    self.free = free
  }

  deinit { free(raw) }
}
