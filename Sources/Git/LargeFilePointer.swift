/// The text that stands in a repository for a file whose content Git LFS keeps elsewhere.
///
/// The format is the public one of Git LFS (docs/spec.md there): lines `key value`, `version` first, the others sorted, less
/// than 1024 bytes. Content that extensions have changed is none that can be put in its place.
package struct LargeFilePointer: Hashable, Sendable {
  /// The SHA-256 of the content, in 64 lower-case hexadecimal digits.
  package let digest: String
  /// The bytes of the content.
  package let size: Int

  private static let versions = [
    "https://git-lfs.github.com/spec/v1", "https://hawser.github.com/spec/v1",
    "http://git-media.io/v/2",
  ]
  private static let beginning = Array("version http".utf8)

  /// The bytes that a pointer has less than.
  package static let limit = 1024

  /// Reads the text of a pointer; `nil` for any other.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count < LargeFilePointer.limit, bytes.starts(with: LargeFilePointer.beginning),
      let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    guard lines.count == 3,
      let version = lines[0].value(of: "version"), LargeFilePointer.versions.contains(version),
      let oid = lines[1].value(of: "oid"), oid.hasPrefix("sha256:"),
      let number = lines[2].value(of: "size"), let size = Int(number), size >= 0,
      number == "\(size)"
    else { return nil }
    let digest = String(oid.dropFirst("sha256:".count))
    guard LargeFilePointer.isDigest(digest) else { return nil }
    (self.digest, self.size) = (digest, size)
  }

  /// The pointer to content of this digest and size; `nil` for what is no digest.
  package init?(digest: String, size: Int) {
    guard LargeFilePointer.isDigest(digest), size >= 0 else { return nil }
    (self.digest, self.size) = (digest, size)
  }

  /// Whether `text` is 64 lower-case hexadecimal digits.
  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

extension Substring {
  /// What follows `key` and a space.
  fileprivate func value(of key: String) -> String? {
    hasPrefix(key + " ") ? String(dropFirst(key.utf8.count + 1)) : nil
  }
}

extension Repository {
  /// The folder in which Git LFS keeps the content of files on this machine: what `lfs.storage` names, below the git
  /// directory where that is relative; `lfs` there unless set.
  package func largeFileStorage() throws(GitError) -> String {
    guard let named = try config().value("lfs.storage"), !named.isEmpty else {
      return commonDirectory + "/lfs"
    }
    return named.hasPrefix("/") ? named : "\(commonDirectory)/\(named)"
  }
}
