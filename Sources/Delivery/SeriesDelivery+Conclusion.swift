import Git
package import Records
import Series
import Text
package import Vocabulary

extension SeriesDelivery {
  /// Keeps on `trail` how its run ended, and delivers the series where that is worth it.
  ///
  /// A series in which there is what blocks it is not delivered, unless a person lets it through, which the record and
  /// the notes say then; see ``PatchFinding/Kind/blocks``. Commits of it may be there otherwise, to which no ref leads.
  ///
  /// Order: the state `delivering` with the cover letter, the branch, the rationale, the authorship notes, the state
  /// `delivered`. After a crash anywhere in between, the same call continues from there, and makes the same commits.
  ///
  /// - Parameters:
  ///   - marksAuthorship: Whether a note on each patch says by whom its lines were written.
  ///   - isLetThrough: Whether a person has looked at what blocks the series; also where the record says so.
  /// - Throws: ``RecordsError/withheld(run:_:)`` with nothing kept of the delivery, and ``RecordsError``; a run whose
  ///   state is `delivering` by then waits with its delivery.
  package static func conclude(
    _ trail: inout GitTrail, as outcome: Outcome, at time: Int, marksAuthorship: Bool = true,
    isLetThrough: Bool = false
  ) throws(RecordsError) {
    guard isWorthDelivering(trail.steps, of: trail.record.run, outcome: outcome) else {
      return try trail.keepOutcome(outcome, at: time)
    }
    let delivery = try SeriesDelivery(of: trail, as: outcome)
    try delivery.deliver(
      on: &trail, at: time, marksAuthorship: marksAuthorship,
      isLetThrough: isLetThrough || trail.record.isLetThrough)
  }

  /// Puts the series in place, in the order that ``conclude(_:as:at:marksAuthorship:isLetThrough:)`` states.
  private func deliver(
    on trail: inout GitTrail, at time: Int, marksAuthorship: Bool, isLetThrough: Bool
  ) throws(RecordsError) {
    var next = trail.record
    next.phase = .delivering
    next.outcome = outcome
    next.baseDrift = drift
    next.isLetThrough = isLetThrough
    if isLetThrough { (next.failure, next.withheldOutcome) = (nil, nil) }
    let patches = try writePatches(in: trail.repository)
    let findings = try inspect(patches, in: trail.repository)
    if !isLetThrough { try check(findings) }
    let letter = try coverLetter(for: patches, findings.flatMap(\.self), in: trail.repository)
    let cover = redactor(letter).map { Array($0.text.utf8) }
    if next != trail.record {
      try trail.keep(
        next, subject: "delivering", at: time, files: [("cover.md", cover)])
    }
    next.patches = patches
    next.branch = try moveBranch(to: patches, in: trail.repository)
    try writeNotes(on: patches, findings, in: trail.repository)
    if marksAuthorship { try writeAuthorship(on: patches, in: trail.repository) }
    next.phase = .delivered
    try trail.keep(next, subject: redactor("outcome: \(outcome.rawValue), delivered"), at: time)
  }
}
