import Engine
import Text
package import Vocabulary

/// A patch before it was tried.
package struct PatchDraft: Hashable, Sendable {
  /// What it is for.
  package var kind: SplitPatch.Kind
  /// One line, imperative.
  package var subject: String
  /// Why, in Markdown paragraphs.
  package var body: String
  /// Its hunks.
  package var hunks: [Hunk]

  /// The draft of a patch of `hunks`.
  package init(kind: SplitPatch.Kind, subject: String, body: String = "", hunks: [Hunk]) {
    self.kind = kind
    self.subject = subject
    self.body = body
    self.hunks = hunks
  }

  /// The paths it touches, sorted.
  package var paths: [String] {
    let all = hunks.flatMap { hunk in
      if case .move(let old) = hunk.change { return [old, hunk.path] }
      return [hunk.path]
    }
    return Set(names: all).names
  }

  /// This draft and the one after it as one patch, in the words of the one that says more.
  package func joined(with next: PatchDraft) -> PatchDraft {
    let mechanical: Set<SplitPatch.Kind> = [.move, .rename, .format]
    var both: PatchDraft
    switch (mechanical.contains(kind), mechanical.contains(next.kind)) {
    case (true, true):
      both = self
      both.kind = .rename
      let tail = next.subject.prefix(1).lowercased() + next.subject.dropFirst()
      let line = "\(subject), \(tail)"
      both.subject = line.count <= 72 ? line : subject
      both.body = [body, next.body].filter { !$0.isEmpty }.joined(separator: "\n\n")
    case (false, true): both = self
    case (true, false): both = next
    case (false, false):
      both = kind == .behaviour || next.kind != .behaviour ? self : next
      if kind == .behaviour, next.kind == .behaviour {
        both.body = [body, next.subject + ".", next.body].filter { $0.count > 1 }
          .joined(separator: "\n\n")
      }
    }
    both.hunks = hunks + next.hunks
    return both
  }
}

extension PatchDraft {
  /// What begins the sentence of a body about a patch that was folded into this one.
  static let foldedMark = "Folded in, since a series is kept short: "

  /// This draft with `other`, which there was no room for as a patch of its own.
  fileprivate func folding(_ other: PatchDraft) -> PatchDraft {
    var both = self
    let said = PatchDraft.foldedMark + other.subject + "."
    both.body = [body, said, other.body].filter { !$0.isEmpty }.joined(separator: "\n\n")
    both.hunks += other.hunks
    if kind != other.kind { both.kind = .behaviour }
    return both
  }

  /// How much the paths of two drafts have in common, from 0 to 1: folders and names' parts.
  fileprivate func likeness(to other: PatchDraft) -> Double {
    func parts(_ draft: PatchDraft) -> Set<Substring> {
      Set(draft.paths.flatMap { $0.split { !($0.isLetter || $0.isNumber) } })
    }
    let (mine, others) = (parts(self), parts(other))
    return Double(mine.intersection(others).count) / Double(max(1, mine.union(others).count))
  }
}

extension [PatchDraft] {
  /// At most `limit` drafts: documents are folded together first, wherever they stand, since nothing depends on them;
  /// then the neighbours that are most alike. Mechanical drafts stay.
  package func folded(to limit: Int) -> [PatchDraft] {
    var drafts = self
    while drafts.count > Swift.max(1, limit) {
      let documents = drafts.indices.filter { drafts[$0].kind == .documentation }
      if documents.count > 1 {
        let last = documents[documents.count - 1]
        drafts[last] = drafts[last].folding(drafts[documents[documents.count - 2]])
        drafts.remove(at: documents[documents.count - 2])
        continue
      }
      let mechanical: Set<SplitPatch.Kind> = [.move, .rename, .format]
      let pairs = drafts.indices.dropLast().filter {
        !mechanical.contains(drafts[$0].kind) && !mechanical.contains(drafts[$0 + 1].kind)
      }
      // Of equal ones the last.
      let best = pairs.max {
        (drafts[$0].likeness(to: drafts[$0 + 1]), $0) < (
          drafts[$1].likeness(to: drafts[$1 + 1]), $1
        )
      }
      guard let best else {
        let place = drafts.count - 2
        drafts[place] = drafts[place].joined(with: drafts.remove(at: place + 1))
        continue
      }
      drafts[best] = drafts[best].folding(drafts.remove(at: best + 1))
    }
    return drafts
  }
}

extension [PatchDraft] {
  /// The drafts with all that is known of why: of what changes no behaviour, what its edits were for; of what a
  /// reroll leaves as it was, the words of the version before; of a change that is one thing, the report's.
  package func worded(for run: Run, _ steps: [Step]) -> [PatchDraft] {
    let standing = steps.standing
    var drafts = self
    for (place, draft) in enumerated() where draft.kind != .behaviour {
      let before = run.reroll?.patches.first {
        $0.kind == draft.kind && $0.subject == draft.subject
      }
      let reasons = standing.reasons(within: Set(names: draft.paths))
      drafts[place].body =
        before?.body ?? [reasons, draft.body].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
    if count == 1, run.reroll == nil, let report = steps.lastReport, !report.subject.isEmpty {
      (drafts[0].subject, drafts[0].body) = (steps.subject(for: run), report.why)
    }
    return drafts
  }
}

/// The draft of what happens to files as a whole: their moves.
package func moveDraft(of hunks: [Hunk]) -> PatchDraft {
  let moves = hunks.compactMap { hunk -> (from: String, to: String)? in
    if case .move(let old) = hunk.change { return (old, hunk.path) }
    return nil
  }
  let list = moves.map { "- \($0.from) becomes \($0.to)" }.joined(separator: "\n")
  let subject =
    moves.count == 1
    ? clipped("Move \(moves[0].from) to \(moves[0].to)", to: 72) : "Move \(moves.count) files"
  return PatchDraft(
    kind: .move, subject: subject,
    body: (moves.count == 1 ? "" : list + "\n\n") + "The files' contents stay as they are.",
    hunks: hunks)
}

/// The draft of names that become others.
package func renameDraft(of renamings: [Renaming], _ hunks: [Hunk]) -> PatchDraft {
  let first = renamings[0]
  let others = renamings.dropFirst().map { "`\($0.old)` becomes `\($0.new)`" }
  let count = Set(hunks.map(\.$path)).count
  let more = others.isEmpty ? "" : " With it, \(others.joined(separator: ", "))."
  return PatchDraft(
    kind: .rename, subject: clipped("Rename \(first.old) to \(first.new)", to: 72),
    body: "The name changes in \(counted(count, "file")), and nothing else does.\(more)",
    hunks: hunks)
}
