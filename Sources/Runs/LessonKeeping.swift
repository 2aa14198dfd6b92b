import Engine
import Git
import Lessons
import Provenance
package import Records
import Text
package import Vocabulary
import Workspaces

/// What runs learn and are told: the three calls of a run, and the one when it is known what people did.
///
/// Nothing here is ever in the way of a run: what goes wrong is a warning, and no lesson is learned or told.
package struct LessonKeeping {
  let reporter: any Reporter
  private let clock = SystemClock()
  /// The most files whose content is compared with what a lesson speaks of, and the largest in bytes.
  static let compared = (files: 400, bytes: 1 << 20)
  /// How many earlier runs are looked at for tests that could not run.
  private static let earlierRuns = 10

  /// Keeping that tells `reporter` what goes wrong.
  package init(reporter: any Reporter) { self.reporter = reporter }

  /// The lessons that a run gets at its start; none where they cannot be read.
  ///
  /// - Parameters:
  ///   - paths: The files that it is expected to touch; empty where nobody knows.
  ///   - command: Its test command.
  ///   - base: The commit that it starts from.
  /// - Returns: At most ``LessonChoice/atStart``, the most fitting first, without secrets. Those that ``keepShown(_:to:in:)``
  ///   is to be told once the run has begun.
  /// - Complexity: O(*n*) in the lessons, and the files that those speak of, up to ``compared``.
  package func recollections(
    for issue: Issue, touching paths: [String] = [], command: String? = nil, at base: ObjectID,
    in opened: borrowing OpenRepository
  ) -> [Recollection] {
    do {
      let all = try opened.lessonsToRead().lessons()
      guard !all.isEmpty else { return [] }
      let redactor = Redactor(hiding: opened.settings.secrets())
      return LessonChoice.recollections(
        for: issue, touching: paths, command: command, among: all, limit: LessonChoice.atStart,
        at: freshness(of: all, at: base, in: opened.repository)
      ).map { recollection in
        var clean = recollection
        clean.text = redactor(recollection.text).value
        return clean
      }
    } catch {
      reporter.report(.warning(error))
      return []
    }
  }

  /// Keeps which lessons a run was told: one commit for each.
  ///
  /// - Parameter told: What the run was told; those that are no lessons are passed over.
  package func keepShown(
    _ told: [Recollection], to run: RunID, in opened: borrowing OpenRepository
  ) {
    let texts = told.filter { $0.kind == .lesson }.map { String($0.text.lines().first ?? "") }
    guard !texts.isEmpty else { return }
    change("shown", in: opened) { book, lessons in
      // A text begins with its own lesson's name; what else it cites is only said in it.
      let shown = texts.compactMap { text in
        LessonCitation.cited(in: text.prefix { $0 != "(" }.description, among: lessons).first?.id
      }
      book.tell(shown, to: run)
    }
  }

  /// Learns from a run that has come to its end, whatever its outcome; the same again changes nothing.
  ///
  /// A run that was interrupted, or waits, has not come to its end.
  package func learn(
    from record: RunRecord, steps: [Step], in opened: borrowing OpenRepository
  ) {
    guard record.isFinished else { return }
    let ending = ending(record, steps, in: opened)
    let found = RunLessons.lessons(of: ending)
    let said = RunLessons.saying(in: steps)
    change("learned", in: opened) { book, lessons in
      book.learn(found)
      let cited = Set(LessonCitation.cited(in: said, among: lessons).map(\.id))
      book.use(in: record.run.id) { cited.contains($0.id) }
    }
  }

  /// Learns from what people did with a run's series, once that is known.
  ///
  /// A series that was merged unchanged confirms the lessons that it was told and that speak of what it changes, or of names that it adds; of an
  /// edited one the differences are learned as well. The same again changes nothing.
  package func learn(
    from status: MergeStatus, of record: RunRecord, in opened: borrowing OpenRepository
  ) {
    guard status.word == .merged || status.word == .edited else { return }
    let run = record.run.id
    do {
      let files = try EditedFile.all(of: record, by: status, in: opened.repository).map {
        RewrittenFile(path: $0.path, delivered: $0.delivered, merged: $0.merged)
      }
      let newest = status.mergedCommits.last?.commit
      let paths = try changedPaths(of: record, in: opened.repository)
      let added = try addedLines(of: record, in: opened.repository)
      let blobs = try newest.map { commit in
        try self.blobs(
          files.map(\.path), at: opened.repository.readCommit(commit).tree, in: opened.repository)
      }
      let time = try newest.map { try opened.repository.readCommit($0).committer.time } ?? clock.now
      change("learned", in: opened) { book, lessons in
        book.learn(
          MergeLessons.lessons(
            of: files, run: run, commit: newest, time: time, blobs: blobs ?? [:], known: lessons))
        book.use(in: run) { $0.scope.isTouched(by: paths) || $0.isFollowed(in: added) }
      }
    } catch { reporter.report(.warning(error)) }
  }

  /// Looks what people have done with the series that wait.
  ///
  /// - Complexity: O(*n*) in the runs that are not archived, and what was committed since the last look.
  func catchUp(in opened: borrowing OpenRepository) {
    var open: [RunRecord] = []
    for id in (try? RunIndex.ids(in: opened.repository)) ?? [] {
      guard let stored = try? StoredRun(id, in: opened.repository),
        stored.record.phase == .delivered, stored.record.mergeStatus?.isFinal != true,
        (try? opened.isOwn(stored)) == true
      else { continue }
      open.append(stored.record)
    }
    guard !open.isEmpty else { return }
    _ = MergeStatusKeeping(reporter: reporter).look(at: open, in: opened)
  }

  private func change(
    _ subject: String, in opened: borrowing OpenRepository,
    _ work: (inout LessonBook, [Lesson]) -> Void
  ) {
    // Nobody's commits are none.
    guard (try? opened.author) != nil else { return }
    do {
      try opened.lessons().change(subject, at: clock.now) { lessons in
        var book = LessonBook(lessons)
        work(&book, lessons)
        return book.news
      }
    } catch { reporter.report(.warning(error)) }
  }

  private func ending(
    _ record: RunRecord, _ steps: [Step], in opened: borrowing OpenRepository
  ) -> RunLessons.Ending {
    let touched = Set(names: RunLessons.touched(in: steps)).names
    let tree = steps.last?.observation.tree ?? record.run.startTree
    let blobs = try? blobs(touched, at: tree, in: opened.repository)
    var own = opened.settings.reviewers
    own += [opened.settings.author?.email, opened.settings.author?.committerEmail]
      .compactMap { $0?.lowercased() }
    let setup = opened.settings.environment.setup.joined(separator: " && ")
    return RunLessons.Ending(
      record, steps: steps, blobs: blobs ?? [:],
      failed: steps.first?.observation.tests == nil ? nil : failedBefore(record, in: opened),
      setup: setup.isEmpty ? nil : setup, isReviewer: { [own] in own.contains($0.lowercased()) })
  }

  /// The newest run before `record` of those with a ref of their own, where its tests could not run.
  private func failedBefore(
    _ record: RunRecord, in opened: borrowing OpenRepository
  ) -> EnvironmentLessons.Failed? {
    guard let ids = try? RunIndex.ids(in: opened.repository) else { return nil }
    var earlier: [StoredRun] = []
    for id in ids.suffix(LessonKeeping.earlierRuns + 1) where id != record.run.id {
      guard let stored = try? StoredRun(id, in: opened.repository),
        (try? opened.isOwn(stored)) == true, stored.record.run.began <= record.run.began
      else { continue }
      earlier.append(stored)
    }
    let newest = earlier.sorted { $0.record.run.began > $1.record.run.began }
    for stored in newest {
      guard stored.record.steps > 0,
        let first = try? stored.step(1, in: opened.repository),
        first.action == .test(.working)
      else { continue }
      guard let lack = first.observation.lack, lack.preventsAll else { return nil }
      return .init(
        run: stored.record.run.id, testCommand: stored.record.run.mandate.testCommand, lack: lack)
    }
    return nil
  }

  /// The paths that a delivered series changes.
  private func changedPaths(
    of record: RunRecord, in repository: borrowing Repository
  ) throws(RecordsError) -> [String] {
    guard let last = record.patches.last else { return [] }
    return try git { () throws(GitError) in
      let tree = try repository.readCommit(last).tree
      return try repository.changes(from: record.run.baseTree, to: tree).map(\.path)
    }
  }

  /// The blobs of files in a tree, by path.
  private func blobs(
    _ paths: [String], at tree: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> [ExactText: ObjectID] {
    try git { () throws(GitError) in
      var blobs: [ExactText: ObjectID] = [:]
      for path in paths.prefix(LessonKeeping.compared.files) {
        guard let entry = try repository.entry(at: path, inTree: tree),
          entry.mode == .file || entry.mode == .executable
        else { continue }
        blobs[ExactText(path)] = entry.id
      }
      return blobs
    }
  }
}
