import Text
import Vocabulary

/// What is told, in words. Pure.
struct RecollectionText {
  private let redactor: Redactor

  /// The characters of one line.
  private static let lineLength = 150
  /// The names that are told of at most.
  private static let nameCount = 3

  init(_ redactor: Redactor) { self.redactor = redactor }

  /// One run, in at most four lines: what people did with it, what it shares, and what is to be learned of it. Rejected
  /// work is said to be rejected first.
  func recollection(of card: RunCard, sharing names: [Name], step: Int?) -> Recollection {
    let paths = Set(names.filter { $0.kind == .path }.map(\.text))
    let remark = told(of: card, about: paths)
    var lines = [
      "\(RecollectionText.standing(of: card)): \(line(card.title)) (\(date(of: card.id)))"
    ]
    let shared = names.filter { $0.kind != .file || names.count == 1 }
    if !shared.isEmpty {
      let list = shared.prefix(RecollectionText.nameCount).map { line($0.text) }
      lines.append("It had to do with \(list.joined(separator: ", ")).")
    }
    if let review = review(of: card, about: paths) {
      lines.append("A reviewer said: \(line(review))")
    }
    if let remark {
      let words =
        switch remark.kind {
        case .failed: "What failed: "
        case .edited: "Changed before it was merged: "
        case .why: "Why: "
        }
      lines.append(words + line(remark.text))
    }
    let isReviewed = card.status == .edited || card.status == .rejected || !card.reviews.isEmpty
    return made(
      isReviewed ? .review : .run, lines, run: card.id, step: remark?.step ?? step,
      status: card.status)
  }

  /// Why lines of a file are as they are.
  func rationale(
    of card: RunCard, _ patch: RunDocument.Patch, lines count: Int, in path: String
  ) -> Recollection {
    let place = count == 1 ? "a line" : "\(count) lines"
    var lines = ["\(line(path)): \(place) of it came with: \(line(patch.subject))"]
    if !patch.why.isEmpty { lines.append("Why: \(line(patch.why))") }
    if let edited = card.remarks.first(where: { $0.kind == .edited && $0.path == path }) {
      lines.append("Changed before it was merged: \(line(edited.text))")
    }
    return made(.rationale, lines, run: card.id, commit: patch.id, status: card.status)
  }

  /// What a file's own history says.
  func history(_ lines: [String], commit: ObjectID?) -> Recollection {
    made(.history, lines, commit: commit)
  }

  /// Others' words in one line that is not too long.
  func line(_ text: String) -> String {
    clipped(oneLine(visible(text)), to: RecollectionText.lineLength)
  }

  private func made(
    _ kind: Recollection.Kind, _ lines: [String], run: RunID? = nil, step: Int? = nil,
    commit: ObjectID? = nil, status: MergeStatus.Word? = nil
  ) -> Recollection {
    Recollection(
      kind: kind, text: redactor(lines.joined(separator: "\n")).value, run: run, step: step,
      commit: commit, mergeStatus: status)
  }

  /// What is to be learned of a run: of one that people changed how, of one that failed why; about one of the files, where
  /// there is something.
  private func told(of card: RunCard, about paths: Set<String>) -> RunDocument.Remark? {
    let kinds: [RunDocument.Remark.Kind] =
      switch card.status {
      case .edited: [.edited, .why, .failed]
      case .merged: [.why, .failed]
      default: [.failed, .why]
      }
    for kind in kinds {
      let remarks = card.remarks.filter { $0.kind == kind }
      if let near = remarks.first(where: { $0.path.map(paths.contains) ?? false }) { return near }
      if let last = remarks.last { return last }
    }
    return nil
  }

  private func review(of card: RunCard, about paths: Set<String>) -> String? {
    let near = card.reviews.first { $0.path.map(paths.contains) ?? false }
    return (near ?? card.reviews.first)?.text
  }

  /// What became of a run, in a few words.
  static func standing(of card: RunCard) -> String {
    switch (card.status, card.how) {
    case (.merged, _): return "Merged"
    case (.edited, _): return "Merged with changes by people"
    case (.rejected, .superseded): return "Rejected, another version came in its place"
    case (.rejected, _): return "Rejected by people"
    case (.open, _): return "Delivered, not merged so far"
    case (nil, _): break
    }
    return switch card.outcome {
    case .resolved: "Resolved"
    case .unresolved: "Not resolved"
    case .waiting: "Waits for an answer"
    case .spent: "Ended with its budget"
    case .stuck: "Got stuck"
    case .interrupted: "Interrupted"
    case .failed, nil: "Broke off"
    }
  }

  private func date(of id: RunID) -> String {
    let date = id.date
    return "\(date.prefix(4))-\(date.dropFirst(4).prefix(2))-\(date.dropFirst(6))"
  }
}
