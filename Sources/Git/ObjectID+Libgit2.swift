import CLibgit2
import Vocabulary

extension ObjectID {
  /// The id that libgit2 keeps as 20 bytes.
  init(_ raw: git_oid) {
    let bytes = withUnsafeBytes(of: raw.id) { Array($0.prefix(20)) }
    self = ObjectID(bytes: bytes) ?? .zero
  }

  /// The id behind a pointer that libgit2 lends; zero for none.
  init(_ raw: UnsafePointer<git_oid>?) {
    self = raw.map { ObjectID($0.pointee) } ?? .zero
  }

  /// The id as libgit2 keeps it.
  var raw: git_oid {
    var raw = git_oid()
    withUnsafeMutableBytes(of: &raw.id) { $0.copyBytes(from: bytes) }
    return raw
  }
}
