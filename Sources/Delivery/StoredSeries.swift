package import Git
package import Records
package import Vocabulary

/// A delivered series as it lies in git: read, never written.
package struct StoredSeries: Sendable {
  /// One patch.
  package struct Patch: Sendable {
    /// The commit's id.
    package let id: ObjectID
    /// The commit.
    package let commit: Commit
    /// Its rationale; `nil` where it has none.
    package let note: String?
    /// What it changes, file by file.
    package let differences: [FileDifference]

    /// The first paragraph of the message in one line.
    package var title: String { message.title.joined(separator: " ") }
    /// The rest of the message.
    var body: String { message.body.joined(separator: "\n") }

    private var message: (title: [Substring], body: ArraySlice<Substring>) {
      let lines = commit.message.unicodeScalars.split(
        separator: "\n", omittingEmptySubsequences: false
      ).map { Substring($0) }
      let text = lines.drop { $0.allSatisfy(\.isWhitespace) }
      let title = text.prefix { !$0.allSatisfy(\.isWhitespace) }
      return (Array(title), text.dropFirst(title.count))
    }
  }

  /// The run it comes from.
  package let record: RunRecord
  /// The commit that the patches stand on: the parent of the first, or what was last merged of the base's branch.
  package let base: ObjectID
  /// The patches, first one first; never empty.
  package let patches: [Patch]
  /// The commit that the series ends with: the last patch, or a merge upon it.
  package let tip: ObjectID
  /// The merges between and upon the patches, first one first; they are no patches, as to `git format-patch`.
  let merges: [ObjectID]
  /// All patches together.
  package let whole: [FileDifference]
  /// The cover letter in Markdown, as the run keeps it; `nil` where it keeps none.
  package let cover: String?

  /// Whether these are the patches that the run delivered, and no others.
  package var isAsDelivered: Bool {
    record.phase == .delivered && patches.map(\.id) == record.patches && tip == record.patches.last
  }
  /// Which version of the series this is, from 1.
  package var version: Int { record.run.reroll?.version ?? 1 }
  /// What names the series through all its versions: the id of the first version's run.
  package var changeID: RunID { record.run.reroll?.changeID ?? record.run.id }

  /// The most commits looked at from a branch's tip.
  private static let limit = 1000

  /// Reads the series of the run `id` as it was delivered, wherever its branch is now.
  ///
  /// - Throws: ``RecordsError/noSeries(of:isDelivering:)`` where none was delivered,
  ///   ``RecordsError/seriesGone(_:)`` where its commits are not in the repository any more.
  package init(of id: RunID, in repository: borrowing Repository) throws(RecordsError) {
    let stored = try StoredRun(id, in: repository)
    let record = stored.record
    guard record.phase == .delivered, !record.patches.isEmpty else {
      throw .noSeries(of: "\(id)", isDelivering: record.phase == .delivering)
    }
    let isThere = try git { () throws(GitError) in
      for patch in record.patches where try !repository.exists(patch) { return false }
      return true
    }
    guard isThere else { throw .seriesGone("\(id)") }
    try self.init(
      record, record.patches, on: record.run.base,
      cover: try stored.text(of: "cover.md", in: repository), in: repository)
  }

  /// Reads the series of the run `id` as it ends at `tip`: from there down to the oldest of the run's patches, with
  /// what people have put upon and between them, and what they have merged that is not of the base's branch.
  ///
  /// - Parameter name: What the caller calls `tip`.
  /// - Throws: ``RecordsError/notOurs(_:)`` where no patch of the run is there.
  package init(
    of id: RunID, at tip: ObjectID, named name: String, in repository: borrowing Repository
  ) throws(RecordsError) {
    let stored = try StoredRun(id, in: repository)
    let run = stored.record.run
    let found = try git { () throws(GitError) in
      var found: [(id: ObjectID, commit: Commit)] = []
      var next: ObjectID? = tip
      while let id = next, id != run.base, found.count < StoredSeries.limit {
        let commit = try repository.readCommit(id)
        found.append((id, commit))
        next = commit.parents.first
      }
      return found
    }
    guard let oldest = found.lastIndex(where: { $0.commit.run == run.id }) else {
      throw .notOurs(name)
    }
    let line = try git { () throws(GitError) in
      try SeriesLine(of: found[...oldest].reversed(), for: run, in: repository)
    }
    try self.init(
      stored.record, line.patches, on: line.base,
      cover: try stored.text(of: "cover.md", in: repository), endingAt: tip, merging: line.merges,
      in: repository)
  }

  /// Reads the commits `ids`, none of which comes before one that it stands on, and the first of which stands on
  /// `base`.
  ///
  /// - Parameters:
  ///   - tip: The commit that has all of them; the last one unless told.
  ///   - merges: The merges between them.
  init(
    _ record: RunRecord, _ ids: [ObjectID], on base: ObjectID, cover: String?,
    endingAt tip: ObjectID? = nil, merging merges: [ObjectID] = [],
    in repository: borrowing Repository
  ) throws(RecordsError) {
    self.record = record
    self.base = base
    self.cover = cover
    self.tip = tip ?? ids.last ?? base
    self.merges = merges
    let last = self.tip
    (patches, whole) = try git { () throws(GitError) in
      func tree(of id: ObjectID?) throws(GitError) -> ObjectID? {
        guard let id, id != .zero else { return nil }
        return try repository.readCommit(id).tree
      }
      var patches: [Patch] = []
      for id in ids {
        let commit = try repository.readCommit(id)
        patches.append(
          Patch(
            id: id, commit: commit, note: try repository.note(on: id, ref: RefNames.notes),
            differences: try repository.differences(
              from: tree(of: commit.parents.first), to: commit.tree)))
      }
      let end = try repository.readCommit(last).tree
      return (patches, try repository.differences(from: tree(of: base), to: end))
    }
  }

  /// Refuses a series that mails cannot hold: one with a merge that changes more than what it joins.
  ///
  /// - Parameter name: What the caller calls the series.
  /// - Throws: ``RecordsError/mergeOfItsOwn(_:in:base:)``.
  package func checkForMails(
    named name: String, in repository: borrowing Repository
  ) throws(RecordsError) {
    for merge in merges {
      guard try git({ () throws(GitError) in try repository.isPlain(merge: merge) }) else {
        throw .mergeOfItsOwn(merge, in: name, base: record.run.baseName)
      }
    }
  }

  /// The cover letter without its heading, which is the title; empty where the run keeps none.
  package var letter: String {
    guard let cover, cover.hasPrefix("# ") else { return cover ?? "" }
    return cover.firstRange(of: "\n\n").map { String(cover[$0.upperBound...]) } ?? ""
  }

  /// The cover letter without heading and without the lines at its end by which programs find the series.
  var coverText: String {
    let letter = letter
    let paragraphs = letter.ranges(of: "\n\n").map(\.upperBound)
    guard let last = paragraphs.last, letter[last...].hasPrefix("change-id:") else { return letter }
    return String(letter[..<last])
  }
}
