import Engine
import Git
import Records
import Series
import Text
import Vocabulary

/// Puts a run's series in place: commits, branch, notes; each part can be repeated.
///
/// The dates are those of the run's last step, so that doing it again after a crash makes the same
/// commits. Order: patch objects, sync, branch by compare-and-swap, one note a patch.
package struct SeriesDelivery {
  let run: Run
  let steps: [Step]
  let outcome: Outcome
  let author: Author
  /// Takes secrets out of messages, notes and the cover letter.
  let redactor: Redactor
  /// What has become of the base's branch meanwhile.
  let drift: BaseDrift?

  /// How the project's people write subjects.
  let habit: SubjectHabit

  /// The patches, their subjects as the project's people write them.
  var plans: [SplitPatch] {
    seriesPlan(for: run, steps: steps).map(written)
  }

  /// `plan` with its subject as the project's people write them.
  private func written(_ plan: SplitPatch) -> SplitPatch {
    var plan = plan
    let isOurs = plan.kind != .behaviour || !run.policy.wordsItsOwnSubjects
    plan.subject = habit.applied(
      to: plan.subject.isTrailer ? run.issue.title : plan.subject, kind: plan.kind,
      paths: plan.paths, isFix: isFix, title: isOurs ? run.issue.title : nil)
    return plan
  }

  /// The cover letter for the patches with these commits.
  ///
  /// - Parameter findings: What is in the patches that a reader has to know first.
  func coverLetter(
    for patches: [ObjectID], _ findings: [PatchFinding], in repository: borrowing Repository
  ) throws(RecordsError) -> Outgoing {
    var comparison = ""
    if let reroll = run.reroll {
      func versions(_ ids: [ObjectID], _ plans: [SplitPatch]) -> [VersionComparison.Version] {
        zip(ids, plans).map { VersionComparison.Version(commit: $0, patch: $1) }
      }
      let versions = VersionComparison(
        before: versions(reroll.commits, reroll.patches.map(written)),
        after: versions(patches, plans))
      do { comparison = try versions.text(in: repository) } catch { throw .git(error) }
    }
    return Series.coverLetter(
      for: run, steps: steps, outcome: outcome, patches: plans, drift: drift,
      comparison: comparison, lead: findings.lines)
  }

  /// The delivery of what the run of `trail` has come to with `outcome`, by how the project is now.
  init(of trail: borrowing GitTrail, as outcome: Outcome) throws(RecordsError) {
    run = trail.record.run
    steps = trail.steps
    self.outcome = outcome
    author = trail.author
    redactor = trail.redactor
    habit = try SeriesDelivery.habit(before: run.base, in: trail.repository)
    // A name that is no branch's, or a history that is not all there, is no reason not to deliver.
    drift = try? SeriesDelivery.drift(of: run, after: steps, in: trail.repository)
  }

  /// Looks where the base's branch is now, and whether the series fits there; `nil` when it has not moved.
  private static func drift(
    of run: Run, after steps: [Step], in repository: borrowing Repository
  ) throws(RecordsError) -> BaseDrift? {
    guard let tree = steps.last?.observation.tree else { return nil }
    return try git { () throws(GitError) in
      guard let ref = run.baseRef, let tip = try repository.reference(ref), tip != run.base else {
        return nil
      }
      let distance = try repository.distance(from: tip, to: run.base)
      guard distance.onlyFirst > 0 else { return nil }
      let target = try repository.readCommit(tip).tree
      return BaseDrift(
        tip: tip, commits: distance.onlyFirst, holdsBase: distance.onlySecond == 0,
        conflicts: try repository.conflicts(applying: tree, from: run.baseTree, onto: target))
    }
  }

  /// Writes the patches' commits on the base and returns their ids, first one first.
  func writePatches(in repository: borrowing Repository) throws(RecordsError) -> [ObjectID] {
    guard let last = steps.last else { return [] }
    let (signature, committer) = (
      author.signature(at: last.time), author.committing(at: last.time)
    )
    var parent = run.base
    var patches: [ObjectID] = []
    let mark = try git { () throws(GitError) in try repository.config().commentMark() }
    for plan in plans {
      do {
        parent = try repository.commit(
          tree: plan.tree, parents: [parent], author: signature, committer: committer,
          message: redactor(message(of: plan).withoutComments(by: mark)))
      } catch { throw .git(error) }
      patches.append(parent)
    }
    return patches
  }

  /// The habit in the newest commits before the base that are none of ours.
  private static func habit(
    before base: ObjectID, in repository: borrowing Repository
  ) throws(RecordsError) -> SubjectHabit {
    let subjects = try git { () throws(GitError) in
      let history = try repository.history(of: "", from: base, limit: 150, walkLimit: 300)
      var subjects: [String] = []
      for id in history.commits {
        let commit = try repository.readCommit(id)
        guard commit.parents.count < 2, commit.run == nil else { continue }
        subjects.append(String(commit.message.lines().first { !$0.isEmpty } ?? ""))
      }
      return subjects
    }
    return SubjectHabit(of: subjects)
  }

  /// Writes the rationale on each patch that has none yet.
  ///
  /// - Parameter findings: What is in each patch that a reader has to know first.
  func writeNotes(
    on patches: [ObjectID], _ findings: [[PatchFinding]], in repository: borrowing Repository
  ) throws(RecordsError) {
    let (allowed, putBack) = try changedJudges(in: repository)
    let signature = author.signature(at: steps.last?.time ?? run.began)
    let plans = plans
    for (place, patch) in patches.enumerated() where place < plans.count {
      let text = redactor(
        rationale(
          for: run, steps: steps, outcome: outcome, patch: place, of: plans,
          lead: findings[place].lines
            + judgeLines(
              allowed.filter { plans.count == 1 || plans[place].paths.containsExactly($0.path) },
              putBack.filter { plans.count == 1 || plans[place].paths.contains($0) })))
      do {
        if try repository.note(on: patch, ref: RefNames.notes) == text.value.text {
          repository.removeDeadLock(on: RefNames.notes)
          continue
        }
        try repository.addNote(on: patch, text: text, ref: RefNames.notes, signature: signature)
      } catch { throw .git(error) }
    }
  }

  /// A file that judges and that the series changes with leave: what stood there, and what stands there now.
  private struct AllowedChange {
    let path: String
    let before: [UInt8]
    let now: [UInt8]
  }

  /// What the series changes of what judges: with leave, and without, where the verdict used the base's.
  ///
  /// Without a verdict, the test files of the base that it changes or removes.
  private func changedJudges(
    in repository: borrowing Repository
  ) throws(RecordsError) -> (allowed: [AllowedChange], putBack: [String]) {
    guard let last = steps.last else { return ([], []) }
    let verdict = steps.last { $0.action == .test(.verdict) }?.observation
    return try git { () throws(GitError) in
      let changes = try repository.changes(from: run.baseTree, to: last.observation.tree)
      let leave = Set(names: verdict?.allowed ?? [])
      var allowed: [AllowedChange] = []
      for change in changes where leave.contains(change.path) {
        func bytes(_ entry: TreeEntry?) throws(GitError) -> [UInt8] {
          guard let entry, entry.mode == .file || entry.mode == .executable else { return [] }
          return try repository.readBlob(entry.id, limit: 1 << 20) ?? []
        }
        allowed.append(
          AllowedChange(
            path: change.path, before: try bytes(change.old), now: try bytes(change.new)))
      }
      let others = changes.filter { $0.old != nil && TestFiles.isTest($0.path) }.map(\.path)
      return (allowed, verdict?.judges ?? others.filter { !leave.contains($0) })
    }
  }

  /// The lines about them that stand first in the note.
  private func judgeLines(_ allowed: [AllowedChange], _ putBack: [String]) -> [Outgoing] {
    var lines: [Outgoing] = []
    if !allowed.isEmpty {
      lines.append("Tests changed with a person's leave, which count as they are now:")
      lines += allowed.prefix(8).map { change in
        let (before, now) = changedLines(change.before, change.now)
        let said: Outgoing = before.isEmpty ? "" : " said \(before)"
        return "- \(code: change.path)\(said)\(now.isEmpty ? "" : " says \(now)" as Outgoing)"
      }
      if allowed.count > 8 { lines.append("- and \(allowed.count - 8) more") }
    }
    if !putBack.isEmpty {
      lines.append(
        "Tests of the base that this change edits or removes, which the verdict took from the base: \(list(putBack))"
      )
    }
    return lines
  }

  /// The first lines that only the one or only the other has, in backquotes.
  private func changedLines(
    _ before: [UInt8], _ now: [UInt8]
  ) -> (before: Outgoing, now: Outgoing) {
    func lines(_ bytes: [UInt8]) -> [String] {
      String(decoding: bytes, as: UTF8.self).lines().map { oneLine(String($0)) }
        .filter { !$0.isEmpty }
    }
    let (old, new) = (lines(before), lines(now))
    func only(_ some: [String], _ others: [String]) -> Outgoing {
      let known = Set(others)
      return some.filter { !known.contains($0) }.prefix(3)
        .map { "\(code: clipped($0, to: 100))" as Outgoing }.joined(separator: ", ")
    }
    return (only(old, new), only(new, old))
  }

  /// The seven characters by which people name an issue that git keeps; `nil` for what is no such name.
  private static func shortName(of name: String) -> Substring? {
    let short = name.prefix(7)
    return short.count == 7 && short.allSatisfy { $0.isHexDigit || $0 == "-" } ? short : nil
  }

  /// The commit message of a patch: subject, body, trailers; one line a trailer.
  private func message(of plan: SplitPatch) -> Outgoing {
    let issue = run.issue.number
    let body = Outgoing(words: plan.body.withoutTrailers, about: issue, wrappedTo: 72)
    var parts: [Outgoing] = ["\(line: plan.subject, about: issue)\n\n"]
    if !body.isEmpty { parts.append("\(body)\n\n") }
    parts += author.trailers.map { "\(ours: oneLine($0))\n" }
    if author.namesAssistant {
      parts += authors(of: plan).map { "Assisted-by: colleague:\(ours: oneLine($0))\n" }
    }
    parts.append("\(ours: ColleagueTrailer.key): \(ours: run.id.description)\n")
    if case .native(let name) = run.issue.origin, let short = Self.shortName(of: name) {
      parts.append("Fixes-Issue: \(ours: String(short))\n")
    }
    return parts.joined(separator: "")
  }

  /// The policies and models that decided the steps a patch comes from, in order, each once.
  ///
  /// A run that was taken up again by another policy has lines of both. A patch that no step of the run has made, as one
  /// that a new version takes over, names those of the whole run.
  func authors(of plan: SplitPatch) -> [String] {
    let changing = steps.filter { !$0.observation.changed.isEmpty }
    var names = SeriesDelivery.authors(of: changing.filter { plan.steps.contains($0.number) })
    if names.isEmpty { names = SeriesDelivery.authors(of: changing) }
    return names.isEmpty
      ? [steps.last { $0.reply != nil }?.reply?.model ?? run.policy.description] : names
  }

  private static func authors(of steps: [Step]) -> [String] {
    var names: [String] = []
    for name in steps.compactMap(\.decidedBy.author) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  /// Whether the run mends what was wrong: tests failed at the base, or the issue says so.
  private var isFix: Bool {
    if run.baseline(of: steps).map({ !$0.allPass }) == true { return true }
    let words = (run.issue.labels + [run.issue.title]).joined(separator: " ").lowercased()
    return ["bug", "fix", "wrong", "broken", "crash", "fail"].contains { words.contains($0) }
  }
}

extension StringProtocol {
  /// Whether it is a line that says that somebody answers for a patch, or names what only we may name, such as
  /// `Signed-off-by: …`, `Reviewed-by: …` or `Colleague-Run: …`.
  ///
  /// The key is one token, and of those that end with `-by` one that tells a deed: `order-by: …` is none.
  fileprivate var isTrailer: Bool {
    guard let colon = firstIndex(of: ":") else { return false }
    var token = self[..<colon].drop(while: \.isWhitespace)
    while token.last?.isWhitespace == true { token.removeLast() }
    guard token.allSatisfy({ $0 == "-" || $0.isLetter || $0.isNumber }) else { return false }
    let key = token.lowercased()
    if key == ColleagueTrailer.key.lowercased() || key == "fixes-issue" { return true }
    let words = key.split(separator: "-", omittingEmptySubsequences: false)
    guard words.last == "by", let deed = words.dropLast().last else { return false }
    return deed.hasSuffix("ed") || ["off", "written", "seen", "found", "patch"].contains(deed)
  }
}

extension String {
  /// The text without lines of it that are trailers: nobody has signed anything off, whatever a policy says.
  fileprivate var withoutTrailers: String {
    lines().filter { !$0.isTrailer }.joined(separator: "\n")
  }
}
