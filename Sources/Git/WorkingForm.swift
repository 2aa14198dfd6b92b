import CLibgit2
import Glibc
package import Vocabulary

extension Repository {
  /// A digest of all that decides, beside a tree itself, how its files look in a working tree.
  ///
  /// Those are `core.autocrlf` and `core.eol`, `info/attributes`, and the user's own attributes. The
  /// kinds of files are always those of the tree: `core.symlinks` and `core.filemode` do not count.
  package func workingForm() throws(GitError) -> ObjectID {
    // Each part with its length before it: no two lists of parts give the same text.
    let text = try formParts().flatMap { Array("\($0.count) ".utf8) + $0 }
    var id = git_oid()
    try check(git_odb_hash(&id, text, text.count, GIT_OBJECT_BLOB), "attributes")
    return ObjectID(id)
  }

  /// Whether files look in a working tree as they are stored, wherever the tree itself has no attributes.
  package func hasPlainWorkingForm() throws(GitError) -> Bool {
    let parts = try formParts()
    let isPlain = parts[0].isEmpty || parts[0] == Array("false".utf8)
    // Without `core.autocrlf` and attributes, `core.eol` is about no file.
    return isPlain && parts.dropFirst(2).allSatisfy(\.isEmpty)
  }

  /// `core.autocrlf`, `core.eol`, `info/attributes`, and the user's own attributes.
  private func formParts() throws(GitError) -> [[UInt8]] {
    let config = try config()
    var parts: [[UInt8]] = []
    for key in ["core.autocrlf", "core.eol"] {
      parts.append(Array((try config.value(key) ?? "").lowercased().utf8))
    }
    let own = try config.value("core.attributesfile")
    for file in [commonDirectory + "/info/attributes", own.map(expanded) ?? standardAttributes()] {
      parts.append(file.flatMap(bytes) ?? [])
    }
    return parts
  }
}

/// The user's attributes where no setting names a file of them.
private func standardAttributes() -> String? {
  if let base = getenv("XDG_CONFIG_HOME"), base.pointee != 0 {
    return String(cString: base) + "/git/attributes"
  }
  return expanded("~/.config/git/attributes")
}

private func expanded(_ path: String) -> String? {
  guard path.hasPrefix("~/") else { return path }
  return getenv("HOME").map { String(cString: $0) + path.dropFirst() }
}

/// The bytes of a file, up to a mebibyte; `nil` when it cannot be read.
private func bytes(of file: String) -> [UInt8]? {
  guard let stream = fopen(file, "re") else { return nil }
  defer { fclose(stream) }
  var bytes = [UInt8](repeating: 0, count: 1 << 20)
  return Array(bytes[..<fread(&bytes, 1, bytes.count, stream)])
}
