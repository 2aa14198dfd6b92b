import Foundation

extension TemporaryRepository {
  /// Makes `other` a submodule at `path` with stock git, in one commit; nothing of it is fetched over any network.
  package func addSubmodule(
    _ other: TemporaryRepository, at path: String, named name: String? = nil
  )
    throws
  {
    try git(
      "-c", "protocol.file.allow=always", "submodule", "add", "-q", "--name", name ?? path, "--",
      other.path, path)
    try git(
      "-c", "protocol.file.allow=always", "submodule", "update", "-q", "--init", "--recursive")
    try git("commit", "-q", "-m", "add \(path)")
  }

  /// Commits the pointer of Git LFS to `content` at `path`, as `git add` does where git-lfs is installed; the attributes have
  /// to say so already.
  ///
  /// - Parameter isAtHand: Whether the content lies in the folder of Git LFS.
  package func addLargeFile(_ content: String, at path: String, isAtHand: Bool = true) throws {
    let digest = try run(
      ["sha256sum"], in: self.path, environment: environment, input: content
    ).output.prefix(64)
    try write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize \(content.utf8.count)\n",
      to: path)
    // Without its filter git takes the pointer for what it is.
    try git("-c", "filter.lfs.clean=cat", "-c", "filter.lfs.required=false", "add", path)
    try git("commit", "-q", "-m", "add \(path)")
    guard isAtHand else { return }
    let place = ".git/lfs/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
    try write(content, to: place)
  }
}
