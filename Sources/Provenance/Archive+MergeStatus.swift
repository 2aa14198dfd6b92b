package import Git
package import Records
package import Vocabulary

extension Archive {
  /// Moves the oldest finished runs into the archive when there are many, with what people did with their series by
  /// now; see ``Records/Archive/moveOldest(of:slack:at:statuses:mayMove:)``.
  ///
  /// - Returns: How many were moved.
  @discardableResult
  package func tidy(
    _ repository: borrowing Repository, slack: Int, at time: Int, mayMove: (RunID) -> Bool
  ) throws(RecordsError) -> Int {
    try moveOldest(
      of: repository, slack: slack, at: time,
      statuses: { records in
        // Nothing more than was known where that cannot be found out.
        guard let own = try? Repository(gitDirectory: repository.gitDirectory)
        else { return [:] }
        var scan = MergeStatusScan(in: own)
        return ((try? scan.statuses(of: records)) ?? [:]).mapValues(\.status)
      }, mayMove: mayMove)
  }
}
