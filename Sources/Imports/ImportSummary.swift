package import Vocabulary
import Text

/// What became of an imported trajectory's calls. Pure.
package struct ImportSummary: Hashable, Sendable, Encodable {
  /// What became of the calls of one tool, or of all.
  package struct Tally: Hashable, Sendable, Encodable {
    /// Calls that have a step.
    package var calls = 0
    /// Carried out again.
    package var carriedOut = 0
    /// Of these: ended and printed as recorded, or near to it.
    package var asRecorded = 0
    /// Of these: ended otherwise, or printed something else.
    package var otherwise = 0
    /// Of these: nothing is recorded that ours could be held against.
    package var uncompared = 0
    /// Kept as they are.
    package var kept = 0

    fileprivate mutating func count(_ comparison: Comparison?) {
      calls += 1
      guard let comparison else { return kept += 1 }
      carriedOut += 1
      switch comparison {
      case .asRecorded: asRecorded += 1
      case .otherwise: otherwise += 1
      case .uncompared: uncompared += 1
      }
    }
  }

  /// How a call that was carried out again compares with its record.
  package enum Comparison: Hashable, Sendable {
    /// The same ending, and the same output or nearly.
    case asRecorded
    /// Another ending, or another output.
    case otherwise
    /// Nothing to compare with.
    case uncompared
  }

  /// Turns of the trajectory.
  package let turns: Int
  /// Calls in them.
  package let calls: Int
  /// All calls that have a step.
  package private(set) var all = Tally()
  /// The same by the tools' names.
  package private(set) var tools: [String: Tally] = [:]
  /// Why calls were kept, and how often for each reason.
  package private(set) var reasons: [String: Int] = [:]
  /// Whether all of the trajectory was gone through.
  package let isComplete: Bool

  /// Sums up the steps of an imported run.
  ///
  /// - Complexity: O(*n*) in their outputs.
  package init(of steps: [Step], in imported: ImportedTrajectory) {
    (turns, calls) = (imported.turns, imported.calls)
    isComplete = steps.contains { $0.action.kind == .finish }
    for step in steps {
      guard let call = step.reply?.recorded else { continue }
      let comparison = call.omission == nil ? step.comparison(root: imported.root) : nil
      all.count(comparison)
      tools[call.tool, default: Tally()].count(comparison)
      if let reason = call.omission { reasons[reason, default: 0] += 1 }
    }
  }
}

extension Step {
  /// How a call that was carried out again compares with its record.
  ///
  /// Commands: the exit status where one is recorded, and the lines of the output: at least four of five are the same, where
  /// each is looked at without addresses, times and the project's place. Edits: whether they applied. What only looks shows
  /// itself in another form here, and is not compared.
  ///
  /// - Parameter root: Where the agent's project stood.
  func comparison(root: String?) -> ImportSummary.Comparison {
    guard let call = reply?.recorded else { return .uncompared }
    switch action {
    case .edit:
      return (observation.refusal != nil) == (call.wasRefused == true) ? .asRecorded : .otherwise
    // It is another command than the agent's own, which prints in another form.
    case .run where call.tool == "find_file": return .uncompared
    case .run:
      if observation.refusal != nil { return .otherwise }
      if let status = call.status, observation.ending != .exited(status) { return .otherwise }
      // An agent that shows nothing for no output, and one that records none, look alike.
      if call.output.text.isEmpty, call.status == nil, !observation.output.text.isEmpty {
        return .uncompared
      }
      return likeness(
        call.output.text, observation.output.cut(head: 4 << 10, tail: 2 << 10).text, root)
        >= 0.8 ? .asRecorded : .otherwise
    default: return .uncompared
    }
  }
}

/// The part of the lines of both texts that they have in common, from 0 to 1; 1 for two without any.
func likeness(_ one: String, _ other: String, _ root: String?) -> Double {
  func lines(_ text: String) -> [String: Int] {
    var text = text.replacing("\r\n", with: "\n")
    if let root { text = text.replacing(root, with: "/workspace") }
    return text.split(separator: "\n").map { blurred($0) }.filter { !$0.isEmpty }
      .reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
  let (first, second) = (lines(one), lines(other))
  let total = first.values.reduce(0, +) + second.values.reduce(0, +)
  guard total > 0 else { return 1 }
  let common = first.reduce(0) { $0 + min($1.value, second[$1.key] ?? 0) }
  return Double(2 * common) / Double(total)
}

/// A line without what differs from run to run: numbers with a point or an `x`, runs of white space, escapes of terminals.
private func blurred(_ line: Substring) -> String {
  var words: [String] = []
  for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "=" }) {
    let isNumber =
      word.first?.isNumber == true && word.contains { $0 == "." || $0 == "x" || $0 == ":" }
    words.append(isNumber ? "#" : String(word))
  }
  return words.joined(separator: " ")
}
