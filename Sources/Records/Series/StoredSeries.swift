package import Git
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
  /// The commit that the first patch stands on.
  package let base: ObjectID
  /// The patches, first one first; never empty.
  package let patches: [Patch]
  /// All patches together.
  package let whole: [FileDifference]
  /// The cover letter in Markdown, as the run keeps it; `nil` where it keeps none.
  package let cover: String?

  /// Which version of the series this is, from 1.
  package var version: Int { record.run.revision?.version ?? 1 }
  /// What names the series through all its versions: the id of the first version's run.
  package var changeID: String { record.run.revision?.changeID ?? record.run.id }

  /// The most commits looked at from a branch's tip.
  private static let limit = 1000

  /// Reads the series of the run `id` as it was delivered, wherever its branch is now.
  ///
  /// - Throws: ``RecordsError/noSeries(of:isDelivering:)`` where none was delivered,
  ///   ``RecordsError/seriesGone(_:)`` where its commits are not in the repository any more.
  package init(of id: String, in repository: borrowing Repository) throws(RecordsError) {
    let stored = try StoredRun(id, in: repository)
    let record = stored.record
    guard record.phase == .delivered, !record.patches.isEmpty else {
      throw .noSeries(of: id, isDelivering: record.phase == .delivering)
    }
    let isThere = try git { () throws(GitError) in
      for patch in record.patches where try !repository.exists(patch) { return false }
      return true
    }
    guard isThere else { throw .seriesGone(id) }
    try self.init(
      record, record.patches, on: record.run.base,
      cover: try stored.text(of: "cover.md", in: repository), in: repository)
  }

  /// Reads the series of the run `id` as it ends at `tip`: from there down to the oldest of the run's patches, with
  /// what people have put upon and between them.
  ///
  /// - Parameter name: What the caller calls `tip`.
  /// - Throws: ``RecordsError/notOurs(_:)`` where no patch of the run is there.
  package init(
    of id: String, at tip: ObjectID, named name: String, in repository: borrowing Repository
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
    let base = found[oldest].commit.parents.first ?? .zero
    try self.init(
      stored.record, found[...oldest].reversed().map(\.id), on: base,
      cover: try stored.text(of: "cover.md", in: repository), in: repository)
  }

  /// Reads the commits `ids`, each of which stands on the one before it, and the first on `base`.
  init(
    _ record: RunRecord, _ ids: [ObjectID], on base: ObjectID, cover: String?,
    in repository: borrowing Repository
  ) throws(RecordsError) {
    self.record = record
    self.base = base
    self.cover = cover
    (patches, whole) = try git { () throws(GitError) in
      let start = base == .zero ? nil : try repository.readCommit(base).tree
      var before = start
      var patches: [Patch] = []
      for id in ids {
        let commit = try repository.readCommit(id)
        patches.append(
          Patch(
            id: id, commit: commit, note: try repository.note(on: id, ref: RefNames.notes),
            differences: try repository.differences(from: before, to: commit.tree)))
        before = commit.tree
      }
      return (patches, try repository.differences(from: start, to: before))
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
