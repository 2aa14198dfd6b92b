package import Vocabulary

/// A finished run as the archive's index keeps it.
package struct ArchivedRun: Hashable, Sendable, Codable {
  /// The version of the format, written into every file.
  static let version = 1

  /// The run, how it ended and what it cost; the issue's body is left out.
  package var record: RunRecord
  /// The run's newest state commit.
  package var tip: ObjectID
  private(set) var version = ArchivedRun.version

  /// The run of `record` whose newest state is `tip`.
  package init(_ record: RunRecord, tip: ObjectID) {
    self.record = record
    self.record.run.issue.body = ""
    self.tip = tip
  }

  /// Where the run `id` is in the index: by year, month, day and the first two of its twelve digits, so that
  /// no directory grows large.
  package static func path(of id: RunID) -> String {
    let digits = id.digits.prefix(2)
    return "\(folder(of: id))/\(digits)/\(id)"
  }

  /// The folder of the day on which the run `id` began.
  static func folder(of id: RunID) -> String {
    let date = id.date
    return "\(date.prefix(4))/\(date.dropFirst(4).prefix(2))/\(date.dropFirst(6))"
  }
}
