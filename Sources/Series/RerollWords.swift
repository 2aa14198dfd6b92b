import Engine
import Text
package import Vocabulary

/// Words for the patches of a reroll whose policy tells nothing but its own edits, so that each patch says what it does.
/// Pure.
///
/// A patch that changes what the version before changed keeps its words. One that changes that and more has both
/// versions'. One in which something of the version before is gone, or is another change, is told by its lines.
package struct RerollWords: Sendable {
  /// What each patch of the version before changes, hunk by hunk as text, by its place counted from 1.
  private let before: [Int: Set<ExactText>]

  /// The words after a version with these `hunks` of `files`.
  ///
  /// - Parameter labels: Places of the patches of that version, counted from 1, by the hunks' names.
  package init(after hunks: [Hunk], of files: [ChangedFile], labels: [String: Int]) {
    var before: [Int: Set<ExactText>] = [:]
    for hunk in hunks {
      before[labels[hunk.id] ?? 0, default: []].insert(RerollWords.text(of: hunk, in: files))
    }
    self.before = before
  }

  /// The drafts in words that agree with their hunks, which are of `files`; as they are where a policy that reads has
  /// reported.
  package func applied(
    to drafts: [PatchDraft], of files: [ChangedFile], for run: Run, _ steps: [Step]
  ) -> [PatchDraft] {
    guard let reroll = run.reroll, steps.isReportedByRepair, let report = steps.lastReport else {
      return drafts
    }
    return drafts.map { draft in
      guard draft.kind == .behaviour,
        let place = reroll.patches.firstIndex(where: {
          $0.kind == .behaviour && $0.subject == draft.subject && $0.body == draft.body
        })
      else { return draft }
      let former = before[place + 1] ?? []
      let present = Set(names: draft.hunks.map { RerollWords.text(of: $0, in: files) })
      guard present != former else { return draft }
      var draft = draft
      if present.isSuperset(of: former) {
        let told = draft.body.isEmpty ? "" : "Version \(reroll.version - 1): \(draft.body)\n\n"
        draft.body = told + "Version \(reroll.version): \(report.why)"
      } else {
        draft.subject =
          editSubject(of: draft.hunks, in: files) ?? clipped(oneLine(run.issue.title), to: 72)
        draft.body = report.why
      }
      return draft
    }
  }

  /// A hunk as its path and its lines.
  private static func text(of hunk: Hunk, in files: [ChangedFile]) -> String {
    let file = files.first { $0.$path == hunk.$path }
    return "\(hunk.path)\n\(file.map { hunk.text(in: $0, limit: .max) } ?? hunk.id)"
  }
}

extension [Step] {
  /// Whether the last report is by the built-in policy, which reads no words and tells its edits alone.
  var isReportedByRepair: Bool {
    let last = last { step in
      if case .finish = step.action { return true }
      return false
    }
    return last?.decidedBy == .policy(.repair)
  }
}
