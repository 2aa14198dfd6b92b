import Text
package import Vocabulary

/// A run of the user's own that has ended, as far as it tells what is left.
package struct EndedWork: Hashable, Sendable {
  /// The run.
  package var run: RunID
  /// The title of its issue.
  package var title: String
  /// How it ended.
  package var outcome: Outcome
  /// What people did with its series; `nil` where nobody knows, or nothing was delivered.
  package var status: MergeStatus.Word?
  /// What its last report says was not done, or may go wrong; empty for nothing.
  package var risks: String
  /// What its last report says it has found; empty for nothing.
  package var why: String
  /// The criteria that its last report says are not met.
  package var unmet: [String]

  /// What the run `run` has come to.
  package init(
    run: RunID, title: String, outcome: Outcome, status: MergeStatus.Word? = nil,
    risks: String = "",
    why: String = "", unmet: [String] = []
  ) {
    (self.run, self.title, self.outcome, self.status) = (run, title, outcome, status)
    (self.risks, self.why, self.unmet) = (risks, why, unmet)
  }
}

/// What earlier runs have left: what their reports call not done, criteria that were not met, and issues that stayed
/// unresolved.
package struct LeftoverSource: SuggestionFinding {
  private let works: [EndedWork]

  /// Looks at what these runs have come to, the newest first.
  package init(_ works: [EndedWork]) { self.works = works }

  package var source: Suggestion.Source { .leftover }

  package func find(in project: inout Project) -> SourceResult {
    let done = Set(
      works.filter { $0.outcome == .resolved }.map { SuggestionDraft.normal($0.title) })
    var drafts: [SuggestionDraft] = []
    for work in works {
      switch work.outcome {
      case .resolved where work.status != .rejected:
        for left in LeftoverSource.undone(work.risks) + work.unmet {
          drafts.append(draft(left, of: work))
        }
      case .unresolved, .stuck:
        guard !done.contains(SuggestionDraft.normal(work.title)), !work.why.isEmpty else {
          continue
        }
        drafts.append(unresolved(work))
      default: break
      }
    }
    return SourceResult(drafts)
  }

  private static let signs: Set<Substring> = [
    "not", "todo", "left", "remain", "remains", "missing", "still", "later", "untouched",
    "unhandled",
    "unchanged", "without", "follow", "only", "outside", "cannot", "doesn", "isn", "aren", "wasn",
  ]

  /// The sentences of a text that say that something is left to do.
  static func undone(_ text: String) -> [String] {
    var found: [String] = []
    for line in text.lines() {
      var rest = line.trimmingSpace.drop { "-*+ ".contains($0) }
      while !rest.isEmpty {
        let end = rest.range(of: ". ")?.lowerBound ?? rest.endIndex
        let sentence = oneLine(String(rest[..<end]))
        rest = end == rest.endIndex ? "" : rest[rest.index(end, offsetBy: 2)...]
        let words = sentence.lowercased().split { !$0.isLetter }
        if words.count >= 4, words.contains(where: signs.contains) { found.append(sentence) }
      }
    }
    return found.prefix(3).map(\.self)
  }

  private func draft(_ left: String, of work: EndedWork) -> SuggestionDraft {
    SuggestionDraft(
      .leftover, about: [left], title: "Left undone: \(clipped(left, to: 110))",
      matter:
        "The run \(code("\(work.run)")) has worked on \(code(work.title)), and says that this was not done:\n\n"
        + block(left),
      criteria: [
        "What was left is done, or the reason why it is not needed is written down",
        "The tests pass",
      ],
      evidence: [.init(command: "git colleague show \(work.run)", text: left)],
      strength: work.status == .merged || work.status == .edited ? 0.6 : 0.4)
  }

  private func unresolved(_ work: EndedWork) -> SuggestionDraft {
    SuggestionDraft(
      .leftover, about: ["unresolved", work.title],
      title: "Still open: \(clipped(work.title, to: 110))",
      matter:
        "The run \(code("\(work.run)")) could not resolve this issue, and reports:\n\n"
        + block(clipped(work.why, to: 2000)),
      criteria: ["\(code(work.title)) is resolved", "The tests pass"],
      evidence: [
        .init(command: "git colleague log \(work.run)", text: "ended as \(work.outcome.rawValue)")
      ],
      strength: 0.3)
  }
}
