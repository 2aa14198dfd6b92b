import CLibgit2
package import Vocabulary

/// Makes a header of a commit out of all its other bytes, as git makes `gpgsig`.
package struct CommitSeal: Sendable {
  /// The header's name: lower-case letters and dashes.
  package let header: String
  /// Makes its value, one line, of the commit's bytes without it.
  package let make: @Sendable ([UInt8]) -> String

  /// A header `header`, whose value `make` makes.
  package init(_ header: String, make: @escaping @Sendable ([UInt8]) -> String) {
    self.header = header
    self.make = make
  }

  /// `commit` with the header as its last one.
  func applied(to commit: [UInt8]) -> [UInt8] {
    let line = Array("\n\(header) \(make(commit))".utf8)
    // The message comes after the first empty line.
    let end = commit.firstRange(of: [0x0a, 0x0a])?.lowerBound ?? commit.endIndex
    return commit[..<end] + line + commit[end...]
  }
}

extension Repository {
  /// The value of the header `header` of a commit, and the commit's bytes without it; `nil` where it has none.
  ///
  /// - Throws: ``GitError/notFound(_:)`` where there is no such commit.
  package func seal(
    _ header: String, of id: ObjectID
  ) throws(GitError) -> (value: String, commit: [UInt8])? {
    var (value, rest) = (git_buf(), git_buf())
    defer {
      git_buf_dispose(&value)
      git_buf_dispose(&rest)
    }
    var oid = id.raw
    let code = git_commit_extract_signature(&value, &rest, raw, &oid, header)
    // That the commit is missing is told in the same way as that its header is.
    if code == GIT_ENOTFOUND.rawValue, try exists(id) { return nil }
    try check(code, "commit \(id)")
    return (
      String(decoding: UnsafeRawBufferPointer(start: value.ptr, count: value.size), as: UTF8.self),
      Array(UnsafeRawBufferPointer(start: rest.ptr, count: rest.size))
    )
  }
}
