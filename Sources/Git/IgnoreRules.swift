import CLibgit2
package import Vocabulary

/// The ignore rules of a tree: its `.gitignore` files, `info/exclude` and `core.excludesFile`.
///
/// The user's checkout is not asked: the rules are those of the tree a run works on. libgit2 matches;
/// the rules of a directory are given to it re-anchored at the root.
package struct IgnoreRules: ~Copyable {
  private let matcher: Handle

  private init(matcher: consuming Handle) { self.matcher = matcher }

  /// Reads the rules that matter for files in the `directories` of `tree` (`""` is its root).
  ///
  /// - Complexity: O(*d*) in the directories on the way.
  package static func read(
    from repository: borrowing Repository, tree: ObjectID, for directories: Set<ExactText>
  ) throws(GitError) -> IgnoreRules {
    let matcher = try Repository.openedBare(repository.gitDirectory)
    for directory in withParents(directories) {
      let file = directory.isEmpty ? ".gitignore" : "\(directory)/.gitignore"
      guard let entry = try repository.entry(at: file, inTree: tree),
        entry.mode == .file || entry.mode == .executable,
        let bytes = try repository.readBlob(entry.id, limit: 1 << 20)
      else { continue }
      let rules = anchored(String(decoding: bytes, as: UTF8.self), at: directory)
      try check(git_ignore_add_rule(matcher.raw, rules), file)
    }
    return IgnoreRules(matcher: matcher)
  }

  /// Whether a file that the tree does not hold would be ignored.
  package func ignores(_ path: String) throws(GitError) -> Bool {
    var ignored: Int32 = 0
    try check(git_ignore_path_is_ignored(&ignored, matcher.raw, path), path)
    return ignored != 0
  }

  /// The directories and all above them, outer ones first: rules of inner ones win.
  private static func withParents(_ directories: Set<ExactText>) -> [String] {
    var all: Set<ExactText> = [ExactText("")]
    for directory in directories {
      var path = directory.wrappedValue
      while !path.isEmpty {
        all.insert(path)
        path = path.folderPath
      }
    }
    return all.sorted { (depth($0.wrappedValue), $0) < (depth($1.wrappedValue), $1) }
      .map(\.wrappedValue)
  }

  private static func depth(_ directory: String) -> Int {
    directory.isEmpty ? 0 : 1 + directory.utf8.count { $0 == UInt8(ascii: "/") }
  }
}

/// The lines of a `.gitignore` in `directory`, as they would stand in one at the root.
private func anchored(_ text: String, at directory: String) -> String {
  guard !directory.isEmpty else { return text + "\n" }
  let prefix = directory.reduce(into: "") { text, character in
    if "*?[\\".contains(character) { text.append("\\") }
    text.append(character)
  }
  return text.split(whereSeparator: \.isNewline).map { line in
    guard !line.hasPrefix("#"), line.contains(where: { !$0.isWhitespace }) else { return "" }
    let isNegated = line.hasPrefix("!")
    var pattern = isNegated ? line.dropFirst() : line
    let body = pattern.hasSuffix("/") ? pattern.dropLast() : pattern
    let isAnchored = body.contains("/")
    if pattern.hasPrefix("/") { pattern = pattern.dropFirst() }
    return "\(isNegated ? "!" : "")/\(prefix)/\(isAnchored ? "" : "**/")\(pattern)"
  }.joined(separator: "\n") + "\n"
}
