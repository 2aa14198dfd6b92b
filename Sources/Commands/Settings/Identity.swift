import Git
import Records

/// Finds out who commits are by, in git's own order, with a word of ours before it.
///
/// `colleague.authorName`; else `GIT_AUTHOR_NAME`, `author.name`, `user.name`; the committer's with
/// `COMMITTER` and `committer` in their place. Addresses in the same way, `EMAIL` last. See
/// git-commit(1), "COMMIT INFORMATION". Nothing is made up from the machine's names.
enum Identity {
  /// The author and committer; `nil` when a name or an address is missing.
  ///
  /// - Parameter variable: Gives the value of an environment variable.
  static func author(
    _ config: borrowing Config, variable: (String) -> String?
  ) throws(GitError) -> Author? {
    let name = try first("Name", of: "author", config, variable)
    let email = try first("Email", of: "author", config, variable)
    guard let name, let email else { return nil }
    return Author(
      name: name, email: email,
      committerName: try first("Name", of: "committer", config, variable),
      committerEmail: try first("Email", of: "committer", config, variable))
  }

  private static func first(
    _ part: String, of role: String, _ config: borrowing Config, _ variable: (String) -> String?
  ) throws(GitError) -> String? {
    if let own = clean(try config.value("colleague.author\(part)")) { return own }
    if let word = clean(variable("GIT_\(role.uppercased())_\(part.uppercased())")) { return word }
    for key in ["\(role).\(part.lowercased())", "user.\(part.lowercased())"] {
      if let word = clean(try config.value(key)) { return word }
    }
    return part == "Email" ? clean(variable("EMAIL")) : nil
  }

  /// The text without what git takes off the ends of names, and what would break a commit's header.
  private static func clean(_ text: String?) -> String? {
    let crud: Set<Character> = [".", ",", ":", ";", "<", ">", "\"", "\\", "'"]
    let isCrud: (Character) -> Bool = { crud.contains($0) || $0.isWhitespace }
    guard var rest = text?[...] else { return nil }
    rest = rest.drop(while: isCrud)
    while let last = rest.last, isCrud(last) { rest.removeLast() }
    let kept = rest.filter { $0 != "<" && $0 != ">" && !$0.isNewline }
    return kept.isEmpty ? nil : String(kept)
  }
}
