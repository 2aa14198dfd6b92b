import Files
package import Git
import Glibc

/// The runs whose series this very repository has put on a branch.
///
/// Runs travel from one repository to another, branches need not go with them: only where a branch was once can
/// it be missed. The file `colleague/delivered` of the common directory has the ids, one a line; without it
/// nothing is known, and no branch is missed.
package enum DeliveredHere {
  /// The file's name.
  static let fileName = "delivered"

  /// Adds the run `id`, unless it is there; where that is not possible it is not remembered.
  package static func add(_ id: String, in repository: borrowing Repository) {
    guard let folder = OwnFolder.make(in: repository.commonDirectory),
      !ids(in: repository).contains(id)
    else { return }
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = open("\(folder)/\(fileName)", flags, 0o666)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // In one piece, and apart from what a full disk may have cut off.
    let line = Array("\n\(id)\n".utf8)
    _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// The ids of the runs; none where that is not known.
  package static func ids(in repository: borrowing Repository) -> Set<String> {
    let file = "\(repository.commonDirectory)/colleague/\(fileName)"
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return Set(bytes.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) })
  }
}
