import Text
package import Vocabulary

/// What the patches of a run may be about, and which of its versions of the project are about which. Pure.
package struct SeriesTopics: Hashable, Sendable {
  /// The topics: items of the plan, or the patches of the version before, in a reroll.
  package private(set) var topics: [PatchTopic] = []
  /// Places in ``topics``, counted from 1, by the numbers of steps; steps that are missing change what others
  /// have made, and are about the same.
  package private(set) var labels: [Int: Int] = [:]
  /// Whether the topics are the patches of the version before, in a reroll.
  package let areOfReroll: Bool

  /// The topics of `run`, of which `steps` are those that count in the end.
  package init(of run: Run, _ steps: [Step]) {
    areOfReroll = run.reroll != nil
    if let reroll = run.reroll {
      topics = reroll.patches.map { PatchTopic(subject: $0.subject, body: $0.body) }
      return
    }
    let items = PlanItems(of: steps)
    for (place, text) in items.texts.enumerated() {
      let own = steps.filter { items.places[$0.number] == place }
      topics.append(
        PatchTopic(subject: SeriesTopics.subject(of: text), body: own.reasons()))
    }
    labels = items.places.mapValues { $0 + 1 }
  }

  /// The item as a subject: without how it is to be checked, and without a full stop.
  private static func subject(of item: String) -> String {
    var line = item.replacing("`", with: "")
    for mark in [" (check", " — check", " - check", "; check", ": check"] {
      if let cut = line.lowercased().firstRange(of: mark) {
        line = String(line[..<cut.lowerBound])
      }
    }
    while let last = line.last, ".;:, ".contains(last) { line.removeLast() }
    return clipped(line, to: 72)
  }
}

extension Reroll {
  /// The labels of hunks, those that belong to no patch of changed behaviour given to the only one there is.
  package func labels(_ labels: [String: Int], of hunks: [Hunk]) -> [String: Int] {
    let behaviour = patches.indices.filter { patches[$0].kind == .behaviour }.map { $0 + 1 }
    var labels = labels
    for hunk in hunks where !behaviour.contains(labels[hunk.id] ?? 0) {
      labels[hunk.id] = behaviour.count == 1 ? behaviour[0] : 0
    }
    return labels
  }
}

extension [Step] {
  /// The steps whose edits are still there: those that a later backtrack left behind are not among them.
  package var standing: [Step] {
    var standing: [Step] = []
    for step in self {
      if case .backtrack(let number, _) = step.action {
        standing.removeAll { $0.number > number }
      } else {
        standing.append(step)
      }
    }
    return standing
  }

  /// What was said of the edits, each once, three at most.
  ///
  /// - Parameter paths: Only of edits that changed nothing else; `nil` for all.
  package func reasons(within paths: Set<ExactText>? = nil) -> String {
    var reasons: [String] = []
    for step in self {
      guard case .edit(_, let why) = step.action, step.observation.refusal == nil else { continue }
      if let paths, !step.observation.changed.allSatisfy(paths.contains) { continue }
      let text = why.trimmed
      if !text.isEmpty, !reasons.contains(text) { reasons.append(text) }
    }
    return reasons.prefix(3).map(\.asSentence).joined(separator: "\n\n")
  }
}

extension String {
  /// The text with a capital and a full stop, where it is a few words without them.
  fileprivate var asSentence: String {
    guard let last, last.isLetter || last.isNumber, !contains("\n") else { return self }
    let first = prefix { !$0.isWhitespace }
    let isWord = first.allSatisfy { $0.isLowercase }
    return (isWord ? prefix(1).uppercased() + dropFirst() : self) + "."
  }

  /// The text without white space at its ends.
  fileprivate var trimmed: String {
    var rest = self[...]
    rest = rest.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
