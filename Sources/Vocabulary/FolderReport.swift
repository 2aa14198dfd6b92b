/// What the tests of one folder said, in a report on the tests of several: all but their names, which stand there.
package struct FolderReport: Hashable, Sendable, Codable {
  /// The folder, from the top of the project.
  package let folder: String
  /// Whether its tests were run for this report, and not taken over from the run at the start.
  package let isFresh: Bool
  /// How many tests came out which way.
  package let counts: TestReport.Counts
  /// Whether its command succeeded.
  package let succeeded: Bool
  /// The reader that understood the output.
  package let reader: String
  /// Whether the runner's own report file was read.
  package let isFromFile: Bool
  /// Why it cannot be believed, in a clause; `nil` for a complete one.
  package let doubt: String?

  /// What `report` says of the tests of `folder`.
  package init(_ report: TestReport, of folder: String, isFresh: Bool) {
    (self.folder, self.isFresh) = (folder, isFresh)
    (counts, succeeded) = (report.counts, report.succeeded)
    (reader, isFromFile, doubt) = (report.reader, report.isFromFile, report.doubt)
  }

  /// The name of a test of `folder` among those of others: the folder comes first.
  package static func name(_ name: String, in folder: String) -> String {
    folder.isEmpty ? name : "\(folder): \(name)"
  }

  /// What a test that is called `name` among those of several folders is called in `folder`; `nil` where it is none
  /// of that folder's.
  package static func ownName(of name: String, in folder: String) -> String? {
    guard !folder.isEmpty else { return name }
    let prefix = folder + ": "
    return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
  }
}

extension TestReport {
  /// One report on the tests of several folders, whose names come first in those of their tests.
  ///
  /// - Parameter parts: The folders with their reports; one whose folder is empty stands alone, and stays as it is.
  /// - Complexity: O(*n* log *n*) in the tests.
  package init(_ parts: [(folder: String, report: TestReport)]) {
    if parts.count == 1, parts[0].folder.isEmpty {
      self = parts[0].report
      return
    }
    var all = TestReport(succeeded: true, reader: "", isFromFile: true)
    var readers: [Substring] = []
    for (folder, report) in parts {
      func named(_ names: [String]) -> [String] {
        names.map { FolderReport.name($0, in: folder) }
      }
      all.passed += named(report.passed)
      all.failed += named(report.failed)
      all.skipped += named(report.skipped)
      all.unloaded += named(report.unloaded)
      all.counts.passed += report.counts.passed
      all.counts.failed += report.counts.failed
      all.counts.skipped += report.counts.skipped
      all.succeeded = all.succeeded && report.succeeded
      all.isFromFile = all.isFromFile && report.isFromFile
      all.doubt = all.doubt ?? report.doubt.map { "in \(folder), \($0)" }
      readers += report.readers.filter { !readers.contains($0) }
    }
    self.init(
      passed: all.passed, failed: all.failed, skipped: all.skipped, unloaded: all.unloaded,
      counts: all.counts, succeeded: all.succeeded, reader: readers.joined(separator: "+"),
      isFromFile: all.isFromFile, doubt: all.doubt)
  }

  /// The report on the tests of one folder, of which this one holds the names.
  package func part(_ folder: FolderReport) -> TestReport {
    func own(_ names: [String]) -> [String] {
      names.compactMap { FolderReport.ownName(of: $0, in: folder.folder) }
    }
    return TestReport(
      passed: own(passed), failed: own(failed), skipped: own(skipped), unloaded: own(unloaded),
      counts: folder.counts, succeeded: folder.succeeded, reader: folder.reader,
      isFromFile: folder.isFromFile, doubt: folder.doubt)
  }
}
