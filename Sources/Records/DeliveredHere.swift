import Files
package import Git
package import Vocabulary

/// The runs whose series this very repository has put on a branch.
///
/// Runs travel from one repository to another, branches need not go with them: only where a branch was once can
/// it be missed. The file `colleague/delivered` of the common directory has the ids, one a line; without it
/// nothing is known, and no branch is missed.
package enum DeliveredHere {
  /// The file's name.
  static let fileName = "delivered"

  /// Adds the run `id`, unless it is there; where that is not possible it is not remembered.
  package static func add(_ id: RunID, in repository: borrowing Repository) {
    guard let folder = OwnFolder.make(in: repository.commonDirectory),
      !ids(in: repository).contains(id)
    else { return }
    // In one piece, and apart from what a full disk may have cut off.
    let line = Array("\n\(id)\n".utf8)
    try? File(writing: "\(folder)/\(fileName)", [.create, .append, .noFollow, .nonBlocking])
      .write(line)
  }

  /// The ids of the runs; none where that is not known.
  package static func ids(in repository: borrowing Repository) -> Set<RunID> {
    let file = "\(repository.commonDirectory)/colleague/\(fileName)"
    let bytes = (try? FileReading.bytes(of: file, [.noFollow, .nonBlocking])) ?? []
    return Set(
      bytes.split(separator: 0x0a).compactMap { RunID(String(decoding: $0, as: UTF8.self)) })
  }
}
