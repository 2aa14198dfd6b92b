import Git
import Records
import Text
import Vocabulary

/// What a run has delivered, in short: enough to tell whether a line may come from it.
///
/// Of many archived runs no more than this is read.
struct DeliveredPatches: Hashable {
  /// The run's id.
  let run: RunID
  /// The commit it started from.
  let base: ObjectID
  /// The tree of `base`.
  let baseTree: ObjectID
  /// The patches; none where nothing was delivered.
  let patches: [ObjectID]
  /// The upstream commits that its merge status names.
  let mergedCommits: Set<ObjectID>

  /// What the run of `record` has delivered.
  init(_ record: RunRecord) {
    run = record.run.id
    base = record.run.base
    baseTree = record.run.baseTree
    patches = record.phase == .delivered ? record.patches : []
    mergedCommits = Set(record.mergeStatus?.mergedCommits.map(\.commit) ?? [])
  }
}

extension DeliveredPatches: Decodable {
  private enum Key: String, CodingKey { case record }
  private enum RecordKey: String, CodingKey {
    case id, base, baseTree, patches
    case mergeStatus = "verdict"
  }

  /// Reads a file of the archive's index.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
      .nestedContainer(keyedBy: RecordKey.self, forKey: .record)
    run = try values.decode(RunID.self, forKey: .id)
    base = try values.decode(ObjectID.self, forKey: .base)
    baseTree = try values.decode(ObjectID.self, forKey: .baseTree)
    patches = try values.decode([ObjectID].self, forKey: .patches)
    let status = try values.decodeIfPresent(MergeStatus.self, forKey: .mergeStatus)
    mergedCommits = Set(status?.mergedCommits.map(\.commit) ?? [])
  }
}

extension Archive {
  /// What the archived runs have delivered; files that cannot be read are skipped.
  ///
  /// - Complexity: O(*n*) in the archived runs.
  static func deliveries(
    in repository: borrowing Repository
  ) throws(RecordsError) -> [DeliveredPatches] {
    return try git { () throws(GitError) in
      guard let tip = try repository.reference(RefNames.archive) else { return [] }
      var found: [DeliveredPatches] = []
      try repository.forEachFile(inTree: try repository.readCommit(tip).tree) {
        _, entry throws(GitError) in
        let bytes = try repository.readBlob(entry.id)
        if let run = try? JSONReading.value(DeliveredPatches.self, in: bytes) {
          found.append(run)
        }
      }
      return found
    }
  }
}
