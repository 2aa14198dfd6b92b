import Git
import Vocabulary

/// How many of the lines that a step put into files still stand in a later tree.
package struct LineSurvival: Hashable, Sendable {
  /// Lines that the step added: those of the files it changed, less those that stood there before, each as often as it
  /// stands more often.
  package var added: Int
  /// How many of them stand in the later tree, in the file of the same path.
  package var surviving: Int

  /// No line.
  package static let none = LineSurvival(added: 0, surviving: 0)

  /// Their share, from 0 to 1; `nil` where the step added none.
  package var share: Double? { added == 0 ? nil : Double(surviving) / Double(added) }

  /// States how many survive.
  package init(added: Int, surviving: Int) {
    (self.added, self.surviving) = (added, surviving)
  }

  /// Counts the lines of one file, without their line feeds, as bytes; order plays no part. Pure.
  package init(before: [UInt8], after: [UInt8], later: [UInt8]) {
    var more = LineSurvival.counts(of: after)
    for (line, count) in LineSurvival.counts(of: before) { more[line]? -= count }
    let there = LineSurvival.counts(of: later)
    (added, surviving) = (0, 0)
    for (line, count) in more where count > 0 {
      added += count
      surviving += min(count, there[line] ?? 0)
    }
  }

  private static func counts(of bytes: [UInt8]) -> [ArraySlice<UInt8>: Int] {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  static func + (left: LineSurvival, right: LineSurvival) -> LineSurvival {
    LineSurvival(added: left.added + right.added, surviving: left.surviving + right.surviving)
  }
}

extension Repository {
  /// The most bytes of a file whose lines are counted.
  private static var countedBytes: Int { 4 << 20 }

  /// The survival of what changed between two trees, in a later one; files of more than 4 MiB and what is no regular file
  /// count as without lines.
  ///
  /// - Complexity: O(*n*) in the bytes of the files that differ.
  func survival(
    of after: ObjectID, since before: ObjectID, in later: ObjectID
  ) throws(GitError) -> LineSurvival {
    var sum = LineSurvival.none
    for change in try changes(from: before, to: after) {
      guard let new = try counted(change.new) else { continue }
      let there = try entry(at: change.path, inTree: later)
      sum =
        sum
        + LineSurvival(
          before: try counted(change.old) ?? [], after: new, later: try counted(there) ?? [])
    }
    return sum
  }

  private func counted(_ entry: TreeEntry?) throws(GitError) -> [UInt8]? {
    guard let entry, entry.mode == .file || entry.mode == .executable else { return nil }
    return try readBlob(entry.id, limit: Repository.countedBytes)
  }
}
