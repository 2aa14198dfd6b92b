import CLibgit2
package import Vocabulary

/// Some lines that one commit brought in.
package struct BlamedLines: Hashable, Sendable {
  /// The commit.
  package var commit: ObjectID
  /// The lines, counted from 1, in the file as it is now.
  package var lines: ClosedRange<Int>
  /// The file's path in that commit.
  package var originalPath: String
  /// The first of the lines in that commit's version of the file, counted from 1.
  package var originalLine: Int

  /// The number, in the commit's version of the file, of the line that now has the number `line`.
  package func original(of line: Int) -> Int { originalLine + line - lines.lowerBound }
}

extension Repository {
  /// Which commit brought in each of some lines of a file, in the order of the lines.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - newest: The commit whose version of the file is asked about.
  ///   - lines: The lines, counted from 1; they have to exist.
  ///   - oldest: An ancestor that no line is followed beyond: what was there before is said to be its own.
  /// - Throws: ``GitError/notFound(_:)`` when the commit has no such file.
  /// - Complexity: O(*c*) in the commits back to the last one that is needed; each one's tree, and
  ///   the file where it differs, is compared with its parents'.
  package func blame(
    _ path: String, at newest: ObjectID, lines: ClosedRange<Int>, oldest: ObjectID? = nil
  ) throws(GitError) -> [BlamedLines] {
    var options = git_blame_options()
    try check(git_blame_options_init(&options, UInt32(GIT_BLAME_OPTIONS_VERSION)), path)
    options.newest_commit = newest.raw
    if let oldest { options.oldest_commit = oldest.raw }
    options.min_line = lines.lowerBound
    options.max_line = lines.upperBound
    let blame = Handle(
      try make(path) { git_blame_file(&$0, raw, path, &options) }, freedBy: git_blame_free)
    return (0..<git_blame_get_hunk_count(blame.raw)).compactMap { index in
      guard let hunk = git_blame_get_hunk_byindex(blame.raw, index)?.pointee,
        hunk.lines_in_hunk > 0
      else { return nil }
      let first = hunk.final_start_line_number
      return BlamedLines(
        commit: ObjectID(hunk.final_commit_id), lines: first...(first + hunk.lines_in_hunk - 1),
        originalPath: hunk.orig_path.map { String(cString: $0) } ?? path,
        originalLine: hunk.orig_start_line_number)
    }
  }
}
